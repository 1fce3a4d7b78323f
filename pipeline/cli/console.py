"""What every command shares: two consoles, one way to show an error."""

import json
import sys
from typing import Any

from rich.console import Console

from pipeline.errors import Rejected, SoaplineError

# Lines that go to a file or another command must not be wrapped at a terminal's width.
PIPED_COLUMNS = 160

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_COLUMNS)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED_COLUMNS)


def print_json(value: Any) -> None:
    """Write one JSON document on one line of standard output."""
    print(json.dumps(value, ensure_ascii=False))


def show_error(error: SoaplineError) -> None:
    """Show what went wrong and what to do, on standard error."""
    err.print(f"[bold red]{error.code}[/]: {error.public_message}", soft_wrap=True)
    if isinstance(error, Rejected):
        for problem in error.details:
            err.print(f"  {problem.field}: {problem.message}", markup=False, soft_wrap=True)
