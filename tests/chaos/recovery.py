"""How long it takes until what was in hand is in work again, and how much memory all takes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

import redis
from redis.exceptions import RedisError

from pipeline.archive import Archive
from pipeline.deadline import wait_until
from pipeline.errors import Retryable
from pipeline.leases import PARKED, lease_key
from pipeline.status import OPEN_NOTES, status_key
from tests.chaos.arena import Arena
from tests.chaos.processes import family, resident_bytes

LONGEST_SECONDS = 120.0
IN_HAND_SECONDS = 20.0
POLL_SECONDS = 0.2
SAMPLE_SECONDS = 1.0
# What a status says that is not there.
UNKNOWN = ("None", "None", "None")


@dataclass(frozen=True)
class Standing:
    """Where a note stands: who holds it, and what its status says."""

    holder: str | None
    said: tuple[str, ...]

    @property
    def process(self) -> int:
        """The process that holds it, or 0."""
        return int(str(self.holder).split()[0]) if self.in_hand else 0

    @property
    def in_hand(self) -> bool:
        return self.holder is not None and self.holder != PARKED


def standing(client: "redis.Redis", note_id: str) -> Standing:
    holder = client.get(lease_key(note_id))
    said = client.hmget(status_key(note_id), ["state", "stage", "progress"])
    return Standing(None if holder is None else str(holder), tuple(str(value) for value in said))


def notes_in_hand(arena: Arena, holder: str) -> dict[str, Standing]:
    """The open notes that the workers hold, or one of them, once there is one; {} if none comes."""
    held: dict[str, Standing] = {}
    processes = {process.pid for process in family(arena.child(holder))} if holder else set[int]()

    def some() -> bool:
        with arena.client() as client:
            notes = [str(note) for note in client.zrange(OPEN_NOTES, 0, -1)]
            found = {note: standing(client, note) for note in notes}
        held.update((n, s) for n, s in found.items() if s.in_hand and (not holder or s.process in processes))
        return bool(held)

    wait_until(some, seconds=IN_HAND_SECONDS, poll=0.02)
    return held


def moved(before: Standing, now: Standing, *, deleted: Callable[[], bool]) -> bool:
    """Whether a note is in work again, or was all along: another holder, a step on, or its end."""
    if now.said == UNKNOWN:
        return deleted()
    return now.said != before.said or (now.in_hand and now.holder != before.holder)


def seconds_to_recover(arena: Arena, struck: dict[str, Standing], lifted: float) -> float | None:
    """Seconds from when the fault was lifted until every note it struck has moved; None if it struck none."""
    if not struck:
        return None
    waiting, archive = dict(struck), arena.archive()
    while waiting and time.monotonic() - lifted < LONGEST_SECONDS:
        try:
            with arena.client() as client:
                waiting = {
                    note: before
                    for note, before in waiting.items()
                    if not moved(before, standing(client, note), deleted=partial(_deleted, archive, note))
                }
        except (RedisError, Retryable):
            pass
        if waiting:
            time.sleep(POLL_SECONDS)
    return time.monotonic() - lifted


def _deleted(archive: Archive, note_id: str) -> bool:
    return archive.get_request(note_id) is None


class MemoryWatch(threading.Thread):
    """Samples the resident memory of everything, servers included; ``worst`` is the most, bytes."""

    def __init__(self, arena: Arena) -> None:
        super().__init__(name="memory-watch", daemon=True)
        self._arena = arena
        self._done = threading.Event()
        self.worst = 0

    def run(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.worst = max(self.worst, resident_bytes(self._arena.pids()))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()
