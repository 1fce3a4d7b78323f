"""How a note ends when it cannot become one."""

from datetime import UTC, datetime

from pipeline.errors import SoaplineError
from pipeline.metrics.instruments import note_failed
from pipeline.models import Failure, Stage
from pipeline.stages.work import Workbench, drop_if_deleted


def record_failure(bench: Workbench, note_id: str, stage: Stage, reason: SoaplineError) -> None:
    """Store the reason in the archive, then show it; raises `Retryable` when a store is away."""
    failure = Failure(
        code=reason.code, message=reason.public_message, stage=stage, failed_at=datetime.now(UTC)
    )
    bench.archive.put_failure(note_id, failure)
    drop_if_deleted(bench, note_id)
    if bench.board.fail(note_id, failure):
        note_failed(stage, reason.code)
