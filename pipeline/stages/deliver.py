"""deliver: note -> webhook."""

from datetime import UTC, datetime
from typing import Any

import orjson

from pipeline.metrics.instruments import webhook_ended
from pipeline.models import Delivery, NoteRequest, NoteState
from pipeline.stages.work import NoteEnded, Workbench, drop_if_deleted
from pipeline.webhooks import delivery_due, post
from pipeline.wire import instant, note_body

GENERATED = "note.generated"
FAILED = "note.failed"


def deliver(bench: Workbench, note_id: str, *, attempts: int) -> str | None:
    """Tell the tenant's webhook, once, that a note has ended; ``attempts`` counts this one.

    Returns the tenant that was told, or None where there was nobody to tell.

    The receiver may see an event twice, under the same ``webhook-id``, where a worker died
    between its answer and our record of it. Raises `NoteEnded`, `NotTaken`,
    `WebhookRefused` or `Retryable`.
    """
    webhook, event = delivery_due(bench.archive, note_id), ended_event(bench, note_id)
    if webhook is None or event is None:
        return None
    status = post(
        webhook,
        f"{note_id}.{event['event']}",
        orjson.dumps(event),
        timeout=bench.settings.webhook.timeout,
        allow_private=bench.settings.webhook.allow_private,
    )
    record_delivery(bench, note_id, delivered=True, attempts=attempts, http_status=status)
    return webhook.tenant


def ended_event(bench: Workbench, note_id: str) -> dict[str, Any] | None:
    """What the webhook is told; None while the note is processing. Raises `NoteEnded`."""
    request = bench.archive.get_request(note_id)
    if request is None:
        raise NoteEnded
    outcome, note = bench.archive.get_outcome(note_id), bench.archive.get_note(note_id)
    if outcome is not None and outcome.failure is not None:
        error = {"code": outcome.failure.code, "message": outcome.failure.message}
        return _event(request, FAILED, NoteState.FAILED, error=error)
    if outcome is None or note is None:
        return None
    body = note_body(request, note, bench.archive.get_transcript(note_id))
    return _event(request, GENERATED, NoteState.COMPLETED, data=body)


def record_delivery(
    bench: Workbench, note_id: str, *, delivered: bool, attempts: int, http_status: int | None
) -> None:
    """Store how the delivery ended, which ends it; raises `NoteEnded` or `Retryable`."""
    ended = Delivery(
        delivered=delivered, attempts=attempts, http_status=http_status, ended_at=datetime.now(UTC)
    )
    bench.archive.put_delivery(note_id, ended)
    webhook_ended(delivered=delivered)
    drop_if_deleted(bench, note_id)


def _event(request: NoteRequest, event: str, state: NoteState, **more: object) -> dict[str, Any]:
    return {
        "event": event,
        "note_id": request.note_id,
        "status": state.value,
        "created_at": instant(request.created_at),
        **more,
    }
