"""What every command shares: two consoles, one way to show an error."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import Rejected, SoaplineError

# Lines that go to a file or another command must not be wrapped at a terminal's width.
PIPED_COLUMNS = 160

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_COLUMNS)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED_COLUMNS)


def print_json(value: Any) -> None:
    """Write one JSON document on one line of standard output."""
    print(json.dumps(value, ensure_ascii=False))


def add_row(table: Table, *cells: str | Text) -> None:
    """Add a row whose strings are shown as they are: to Rich, "soapline[local]" would hold a style."""
    table.add_row(*(Text(cell, overflow="fold") if isinstance(cell, str) else cell for cell in cells))


def show_problem(code: str, message: str) -> None:
    """Show an error's code and message, as they are, on standard error."""
    err.print(Text.assemble((code, "bold red"), ": ", message), soft_wrap=True)


def show_error(error: SoaplineError) -> None:
    """Show what went wrong and what to do, on standard error."""
    show_problem(error.code, error.public_message)
    if isinstance(error, Rejected):
        for problem in error.details:
            err.print(f"  {problem.field}: {problem.message}", markup=False, soft_wrap=True)
