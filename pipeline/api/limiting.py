"""What the API refuses for now: a key that took its share, and work that finds too much waiting.

A key over a limit gets 429, work that finds a long backlog 503, the least urgent first;
both say with ``Retry-After`` when to come back.
"""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import redis.asyncio
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.limits import RateLimitItem
from ulid import ULID

from pipeline.allowances import ADDRESS, PREFIX, audio_name, bytes_item, limits_of, requests_item
from pipeline.errors import Overloaded, RateLimited, Retryable
from pipeline.models import KeyRecord, Priority
from pipeline.redis_link import redis_errors
from pipeline.settings import LimitSettings
from pipeline.status import OPEN_NOTES

# How many times the backlog's limit each urgency still gets in at.
TOLERANCE = {Priority.BATCH: 1, Priority.ROUTINE: 2, Priority.STAT: 4}
# An upload takes at most this long; a place that a dying server left is free again then.
PLACE_SECONDS = 3600
PLACE_RETRY_SECONDS = 15
_PLACES = "soapline:places:"

# Members are notes (score 0) or uploads under way (score: until when). A note leaves when it
# has ended, which is only looked for when all places are taken.
_TAKE_PLACE = """
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then
  for _, note in ipairs(redis.call('ZRANGE', KEYS[1], 0, 0, 'BYSCORE')) do
    if not redis.call('ZSCORE', KEYS[2], note) then redis.call('ZREM', KEYS[1], note) end
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], 1, ARGV[2])
end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[4])
return 1
"""


@dataclass(slots=True)
class Place:
    """A key's place for one more note; ``note_id`` is set once it is accepted."""

    name: str = field(default_factory=lambda: str(ULID()))
    note_id: str | None = None


class Gate:
    """Asks Redis whether one more is permitted; calls raise `Retryable` when it is away."""

    def __init__(self, client: "redis.asyncio.Redis", settings: LimitSettings) -> None:
        self._redis, self._settings = client, settings
        self._storage = RedisStorage(
            f"async+{ADDRESS}",
            implementation="redispy",
            key_prefix=PREFIX,
            connection_pool=client.connection_pool,  # type: ignore[arg-type]
        )
        self._windows = SlidingWindowCounterRateLimiter(self._storage)
        self._take_place = client.register_script(_TAKE_PLACE)

    async def request(self, record: KeyRecord) -> None:
        """Count one request of a key; raises `RateLimited`."""
        limit = limits_of(record, self._settings)["requests_per_minute"]
        if limit:
            await self._hit(requests_item(limit), record, 1, f"This key may send {limit} requests a minute.")

    async def upload(self, record: KeyRecord, size: int) -> None:
        """Count an upload of so many bytes; raises `RateLimited`."""
        limit = limits_of(record, self._settings)["bytes_per_day"]
        if limit:
            await self._hit(bytes_item(limit), record, size, f"This key may send {limit} bytes in 24 hours.")

    async def audio(self, record: KeyRecord) -> None:
        """Raise `RateLimited` where the key's recordings of the last 24 hours reach its limit."""
        limit = limits_of(record, self._settings)["audio_minutes_per_day"]
        if not limit:
            return
        with redis_errors():
            used = await self._storage.get(audio_name(record.key_id))
            ends = await self._storage.get_expiry(audio_name(record.key_id))
        if used >= limit * 60:
            message = f"This key may send {limit} minutes of audio in 24 hours."
            raise RateLimited(message, retry_after=_seconds_until(ends))

    async def backlog(self, priority: Priority) -> None:
        """Raise `Overloaded` where too much waits for work of this urgency."""
        limit = self._settings.backlog * TOLERANCE[priority]
        if limit:
            with redis_errors():
                waiting = await self._redis.zcard(OPEN_NOTES)
            if waiting >= limit:
                raise Overloaded(f"Too much is waiting to take {priority} work now. Send it again later.")

    @asynccontextmanager
    async def place(self, record: KeyRecord) -> AsyncIterator[Place]:
        """A place among the key's notes in flight, kept if the block sets its note.

        Raises `RateLimited` where all are taken.
        """
        place, limit = Place(), limits_of(record, self._settings)["notes_in_flight"]
        name = _PLACES + record.key_id
        if not limit:
            yield place
            return
        now = time.time()
        with redis_errors():
            arguments: list[str | float] = [limit, now, now + PLACE_SECONDS, place.name]
            taken = await self._take_place(keys=[name, OPEN_NOTES], args=arguments)
        if not taken:
            message = f"This key may have {limit} notes in flight. Wait until one of them has ended."
            raise RateLimited(message, retry_after=PLACE_RETRY_SECONDS)
        try:
            yield place
        finally:
            # A place that cannot be given back now is free again after `PLACE_SECONDS`.
            with suppress(Retryable), redis_errors():
                async with self._redis.pipeline(transaction=True) as batch:
                    batch.zrem(name, place.name)
                    if place.note_id is not None:
                        batch.zadd(name, {place.note_id: 0})
                    await batch.execute()

    async def _hit(self, item: RateLimitItem, record: KeyRecord, cost: int, message: str) -> None:
        with redis_errors():
            if await self._windows.hit(item, record.key_id, cost=cost):
                return
            stats = await self._windows.get_window_stats(item, record.key_id)
        raise RateLimited(message, retry_after=_seconds_until(stats.reset_time))


def _seconds_until(instant: float) -> int:
    return max(1, math.ceil(instant - time.time()))
