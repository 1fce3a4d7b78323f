"""Reads the settings: environment variables first, then the embedded stack's own file.

`soapline up` writes ``stack.env`` into its folder, so that every command run beside it
finds the stack without being told.
"""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from pipeline.errors import FieldProblem, Rejected
from pipeline.settings import ApiSettings, LocalSettings, Settings
from pipeline.settings.group import LOOPBACK

STACK_FILE = "stack.env"
PREFIX = "SOAPLINE_"
# Read by the tests and benchmarks, not by the service.
NO_SETTINGS = frozenset({"SOAPLINE_EVAL_DATA"})
_EVERYWHERE = {"": LOOPBACK, "0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - nothing is bound here


class BadSettings(Rejected):
    """A ``SOAPLINE_*`` variable is misspelt or has a value that cannot be used."""

    code = "SETTINGS_ERROR"


def local_dir() -> Path:
    """Folder of the embedded stack: ``SOAPLINE_LOCAL_DIR`` or ``.soapline``."""
    return Path(os.environ.get("SOAPLINE_LOCAL_DIR") or LocalSettings().dir)


def load_settings() -> Settings:
    """The settings of this process; raises `BadSettings` naming each bad variable."""
    return read_settings(local_dir() / STACK_FILE)


def read_settings(file: Path | None) -> Settings:
    """The settings of the environment and then of the file, if there is one.

    Raises `BadSettings`, naming each variable that is misspelt or cannot be used, never its value.
    """
    if problems := [*_unknown_variables(file)]:
        raise BadSettings("Some SOAPLINE_* variables are no settings.", details=problems)
    try:
        return Settings(_env_file=file)
    except ValidationError as error:
        raise BadSettings(
            "Some SOAPLINE_* settings cannot be used.",
            details=[
                FieldProblem(PREFIX + "_".join(map(str, item["loc"])).upper(), item["msg"])
                for item in error.errors(include_input=False, include_context=False)
            ],
        ) from None


def variable_names() -> list[str]:
    """Every variable that is a setting."""
    defaults = Settings.model_construct()
    groups = {name: type(getattr(defaults, name)) for name in Settings.model_fields}
    return [
        f"{PREFIX}{name}_{field}".upper() for name, group in groups.items() for field in group.model_fields
    ]


def local_api_url(api: ApiSettings) -> str:
    """Where the API answers on this machine: its address, or loopback where it listens on all."""
    host = _EVERYWHERE.get(api.host, api.host)
    return f"http://[{host}]:{api.port}" if ":" in host else f"http://{host}:{api.port}"


def _unknown_variables(file: Path | None) -> Iterator[FieldProblem]:
    known = variable_names()
    given = {*os.environ, *(dotenv_values(file) if file else ())}
    for name in sorted(name for name in given if name.upper().startswith(PREFIX)):
        if name.upper() not in NO_SETTINGS | set(known):
            close = difflib.get_close_matches(name.upper(), known, n=1)
            yield FieldProblem(name, f"unknown; did you mean {close[0]}?" if close else "unknown")
