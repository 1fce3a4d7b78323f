"""Reads the settings: environment variables first, then the embedded stack's own file.

`soapline up` writes ``stack.env`` into its folder, so that every command run beside it
finds the stack without being told.
"""

import os
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import FieldProblem, Rejected
from pipeline.settings import LocalSettings, Settings

STACK_FILE = "stack.env"


class BadSettings(Rejected):
    """A ``SOAPLINE_*`` variable is misspelt or has a value that cannot be used."""

    code = "SETTINGS_ERROR"


def local_dir() -> Path:
    """Folder of the embedded stack: ``SOAPLINE_LOCAL_DIR`` or ``.soapline``."""
    return Path(os.environ.get("SOAPLINE_LOCAL_DIR") or LocalSettings().dir)


def load_settings() -> Settings:
    """The settings of this process; raises `BadSettings` naming each bad variable."""
    try:
        return Settings(_env_file=local_dir() / STACK_FILE)
    except ValidationError as error:
        raise BadSettings(
            "Some SOAPLINE_* settings cannot be used.",
            details=[
                FieldProblem("SOAPLINE_" + "_".join(map(str, item["loc"])).upper(), item["msg"])
                for item in error.errors(include_input=False, include_context=False)
            ],
        ) from None
