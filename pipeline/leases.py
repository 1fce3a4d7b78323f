"""Leases: at most one stage works on a note, and a dead worker's note is noticed.

A lease is a Redis key that its holder renews; it vanishes when the holder dies. Beside it
stand the attempts that began and never ended: a recording that takes its worker down with
it is recognised by those. A worker that was frozen can outlive its lease without knowing:
its fencing token (`pipeline.fence`) tells. Sources: Kleppmann, "How to do distributed
locking" (2016), on tokens; Redis documentation, SET with NX and PX.
"""

import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import redis

from pipeline.errors import Permanent, Retryable
from pipeline.fence import HIGHEST, Fence, attempts_key
from pipeline.redis_link import redis_errors

LEASE_SECONDS = 15.0
MAX_DEATHS = 3
ATTEMPTS_SECONDS = 7 * 86_400
# What stands in the place of a token while a note waits for a retry.
PARKED = "parked"

# Each may reach Redis twice when an answer was lost: a second time changes nothing.
# KEYS: lease, attempts.
_ACQUIRE = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] and held ~= ARGV[2] then return {'0', 0} end
local token = redis.call('HGET', KEYS[2], ARGV[5])
if held ~= ARGV[1] then
  local now = redis.call('TIME')
  token = string.format('%.0f', math.max(now[1] * 1000000 + now[2], (tonumber(token) or 0) + 1))
  redis.call('HSET', KEYS[2], ARGV[5], token, ARGV[1], ARGV[3])
  redis.call('EXPIRE', KEYS[2], ARGV[6])
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[4])
local begun = 0
for _, stage in ipairs(redis.call('HVALS', KEYS[2])) do
  if stage == ARGV[3] then begun = begun + 1 end
end
return {token, begun}
"""
_RENEW = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
if (tonumber(redis.call('HGET', KEYS[2], ARGV[4])) or 0) > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE = """
redis.call('HDEL', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
return 1
"""


class HeldElsewhere(Exception):
    """Another worker has the note in hand: this message is a duplicate."""


class LeaseLost(Exception):
    """Another worker took the note over while this one could not renew its lease."""


class Poison(Permanent):
    """The recording ended its worker `MAX_DEATHS` times."""

    code = "POISON"

    def __init__(self) -> None:
        super().__init__(
            f"Processing this recording stopped the worker {MAX_DEATHS} times. "
            "It is kept for the operator to examine."
        )


def lease_key(note_id: str) -> str:
    """Name of a note's lease."""
    return f"soapline:lease:{note_id}"


@dataclass(slots=True, eq=False)
class Lease:
    """One note in hand. ``park`` keeps it quiet for a while after the stage has ended.

    ``name`` tells this attempt from every other, and the operator which process it is; ``begun``
    counts the attempts at the stage that have not ended, this one among them.
    """

    note_id: str
    client: "redis.Redis"
    name: str = field(default_factory=lambda: f"{os.getpid()} {uuid.uuid4().hex}")
    token: int = 0
    begun: int = 1
    lost: bool = False
    parked_seconds: float = 0.0

    @property
    def fence(self) -> Fence:
        """What this attempt's writes carry."""
        return Fence(self.note_id, self.token)

    @property
    def keys(self) -> list[str]:
        """The Redis keys that a lease concerns."""
        return [lease_key(self.note_id), attempts_key(self.note_id)]

    def check(self) -> None:
        """Raise `LeaseLost` if another worker has taken the note over; ask before a write.

        With Redis away nobody can take a lease either: the write may go ahead, and the
        archive refuses to replace what is there.
        """
        with suppress(Retryable):
            self.lost = self.lost or self.fence.overtaken(self.client)
        self.stop_if_lost()

    def refuse_poison(self) -> None:
        """Raise `Poison` where too many attempts at the stage began and never ended."""
        if self.begun > MAX_DEATHS:
            raise Poison

    def stop_if_lost(self) -> None:
        """Raise `LeaseLost` if a renewal has found that the lease was taken; asks nobody."""
        if self.lost:
            raise LeaseLost

    def park(self, seconds: float) -> None:
        """When released, say for so many seconds that the note waits for a retry."""
        self.parked_seconds = seconds


class Leases:
    """The leases that this process holds; one thread renews them all."""

    def __init__(self, client: "redis.Redis", *, seconds: float = LEASE_SECONDS) -> None:
        self._redis = client
        self._milliseconds = int(seconds * 1000)
        self._acquire = client.register_script(_ACQUIRE)
        self._renew = client.register_script(_RENEW)
        self._release = client.register_script(_RELEASE)
        self._held: set[Lease] = set()
        # Ended while Redis was away: their attempts must not count as deaths.
        self._ended: set[Lease] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def hold(self, note_id: str, stage: str) -> Iterator[Lease]:
        """Hold the note while the block runs.

        Raises `HeldElsewhere` for a duplicate, `Retryable` when Redis is away.
        """
        lease = Lease(note_id, self._redis)
        self._take(lease, stage)
        self._keep(lease)
        try:
            yield lease
        finally:
            self._let_go(lease)

    def hand_back(self) -> None:
        """Give up every lease held, as when the process stops; its attempts do not count."""
        self._stop.set()
        with self._lock:
            held = list(self._held)
        for lease in held:
            self._let_go(lease)

    def _take(self, lease: Lease, stage: str) -> None:
        arguments: list[str | int] = [
            lease.name,
            PARKED,
            stage,
            self._milliseconds,
            HIGHEST,
            ATTEMPTS_SECONDS,
        ]
        with redis_errors():
            token, begun = self._acquire(keys=lease.keys, args=arguments)
        lease.token, lease.begun = int(token), int(begun)
        if not lease.token:
            raise HeldElsewhere

    def _keep(self, lease: Lease) -> None:
        with self._lock:
            self._held.add(lease)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="lease-heartbeat", daemon=True)
                self._thread.start()

    def _let_go(self, lease: Lease) -> None:
        with self._lock:
            if lease not in self._held:
                return
            self._held.remove(lease)
        try:
            self._release_one(lease)
        except Retryable:
            self._ended.add(lease)

    def _release_one(self, lease: Lease) -> None:
        parked = PARKED if lease.parked_seconds else ""
        milliseconds = int(lease.parked_seconds * 1000) or 1
        with redis_errors():
            self._release(keys=lease.keys, args=[lease.name, milliseconds, parked])

    def _beat(self) -> None:
        while not self._stop.wait(self._milliseconds / 3000):
            with self._lock:
                held = list(self._held)
            for lease in held:
                with suppress(Retryable):
                    self._renew_one(lease)
            for lease in list(self._ended):
                with suppress(Retryable):
                    self._release_one(lease)
                    self._ended.discard(lease)

    def _renew_one(self, lease: Lease) -> None:
        # Under the lock: a lease that is let go must not be set again after that.
        with self._lock, redis_errors():
            if lease in self._held:
                arguments: list[str | int] = [lease.name, self._milliseconds, lease.token, HIGHEST]
                lease.lost = not self._renew(keys=lease.keys, args=arguments)
