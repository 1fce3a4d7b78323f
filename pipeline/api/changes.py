"""Wakes those who wait for a note: one Redis subscription a process, however many wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from pipeline.status import CHANGES

RECONNECT_SECONDS = 1.0
IDLE_SECONDS = 5.0

log = structlog.get_logger()


class ChangeFeed:
    """Hands each published change to the requests that wait for that note."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._redis = client
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    @contextmanager
    def watch(self, note_id: str) -> Iterator[asyncio.Event]:
        """An event that is set at every change of the note until the block ends."""
        event = asyncio.Event()
        self._waiting[note_id].add(event)
        try:
            yield event
        finally:
            self._waiting[note_id].discard(event)
            if not self._waiting[note_id]:
                del self._waiting[note_id]

    def close(self) -> None:
        """Let everybody who waits answer now: the process is stopping."""
        self.closing = True
        self._wake_all()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen while the block runs; a lost connection is made again."""
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self.close()
            # The Redis client can take a cancellation for a lost connection: ask until it ends.
            while not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=RECONNECT_SECONDS)

    async def _listen(self) -> None:
        while not self.closing:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(CHANGES)
                    self._wake_all()
                    while not self.closing:
                        message = await subscription.get_message(timeout=IDLE_SECONDS)
                        if message is not None:
                            self._wake(str(message["data"]))
            except (RedisError, OSError):
                log.warning("change feed lost its connection", retry_seconds=RECONNECT_SECONDS)
                await asyncio.sleep(RECONNECT_SECONDS)

    def _wake(self, note_id: str) -> None:
        for event in self._waiting.get(note_id, ()):
            event.set()

    def _wake_all(self) -> None:
        # Changes may have been missed while away: let everybody read again.
        for note_id in list(self._waiting):
            self._wake(note_id)
