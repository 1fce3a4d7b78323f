"""Leases: at most one stage works on a note, and a dead worker's note is noticed.

A lease is a Redis key with a token that its holder renews; it vanishes when the holder
dies. Beside it stands a count of attempts that began and never ended: a recording that
takes its worker down with it is recognised by that. Sources: Kleppmann, "How to do
distributed locking" (2016), on tokens; Redis documentation, SET with NX and PX.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import redis

from pipeline.errors import Permanent, Retryable
from pipeline.redis_link import redis_errors

LEASE_SECONDS = 15.0
MAX_DEATHS = 3
ATTEMPTS_SECONDS = 7 * 86_400
# What stands in the place of a token while a note waits for a retry.
PARKED = "parked"

_ACQUIRE = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RENEW = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_SWAP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
return 1
"""


class HeldElsewhere(Exception):
    """Another worker has the note in hand: this message is a duplicate."""


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


def attempts_key(note_id: str) -> str:
    """Name of a note's counts of attempts under way, by stage."""
    return f"soapline:attempts:{note_id}"


@dataclass(slots=True, eq=False)
class Lease:
    """One note in hand. ``park`` keeps it quiet for a while after the stage has ended."""

    note_id: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    parked_seconds: float = 0.0

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
        self._swap = client.register_script(_SWAP)
        self._held: dict[Lease, str] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def hold(self, note_id: str, stage: str) -> Iterator[Lease]:
        """Hold the note while the block runs.

        Raises `HeldElsewhere` for a duplicate, `Poison` when too many attempts at this
        stage never ended, `Retryable` when Redis is away.
        """
        lease = Lease(note_id)
        with redis_errors():
            taken = self._acquire(keys=[lease_key(note_id)], args=[lease.token, self._milliseconds, PARKED])
        if not taken:
            raise HeldElsewhere
        self._keep(lease, stage)
        try:
            self._count(note_id, stage)
            yield lease
        finally:
            self._let_go(lease, stage)

    def hand_back(self) -> None:
        """Give up every lease held, as when the process stops; its attempts do not count."""
        self._stop.set()
        with self._lock:
            held = list(self._held.items())
        for lease, stage in held:
            self._let_go(lease, stage)

    def _count(self, note_id: str, stage: str) -> None:
        with redis_errors():
            begun = self._redis.hincrby(attempts_key(note_id), stage, 1)
            self._redis.expire(attempts_key(note_id), ATTEMPTS_SECONDS)
        if int(begun) > MAX_DEATHS:
            raise Poison

    def _keep(self, lease: Lease, stage: str) -> None:
        with self._lock:
            self._held[lease] = stage
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="lease-heartbeat", daemon=True)
                self._thread.start()

    def _let_go(self, lease: Lease, stage: str) -> None:
        with self._lock:
            if self._held.pop(lease, None) is None:
                return
        parked = PARKED if lease.parked_seconds else ""
        milliseconds = int(lease.parked_seconds * 1000) or 1
        # A lease that cannot be released now ends by itself.
        with suppress(Retryable), redis_errors():
            self._redis.hincrby(attempts_key(lease.note_id), stage, -1)
            self._swap(keys=[lease_key(lease.note_id)], args=[lease.token, milliseconds, parked])

    def _beat(self) -> None:
        while not self._stop.wait(self._milliseconds / 3000):
            with self._lock:
                held = list(self._held)
            for lease in held:
                with suppress(Retryable):
                    self._renew_one(lease)

    def _renew_one(self, lease: Lease) -> None:
        # Under the lock: a lease that is let go must not be set again after that.
        with self._lock, redis_errors():
            if lease in self._held:
                self._renew(keys=[lease_key(lease.note_id)], args=[lease.token, self._milliseconds])
