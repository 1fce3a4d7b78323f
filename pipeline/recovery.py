"""Finds accepted notes that nobody works on and sends them on from the first missing stage.

A note is in good hands while it waits for its turn, a message for it waits in a queue, or
a worker holds its lease. A note that is in none of these for `QUIET_SECONDS` has lost its message: its worker
died, or the broker lost it. Sending it again is harmless, since a stage whose output
exists is done. The archive is the ledger: `recover_from_archive` needs nothing else.
"""

import base64
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import redis
import structlog

from pipeline.archive import Archive
from pipeline.broker import DELIVER, PRIORITY_STEPS, STAGES
from pipeline.dispatch import Dispatcher
from pipeline.errors import Permanent, Retryable
from pipeline.leases import lease_key
from pipeline.models import NoteState
from pipeline.redis_link import redis_errors
from pipeline.restore import archived_status
from pipeline.status import OPEN_NOTES, StatusBoard
from pipeline.webhooks import delivery_due

log = structlog.get_logger()

# With a lease of 15 s and a sweep every 3 s, a dead worker's note is sent on within 30 s.
QUIET_SECONDS = 6.0
_QUIET = "soapline:quiet"
# Which run of the Redis server this rebuilt status belongs to.
_REBUILT = "soapline:rebuilt"
# kombu's Redis transport keeps messages that were taken and not acknowledged in these.
_UNACKED, _UNACKED_INDEX = "unacked", "unacked_index"
READERS = 16
NOTES_AT_ONCE = 256
# kombu's Redis transport joins a queue's name and its priority step with these.
_PRIORITY_SEPARATOR = "\x06\x16"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Looks for lost notes. Since when each is quiet stands in Redis, for the next leader."""

    archive: Archive
    board: StatusBoard
    dispatcher: Dispatcher
    client: "redis.Redis"

    def run(self) -> list[str]:
        """Look once; returns the notes sent on. Raises `Retryable` when a store is away.

        A note that cannot be sent on, for example because its request was tampered with,
        is logged and does not keep the others back.
        """
        self.dispatcher.lines.forget_ended()
        self._forget_messages_of_ended()
        lost = self._lost_notes(time.time())
        sent = []
        for note_id in lost:
            try:
                resume(self.archive, self.board, self.dispatcher, note_id)
            except Retryable:
                raise
            except Exception:
                log.exception("note cannot be sent on", note_id=note_id)
            else:
                sent.append(note_id)
        self.dispatcher.pull()
        return sent

    def rebuild(self, on_note: Callable[[bool], None]) -> bool:
        """Bring back the notes that Redis lost, if it was wiped or restarted since the last time.

        A server that was killed may have lost its last second, and with it a note that was
        accepted. Returns whether it was looked. Raises `Retryable`.
        """
        with redis_errors():
            run = str(self.client.info("server")["run_id"])
            if self.client.get(_REBUILT) == run:
                return False
        log.warning("Redis was restarted or wiped: looking for notes it lost")
        missing = (note for note in self.archive.note_ids() if self.board.get(note) is None)
        recover_from_archive(self.archive, self.board, self.dispatcher, missing, on_note)
        with redis_errors():
            self.client.set(_REBUILT, run)
        return True

    def _forget_messages_of_ended(self) -> None:
        """Drop what dead workers took and never acknowledged, once its note has ended.

        The broker would deliver it again after the visibility time-out, for nothing.
        """
        with redis_errors():
            found = {str(tag): str(message) for tag, message in self.client.hgetall(_UNACKED).items()}
            # A note is told to its webhook after it has ended.
            taken = {tag: message for tag, message in found.items() if _queue_of(message) != DELIVER}
            if not taken:
                return
            still_open = self.client.zmscore(OPEN_NOTES, [_note_of(message) for message in taken.values()])
            ended = [tag for tag, since in zip(taken, still_open, strict=True) if since is None]
            if ended:
                self.client.hdel(_UNACKED, *ended)
                self.client.zrem(_UNACKED_INDEX, *ended)

    def _lost_notes(self, now: float) -> list[str]:
        quiet = self._quiet_notes()
        with redis_errors():
            before = {str(note): float(str(since)) for note, since in self.client.hgetall(_QUIET).items()}
            since = {note: before.get(note, now) for note in quiet}
            lost = [note for note in quiet if now - since[note] >= QUIET_SECONDS]
            with self.client.pipeline(transaction=True) as batch:
                batch.delete(_QUIET)
                # A lost note is given another round before it is sent again.
                kept = {note: now if note in lost else when for note, when in since.items()}
                if kept:
                    batch.hset(_QUIET, mapping={note: str(when) for note, when in kept.items()})
                batch.execute()
        return lost

    def _quiet_notes(self) -> list[str]:
        # Open notes first: one that is queued or leased after that is not missed, only seen later.
        with redis_errors():
            found = [str(note) for note in self.client.zdiff([OPEN_NOTES, *self.dispatcher.lines.names()])]
            if not found:
                return []
            waiting = self._queued_notes()
            leases = self.client.mget([lease_key(note) for note in found])
        return [
            note for note, lease in zip(found, leases, strict=True) if lease is None and note not in waiting
        ]

    def _queued_notes(self) -> set[str]:
        steps = ["", *(f"{_PRIORITY_SEPARATOR}{step}" for step in PRIORITY_STEPS.values() if step)]
        messages: list[str] = []
        for stage in STAGES:
            for step in steps:
                messages += [str(message) for message in self.client.lrange(f"{stage}{step}", 0, -1)]
        return {_note_of(message) for message in messages}


def resume(archive: Archive, board: StatusBoard, dispatcher: Dispatcher, note_id: str) -> bool:
    """Put a note's status in order, and send it on unless it has ended or was deleted.

    Returns whether it was sent. Raises `Retryable` when a store is away.
    """
    request = archive.get_request(note_id)
    if request is None:
        board.remove(note_id)
        return False
    status = archived_status(archive, request)
    board.put(status)
    if status.state is not NoteState.PROCESSING:
        if delivery_due(archive, note_id) is not None:
            dispatcher.announce(note_id)
        return False
    dispatcher.dispatch(request, first_stage=status.queue)
    return True


def recover_from_archive(
    archive: Archive,
    board: StatusBoard,
    dispatcher: Dispatcher,
    note_ids: Iterable[str],
    on_note: Callable[[bool], None],
) -> None:
    """Rebuild status and queue of the notes from the archive alone, many at a time.

    Idempotency claims need no rebuilding: Redis holds a copy of the archive's. ``on_note`` is
    told after each note whether it was sent on, in this thread. Raises `Retryable`.
    """

    def recover(note_id: str) -> bool:
        try:
            return resume(archive, board, dispatcher, note_id)
        except Permanent as error:
            log.warning("note cannot be recovered", note_id=note_id, code=error.code)
            return False

    remaining = iter(note_ids)
    with ThreadPoolExecutor(READERS) as readers:
        while some := list(islice(remaining, NOTES_AT_ONCE)):
            for sent in readers.map(recover, some):
                on_note(sent)
    dispatcher.pull()


def _queue_of(message: str) -> str:
    # A message that was taken: its envelope, exchange and routing key, which is its queue.
    return str(json.loads(message)[2])


def _note_of(message: str) -> str:
    # Celery message protocol 2: the body is base64 JSON, [arguments, keywords, links]. A message
    # that was taken stands in a list with where it came from.
    envelope = json.loads(message)
    body = (envelope[0] if isinstance(envelope, list) else envelope)["body"]
    arguments = json.loads(base64.b64decode(body))[0]
    return str(arguments[0])
