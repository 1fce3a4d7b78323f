"""`soapline submit`: recordings in, notes out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.cli.console import err, out, print_json, show_error, show_problem
from pipeline.cli.printing import print_note
from pipeline.cli.recordings import recordings_named
from pipeline.cli.server import open_client
from pipeline.client import SoaplineClient
from pipeline.errors import Rejected, SoaplineError
from pipeline.models import Priority

AT_ONCE = 8
# The upload's share of a bar; the rest is the server's own progress.
UPLOAD_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one recording ended: the server's last status, or why it was refused."""

    recording: Path
    status: dict[str, Any] | None
    refusal: SoaplineError | None = None

    @property
    def completed(self) -> bool:
        """Whether there is a note."""
        return self.status is not None and self.status["status"] == "completed"


def submit(
    recordings: Annotated[
        list[Path],
        typer.Argument(exists=True, readable=True, help="Audio files, or folders of audio files."),
    ],
    specialty: Annotated[str, typer.Option(help="An id of GET /v1/specialties.")] = "generic",
    template: Annotated[str, typer.Option(help="A template of the specialty.")] = "",
    priority: Annotated[Priority, typer.Option(help="How soon the notes are wanted.")] = Priority.ROUTINE,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show what each sentence rests on.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a recording.")] = False,
) -> None:
    """Submit recordings, show their progress, print their notes.

    A folder stands for the recordings directly in it, by name. Exits with 1 if any recording was
    refused or failed.
    """
    recordings = recordings_named(recordings)
    options = {"specialty": specialty, "priority": priority.value} | (
        {"template": template} if template else {}
    )
    with open_client() as client:
        outcomes = submit_all(client, recordings, options)
    for outcome in outcomes:
        if as_json:
            print_json(_as_json(outcome))
        else:
            show_outcome(outcome, evidence=evidence)
    if not all(outcome.completed for outcome in outcomes):
        raise typer.Exit(1)


def submit_all(client: SoaplineClient, recordings: list[Path], options: dict[str, str]) -> list[Outcome]:
    """Submit recordings side by side with a progress bar each; outcomes in the given order."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
        TimeElapsedColumn(),
    )
    many = len(recordings) > AT_ONCE
    with Progress(*columns, console=err) as progress:
        total = progress.add_task("All", total=len(recordings), stage="", visible=many)
        bars = [
            progress.add_task(path.name, start=False, total=1.0, stage="waiting", visible=not many)
            for path in recordings
        ]

        def one(recording: Path, bar: TaskID) -> Outcome:
            # Of many, only those in hand are shown: a terminal has no room for all.
            progress.start_task(bar)
            progress.update(bar, visible=True)
            outcome = _one(client, recording, options, progress, bar)
            progress.update(bar, visible=not many)
            progress.advance(total)
            return outcome

        with ThreadPoolExecutor(min(AT_ONCE, len(recordings))) as pool:
            return list(pool.map(one, recordings, bars))


def _one(
    client: SoaplineClient, recording: Path, options: dict[str, str], progress: Progress, bar: TaskID
) -> Outcome:
    status: dict[str, Any] | None = None
    try:
        size = max(1, recording.stat().st_size)

        def sent(count: int) -> None:
            progress.update(bar, completed=UPLOAD_SHARE * count / size, stage="uploading")

        accepted = client.submit(recording, options, sent)
        for status in client.follow(accepted["noteId"]):
            done = UPLOAD_SHARE + (1 - UPLOAD_SHARE) * status["progress"]
            progress.update(bar, completed=done, stage=status.get("stage") or status["status"])
    except (SoaplineError, OSError) as error:
        progress.update(bar, stage="refused" if status is None else "lost sight of")
        return Outcome(recording, status, error if isinstance(error, SoaplineError) else _unreadable())
    progress.update(bar, completed=1.0, stage=status["status"] if status else "")
    return Outcome(recording, status)


def _unreadable() -> Rejected:
    return Rejected("The file cannot be read. Check that it is still there, and its permissions.")


def show_outcome(outcome: Outcome, *, evidence: bool = False) -> None:
    """Print a note, or why there is none."""
    err.print(f"\n{outcome.recording.name}", markup=False, style="bold")
    if outcome.refusal is not None:
        show_error(outcome.refusal)
    elif outcome.completed and outcome.status is not None:
        print_note(out, outcome.status, evidence=evidence)
    elif outcome.status is not None:
        failure = outcome.status["error"]
        show_problem(failure["code"], failure["message"])


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if outcome.refusal is None:
        return {"file": str(outcome.recording), **(outcome.status or {})}
    error = {"code": outcome.refusal.code, "message": outcome.refusal.public_message}
    return {"file": str(outcome.recording), "status": "refused", "error": error}
