"""The task that tells webhooks. However it ends, the note itself is as it was."""

from typing import Any

import structlog
from celery import Task
from celery.exceptions import Ignore

from pipeline.audit import service_event
from pipeline.broker import DELIVER, task_name
from pipeline.errors import Retryable, SoaplineError
from pipeline.leases import HeldElsewhere
from pipeline.models import AuditAction
from pipeline.stages.deliver import deliver as stage
from pipeline.stages.deliver import record_delivery
from pipeline.stages.work import NoteEnded, Workbench
from pipeline.webhooks import NotTaken
from workers import tasks
from workers.app import app, settings
from workers.retries import StageFailed, StageWaits, webhook_delay

log = structlog.get_logger()


@app.task(name=task_name(DELIVER), bind=True, max_retries=None)
def deliver(task: "Task[Any, Any]", note_id: str) -> None:
    """Tell the tenant's webhook that the note has ended, again and again until it is taken."""
    try:
        # A lease of its own: the note's may still be held by the stage that ended it.
        with tasks.leases().hold(f"{note_id}:{DELIVER}", DELIVER) as lease:
            attempt(task, tasks.workbench(lease), note_id)
    except HeldElsewhere:
        raise Ignore from None
    except Retryable as error:
        raise come_back(task, error) from None


def attempt(task: "Task[Any, Any]", bench: Workbench, note_id: str) -> None:
    """Tell the webhook once, and turn how it ended into what Celery must do."""
    attempts = task.request.retries + 1
    try:
        told = stage(bench, note_id, attempts=attempts)
    except NoteEnded:
        raise Ignore from None
    except NotTaken as error:
        if not error.for_good and attempts <= settings.webhook.max_retries:
            raise come_back(task, error) from None
        give_up(bench, note_id, attempts, error)
    except Retryable:
        raise
    except SoaplineError as error:
        give_up(bench, note_id, attempts, error)
    else:
        if told is not None:
            event = service_event(AuditAction.DELIVER, who="webhook", tenant=told, subject=note_id)
            tasks.audit_trail().append([event])
        log.info("note delivered", attempt=attempts)


def come_back(task: "Task[Any, Any]", error: SoaplineError) -> Exception:
    """The exception that makes Celery send the message again later."""
    delay = webhook_delay(settings.webhook, task.request.retries)
    log.warning("delivery waits", code=error.code, attempt=task.request.retries + 1, seconds=delay)
    return task.retry(exc=StageWaits(error.code), countdown=delay, throw=False)


def give_up(bench: Workbench, note_id: str, attempts: int, error: SoaplineError) -> None:
    """Record that the webhook was not told; the note stays to be read. Raises `Retryable`."""
    log.error("note not delivered", code=error.code, attempt=attempts)
    http_status = error.http_status if isinstance(error, NotTaken) else None
    try:
        record_delivery(bench, note_id, delivered=False, attempts=attempts, http_status=http_status)
    except NoteEnded:
        raise Ignore from None
    raise StageFailed(error.code) from None
