"""What every stage has in common: its tools, its progress, and when not to run."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.allowances import AudioMeter
from pipeline.archive import Archive
from pipeline.errors import Permanent, Retryable
from pipeline.leases import Lease
from pipeline.models import Failure, NoteRequest, Outcome, Stage
from pipeline.settings import Settings
from pipeline.status import StatusBoard

# Share of the whole that is done when a stage begins and ends, from the measured cost of
# each on a CPU: transcription is nearly all of it.
_SPANS = {
    Stage.QUEUED: (0.0, 0.0),
    Stage.NORMALIZING: (0.0, 0.05),
    Stage.TRANSCRIBING: (0.05, 0.95),
    Stage.WRITING: (0.95, 1.0),
}


class NoteEnded(Exception):
    """The note was deleted or has already ended: there is nothing left to do for it."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools of a stage, and the lease under which it works on its note.

    Without a meter the audio counts towards no key's limit.
    """

    archive: Archive
    board: StatusBoard
    settings: Settings
    lease: Lease
    audio_meter: AudioMeter | None = None


def open_request(bench: Workbench, note_id: str) -> NoteRequest:
    """The note's request; raises `NoteEnded` if it was deleted or has ended."""
    request = bench.archive.get_request(note_id)
    if request is None:
        raise NoteEnded
    if (outcome := bench.archive.get_outcome(note_id)) is not None:
        # Whoever recorded it may have died before showing it.
        bench.board.end(bench.lease.fence, outcome)
        raise NoteEnded
    return request


def end_note(bench: Workbench, note_id: str, failure: Failure | None = None) -> Outcome | None:
    """Record how the note ended and show the outcome that stands, the first one.

    Returns it, or None where it was shown before.

    Raises `NoteEnded` if it was deleted, `LeaseLost`, or `Retryable` when a store is away.
    """
    bench.lease.check()
    outcome = bench.archive.end(note_id, Outcome(ended_at=datetime.now(UTC), failure=failure))
    drop_if_deleted(bench, note_id)
    return outcome if bench.board.end(bench.lease.fence, outcome) else None


def drop_if_deleted(bench: Workbench, note_id: str) -> None:
    """Remove what a stage stored for a note that was deleted meanwhile; raises `NoteEnded`."""
    if bench.archive.get_request(note_id) is None:
        bench.archive.delete_note(note_id)
        raise NoteEnded


def report_progress(bench: Workbench, note_id: str, stage: Stage) -> Callable[[float], None]:
    """A function that takes a stage's own progress (0 to 1) and shows the note's.

    It raises `NoteEnded` when the note was deleted and `LeaseLost` when another worker has it,
    so that long work stops early.
    """
    start, end = _SPANS[stage]

    def report(done: float) -> None:
        progress = start + (end - start) * min(max(done, 0.0), 1.0)
        bench.lease.stop_if_lost()
        # What was done so far is worth more than a progress figure: an outage is waited out.
        with suppress(Retryable):
            if not bench.board.advance(bench.lease.fence, stage, progress) and not bench.archive.get_request(
                note_id
            ):
                raise NoteEnded

    return report


def missing_input(what: str) -> Permanent:
    """An earlier stage's object is gone although the note still exists."""
    return Permanent(
        f"The stored {what} of this recording is gone. Send the recording again.", code="INPUT_MISSING"
    )
