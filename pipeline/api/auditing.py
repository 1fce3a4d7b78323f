"""What requests leave in the audit log: written before the answer goes out, many at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from pipeline.audit import AuditTrail
from pipeline.errors import Retryable
from pipeline.models import AuditAction, AuditEvent, KeyRecord

RETRY_SECONDS = 1.0
# What a request waits for a slow archive before it is answered all the same.
WRITE_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, and its id."""

    address: str
    request_id: str


NOWHERE = Origin("", "")
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


class AuditQueue:
    """Gathers the events of all requests while a batch is being written, then writes the next.

    A request waits for one or two puts to the archive, however many others there are.
    """

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail
        self._waiting: list[tuple[AuditEvent, asyncio.Future[None]]] = []
        self._added = asyncio.Event()

    async def record(self, action: AuditAction, caller: KeyRecord, subject: str) -> None:
        """Write what the caller does; durable when this returns, unless the archive cannot be written.

        A note that can be read is worth more to its patient than its entry at once: the entry
        then stands in the application's log, and is written as soon as the archive takes it.
        """
        came = origin.get()
        event = AuditEvent(
            at=datetime.now(UTC),
            action=action,
            who=caller.key_id,
            tenant=caller.tenant,
            subject=subject,
            origin=came.address,
            request_id=came.request_id,
        )
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, written))
        self._added.set()
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await written
        except (Retryable, TimeoutError):
            log.warning("audit entry waits for the archive", entry=event.model_dump(mode="json"))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write while the block runs, and what is left at its end."""
        task = asyncio.create_task(self._write_all())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._write_waiting()

    async def _write_all(self) -> None:
        while True:
            try:
                async with asyncio.timeout(RETRY_SECONDS if self._trail.behind else None):
                    await self._added.wait()
            except TimeoutError:
                pass
            # A batch on its way is finished even when the server stops.
            await asyncio.shield(self._write_waiting())

    async def _write_waiting(self) -> None:
        self._added.clear()
        taken, self._waiting = self._waiting, []
        try:
            await asyncio.to_thread(self._trail.append, [event for event, _ in taken])
        except Retryable as away:
            log.warning("the audit log cannot be written; it is tried again", events=len(taken))
            _end(taken, away)
        except Exception as broken:
            log.exception("the audit log broke", events=len(taken))
            _end(taken, broken)
        else:
            _end(taken, None)


def _end(taken: list[tuple[AuditEvent, "asyncio.Future[None]"]], error: Exception | None) -> None:
    for _, written in taken:
        # A client that hung up has cancelled its future.
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
