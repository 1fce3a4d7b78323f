"""Sends a note's chain of stages to the queue, by task name, so that no side imports the other."""

from typing import Any

from celery import Celery, Signature, chain, signature
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from pipeline.broker import DELIVER, PRIORITY_STEPS, STAGES, broker_options, task_name
from pipeline.errors import Retryable
from pipeline.lines import Lines
from pipeline.models import NoteRequest, Priority
from pipeline.redis_link import connect
from pipeline.settings import Settings
from pipeline.status import status_key
from pipeline.tracing.context import continuing, started


class Dispatcher:
    """Puts notes on the queue when it is their turn; a message holds the note's id and nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._redis = connect(settings.redis)
        self.lines = Lines(self._redis, settings.queue)
        self._app = Celery("soapline-dispatch", set_as_current=False)
        self._app.conf.update(broker_options(settings))
        # A request waits for the answer of this send: fail it soon rather than hang.
        self._app.conf.task_publish_retry_policy = {"max_retries": 2, "interval_max": 0.2}

    def dispatch(self, request: NoteRequest, *, first_stage: str) -> None:
        """Start an open note from a stage on: a recording at its turn, anything else at once.

        A note that is past its first stage has had its turn, and text is written while the
        client waits. Raises `Retryable` when Redis is away.
        """
        if first_stage == STAGES[0]:
            self.lines.join(request)
        else:
            self.send(request.note_id, request.options.priority, first_stage=first_stage)

    def pull(self) -> list[str]:
        """Send the notes whose turn it is; returns their ids.

        Raises `Retryable` when Redis is away: a note that was taken and not sent by then is
        in no line and no queue, where the sweep finds it.
        """
        sent = []
        while (taken := self.lines.take()) is not None:
            note_id, priority = taken
            self.send(note_id, priority)
            sent.append(note_id)
        return sent

    def send(self, note_id: str, priority: Priority, *, first_stage: str = STAGES[0]) -> None:
        """Send the chain from the given stage on.

        Raises `Retryable` when the broker is away.
        """
        stages = STAGES[STAGES.index(first_stage) :]
        links = [
            signature(task_name(stage), args=(note_id,), app=self._app, immutable=True).set(
                queue=stage, priority=PRIORITY_STEPS[priority]
            )
            for stage in stages
        ]
        self._enqueue(note_id, chain(*links, app=self._app))

    def announce(self, note_id: str) -> None:
        """Send an ended note to be told to its tenant's webhook; raises `Retryable`."""
        told = signature(task_name(DELIVER), args=(note_id,), app=self._app, immutable=True)
        self._enqueue(note_id, told.set(queue=DELIVER))

    def _enqueue(self, note_id: str, work: Signature[Any]) -> None:
        try:
            with continuing(self._trace_of(note_id)):
                work.apply_async()
        except (KombuError, RedisError, OSError):
            raise Retryable("The queue does not answer. Try again shortly.") from None

    def _trace_of(self, note_id: str) -> str | None:
        if not started.is_set():
            return None
        found = self._redis.hget(status_key(note_id), "trace")
        return None if found is None else str(found)
