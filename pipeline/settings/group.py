"""What every settings group is made of."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

MIB = 1024 * 1024
LOOPBACK = "127.0.0.1"
"""Where a server listens that only this machine is to reach."""


class Group(BaseModel):
    """Base of a settings group; a misspelt field is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def check_url(url: str, schemes: set[str]) -> None:
    """Raise ValueError unless it is a URL of such a scheme; without the URL, which can hold a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and "://" in url and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("no usable URL; it begins with " + " or ".join(f"{s}://" for s in sorted(schemes)))
