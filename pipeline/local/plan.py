"""What the embedded stack of one folder is: its ports, secrets and settings, remembered.

Everything is written to ``stack.env`` (readable by the owner only), so that a restart
finds the same stack, and `soapline` commands run beside it find it too. A server that
the operator configured (``SOAPLINE_REDIS_URL``, ``SOAPLINE_S3_ENDPOINT_URL``...) is used,
not started.
"""

import base64
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from pipeline.configuration import STACK_FILE, local_api_url, read_settings
from pipeline.local.ports import free_port, hold_port
from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK

# A bucket's or region's name alone says nothing of whose store it is in.
_S3_GIVEN = {"endpoint_url", "access_key_id"}
_KEYS_GIVEN = {"keys", "key_file", "kms_key_id"}


@dataclass(frozen=True, slots=True)
class StackPlan:
    """The stack to run. ``own_redis`` and ``own_s3`` say which servers are the stack's own."""

    folder: Path
    settings: Settings
    environment: dict[str, str]
    own_redis: bool
    own_s3: bool

    @property
    def api_url(self) -> str:
        """Where the API answers on this machine."""
        return local_api_url(self.settings.api)

    @property
    def api_key(self) -> str:
        """The development key."""
        key = self.settings.dev.api_key
        return key.get_secret_value() if key else ""


def plan_stack(folder: Path) -> StackPlan:
    """Read what the folder remembers, fill in what is missing, write it down.

    Ports that the operator did not choose are held from here on (`pipeline.local.ports`).
    Raises `BadSettings` naming each bad variable.
    """
    given = read_settings(None)
    for part in (folder, folder / "logs", folder / "redis", folder / "s3", folder / "s3-state"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {name: value for name, value in dotenv_values(folder / STACK_FILE).items() if value}
    own_redis = "url" not in given.redis.model_fields_set
    own_s3 = not given.s3.model_fields_set & _S3_GIVEN
    variables = {
        "SOAPLINE_LOCAL_DIR": str(folder),
        "SOAPLINE_API_HOST": given.api.host,
        "SOAPLINE_API_PORT": str(given.api.port),
    }
    variables |= _access_variables(given, kept)
    if own_redis:
        variables |= _redis_variables(given, kept)
    if own_s3:
        variables |= _s3_variables(folder, given, kept)
    if not given.archive.model_fields_set & _KEYS_GIVEN:
        variables["SOAPLINE_ARCHIVE_KEY_FILE"] = str(_archive_key_file(folder))
    lines = (f"{name}={_quoted(value)}\n" for name, value in variables.items())
    _write_private(folder / STACK_FILE, "".join(lines))
    environment = dict(os.environ) | variables
    settings = read_settings(folder / STACK_FILE)
    return StackPlan(folder, settings, environment, own_redis, own_s3)


def _access_variables(given: Settings, kept: dict[str, str]) -> dict[str, str]:
    key, password = given.dev.api_key, given.local.flower_password
    return {
        "SOAPLINE_DEV_API_KEY": key.get_secret_value()
        if key
        else kept.get("SOAPLINE_DEV_API_KEY", f"sk_test_{secrets.token_urlsafe(32)}"),
        "SOAPLINE_LOCAL_FLOWER_PASSWORD": password.get_secret_value()
        if password
        else kept.get("SOAPLINE_LOCAL_FLOWER_PASSWORD", secrets.token_urlsafe(12)),
        "SOAPLINE_LOCAL_FLOWER_PORT": _port(given.local.flower_port, kept.get("SOAPLINE_LOCAL_FLOWER_PORT")),
    }


def _redis_variables(given: Settings, kept: dict[str, str]) -> dict[str, str]:
    port = _port(given.local.redis_port, kept.get("SOAPLINE_LOCAL_REDIS_PORT"))
    _, _, rest = kept.get("SOAPLINE_REDIS_URL", "").partition("redis://:")
    password = rest.partition("@")[0] or secrets.token_urlsafe(24)
    return {
        "SOAPLINE_LOCAL_REDIS_PORT": port,
        "SOAPLINE_REDIS_URL": f"redis://:{password}@{LOOPBACK}:{port}/0",
    }


def _s3_variables(folder: Path, given: Settings, kept: dict[str, str]) -> dict[str, str]:
    port = _port(given.local.s3_port, kept.get("SOAPLINE_LOCAL_S3_PORT"))
    secret = given.s3.secret_access_key
    return {
        "SOAPLINE_LOCAL_S3_PORT": port,
        "SOAPLINE_S3_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
        "SOAPLINE_S3_ACCESS_KEY_ID": "soapline",
        "SOAPLINE_S3_SECRET_ACCESS_KEY": secret.get_secret_value()
        if secret
        else kept.get("SOAPLINE_S3_SECRET_ACCESS_KEY", secrets.token_urlsafe(24)),
        "SOAPLINE_S3_CREATE_BUCKET": "true",
        "SOAPLINE_S3_DISK": str(folder / "s3"),
    }


def _archive_key_file(folder: Path) -> Path:
    path = folder / "archive.keys"
    if not path.exists():
        _write_private(path, f"local-1:{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
    return path


def _port(wanted: int, kept: str | None) -> str:
    if wanted:
        return str(wanted)
    if kept:
        with suppress(OSError):
            hold_port(LOOPBACK, int(kept))
            return kept
    return str(free_port())


def _quoted(value: str) -> str:
    """A value as python-dotenv reads it back: its quotes, its escapes, and no ``${NAME}`` replaced."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    # No variable has an empty name, so this always stands for its default.
    return "'" + escaped.replace("${", "${:-$}{") + "'"


def _write_private(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    temporary.replace(path)
