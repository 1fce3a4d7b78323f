"""How a note ends when it cannot become one."""

from datetime import UTC, datetime

from pipeline.errors import SoaplineError
from pipeline.metrics.instruments import note_failed
from pipeline.models import Failure, Stage
from pipeline.stages.work import Workbench, end_note


def record_failure(bench: Workbench, note_id: str, stage: Stage, reason: SoaplineError) -> None:
    """Store the reason in the archive, then show it, unless the note has ended before.

    Raises `NoteEnded`, `LeaseLost`, or `Retryable` when a store is away.
    """
    now = datetime.now(UTC)
    failure = Failure(code=reason.code, message=reason.public_message, stage=stage, failed_at=now)
    ended = end_note(bench, note_id, failure)
    if ended is not None and ended.failure is not None:
        note_failed(ended.failure.stage, ended.failure.code)
