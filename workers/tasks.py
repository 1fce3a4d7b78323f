"""One thin Celery task a stage. Arguments are note ids; nothing else travels.

A stage is imported when its first task runs: a worker pays only for the stages it serves,
and an installation that cannot run one ends the note with a reason instead of losing it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import structlog
from celery import Task
from celery.exceptions import Ignore, Retry

from pipeline.allowances import AudioMeter
from pipeline.archive import Archive, open_archive
from pipeline.audit import AuditTrail
from pipeline.broker import task_name
from pipeline.dispatch import Dispatcher
from pipeline.errors import Permanent, Retryable, SoaplineError
from pipeline.leases import LEASE_SECONDS, HeldElsewhere, Lease, LeaseLost, Leases
from pipeline.metrics.instruments import Outcome, model_loaded, stage_ended, stage_put_off
from pipeline.models import Stage
from pipeline.redis_link import connect
from pipeline.stages.failure import record_failure
from pipeline.stages.work import NoteEnded, Workbench
from pipeline.status import StatusBoard, open_status_board
from pipeline.tracing.context import tag_note
from pipeline.webhooks import delivery_due
from workers.app import app, settings
from workers.retries import StageFailed, StageWaits, retry_delay

log = structlog.get_logger()
_loading = threading.Lock()


@cache
def stores() -> tuple[Archive, StatusBoard]:
    """This process's archive and status board."""
    return open_archive(settings), open_status_board(settings.redis)


def workbench(lease: Lease) -> Workbench:
    """The tools of a stage that works under a lease."""
    archive, board = stores()
    return Workbench(archive, board, settings, lease, audio_meter())


@cache
def audit_trail() -> AuditTrail:
    """This process's chain of the audit log."""
    return AuditTrail(stores()[0], connect(settings.redis))


@cache
def audio_meter() -> AudioMeter:
    """This process's count of audio by key."""
    return AudioMeter(connect(settings.redis))


@app.task(name=task_name("normalize"), bind=True, max_retries=None)
def normalize(task: "Task[Any, Any]", note_id: str) -> None:
    """Turn the upload into 16 kHz speech."""

    def run(bench: Workbench) -> None:
        from pipeline.stages.normalize import normalize as stage

        stage(bench, note_id)

    run_stage(task, note_id, Stage.NORMALIZING, run)


@app.task(name=task_name("transcribe"), bind=True, max_retries=None)
def transcribe(task: "Task[Any, Any]", note_id: str) -> None:
    """Write down what was said."""

    def run(bench: Workbench) -> None:
        from pipeline.stages.transcribe import transcribe as stage

        stage(bench, speech_model(), note_id)

    run_stage(task, note_id, Stage.TRANSCRIBING, run)


@app.task(name=task_name("write"), bind=True, max_retries=None)
def write(task: "Task[Any, Any]", note_id: str) -> None:
    """Write the note."""

    def run(bench: Workbench) -> None:
        from pipeline.stages.write import write as stage

        stage(bench, note_engine(), note_id)
        announce(note_id)

    run_stage(task, note_id, Stage.WRITING, run)


def run_stage(task: "Task[Any, Any]", note_id: str, stage: Stage, run: Callable[[Workbench], None]) -> None:
    """Run a stage under the note's lease; a duplicate message is acknowledged and dropped.

    Whatever became of it, the recordings whose turn it is now are sent on.
    """
    tag_note(note_id)
    try:
        with leases().hold(note_id, stage) as lease, timed(stage):
            attempt(task, lease, stage, run)
    except HeldElsewhere:
        log.info("duplicate message dropped", stage=stage)
        raise Ignore from None
    except LeaseLost:
        log.warning("another worker took the note over; nothing was written", stage=stage)
        raise Ignore from None
    except Retryable as error:
        raise come_back(task, stage, error, retry_delay(settings.worker, task.request.retries)) from None
    finally:
        # While Redis is away nothing moves; the sweep pulls when it is back.
        with suppress(Retryable):
            dispatcher().pull()


@contextmanager
def timed(stage: Stage) -> Iterator[None]:
    """Time the block for the metrics, by how it ends."""
    began = time.perf_counter()
    outcome: Outcome = "dropped"
    try:
        yield
        outcome = "done"
    except Retry:
        outcome = "waits"
        raise
    except StageFailed:
        outcome = "failed"
        raise
    finally:
        stage_ended(stage, outcome, time.perf_counter() - began)


def attempt(task: "Task[Any, Any]", lease: Lease, stage: Stage, run: Callable[[Workbench], None]) -> None:
    """Run a stage and turn how it ended into what Celery must do.

    Success and an ended note acknowledge the message. What is wrong with the recording
    (`Permanent`) and what is wrong with our code end the note as failed; what is wrong
    around us, a misconfigured worker included, is tried again later.
    """
    try:
        lease.refuse_poison()
        run(workbench(lease))
    except LeaseLost:
        raise
    except NoteEnded:
        log.info("note ended before its stage", stage=stage)
        # The message may have come back because the broker was away when the note ended.
        announce(lease.note_id)
        raise Ignore from None
    except Permanent as error:
        fail(task, lease, stage, error)
    except Retryable as error:
        wait_or_fail(task, lease, stage, error)
    except SoaplineError as error:
        log.exception(
            "this worker cannot run the stage; soapline doctor says why", stage=stage, code=error.code
        )
        wait_or_fail(task, lease, stage, Retryable("Processing is held up on our side.", code=error.code))
    except (OSError, MemoryError):
        log.exception("this worker lacks disk or memory", stage=stage)
        wait_or_fail(task, lease, stage, Retryable("Processing is held up on our side."))
    except Exception:
        log.exception("stage broke", stage=stage)
        broken = Permanent("Processing broke on our side. The operator has the details.")
        fail(task, lease, stage, broken)


def wait_or_fail(task: "Task[Any, Any]", lease: Lease, stage: Stage, error: Retryable) -> None:
    """Send the message again later, or end the note once its retries are used up."""
    attempts = task.request.retries
    if attempts >= settings.worker.max_retries:
        fail(task, lease, stage, error)
    delay = retry_delay(settings.worker, attempts)
    log.warning("stage waits", stage=stage, code=error.code, attempt=attempts, seconds=delay)
    lease.park(delay + LEASE_SECONDS)
    raise come_back(task, stage, error, delay) from None


def come_back(task: "Task[Any, Any]", stage: Stage, error: Retryable, delay: float) -> Retry:
    """The exception that makes Celery send the message again after so many seconds."""
    stage_put_off(stage, error.code)
    return task.retry(exc=StageWaits(error.code), countdown=delay, throw=False)


def fail(task: "Task[Any, Any]", lease: Lease, stage: Stage, error: SoaplineError) -> None:
    """End the note as failed; if the failure cannot be stored now, come back for it."""
    log.warning("note failed", stage=stage, code=error.code)
    try:
        record_failure(workbench(lease), lease.note_id, stage, error)
        announce(lease.note_id)
    except NoteEnded:
        raise Ignore from None
    except Retryable as away:
        delay = settings.worker.retry_backoff_max
        lease.park(delay + LEASE_SECONDS)
        raise come_back(task, stage, away, delay) from None
    raise StageFailed(error.code) from None


def announce(note_id: str) -> None:
    """Send an ended note to its tenant's webhook, where one waits for it; raises `Retryable`."""
    archive, _ = stores()
    if delivery_due(archive, note_id) is not None:
        dispatcher().announce(note_id)


@cache
def dispatcher() -> Dispatcher:
    """This process's way to the queue."""
    return Dispatcher(settings)


@cache
def leases() -> Leases:
    """This process's leases."""
    return Leases(connect(settings.redis))


def speech_model() -> Any:
    """This process's speech model, loaded at the first use."""
    with _loading:
        return _load_speech_model()


@cache
def _load_speech_model() -> Any:
    from pipeline.stages.transcribe import load_speech_model

    began = time.perf_counter()
    model = load_speech_model(settings)
    model_loaded("speech", time.perf_counter() - began)
    return model


@cache
def note_engine() -> Any:
    """This process's note engine."""
    from pipeline.stages.write import load_note_engine

    began = time.perf_counter()
    engine = load_note_engine(settings.notes)
    model_loaded("notes", time.perf_counter() - began)
    return engine
