from pathlib import Path

import pytest
from rich.table import Table

from pipeline.cli.console import add_row, out, show_error, show_problem
from pipeline.cli.submit import Outcome, show_outcome
from pipeline.errors import FieldProblem, Rejected, SoaplineError
from tests.conftest import Stack

BRACKETS = "Install soapline[local] [/x] [bold]"


def test_an_errors_brackets_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(SoaplineError(BRACKETS))
    show_error(Rejected(BRACKETS, details=[FieldProblem("[/field]", BRACKETS)]))
    show_problem("CODE", BRACKETS)
    assert capsys.readouterr().err.count(BRACKETS) == 4


def test_a_tables_brackets_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("One", "Two")
    add_row(table, BRACKETS, "[/y]")
    out.print(table)
    shown = capsys.readouterr().out
    assert BRACKETS in shown
    assert "[/y]" in shown


def test_a_failed_notes_message_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    status = {"status": "failed", "error": {"code": "DECODE_FAILED", "message": BRACKETS}}
    show_outcome(Outcome(Path("[bold] visit.mp3"), status))
    shown = capsys.readouterr().err
    assert BRACKETS in shown
    assert "[bold] visit.mp3" in shown


def test_names_with_brackets_survive_submit_and_the_list_of_keys(stack: Stack, tmp_path: Path) -> None:
    recording = tmp_path / "[bold] visit.mp3"
    recording.write_text("Dear doctor, " * 1000)
    ran = stack.command("submit", str(recording))
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert recording.name in ran.stderr
    stack.command("keys", "create", "clinic-of-brackets", "--label", "[/x] desk")
    assert "[/x] desk" in stack.command("keys", "list").stdout
