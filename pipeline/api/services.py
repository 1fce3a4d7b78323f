"""What the API's calls are made of, opened once a process."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, cast

import redis.asyncio
import structlog
from anyio import CapacityLimiter
from fastapi import Depends, FastAPI, Request

from pipeline.access import AccessKeys
from pipeline.api.auditing import AuditQueue
from pipeline.api.changes import ChangeFeed
from pipeline.api.limiting import Gate
from pipeline.archive import Archive, open_archive
from pipeline.audit import AuditTrail
from pipeline.dispatch import Dispatcher
from pipeline.errors import Retryable
from pipeline.idempotency import IdempotencyClaims
from pipeline.intake import Intake
from pipeline.redis_link import connect, connect_async
from pipeline.settings import Settings
from pipeline.status import StatusBoard

# Threads that encrypt and upload; more would only queue on the processor and the store.
UPLOAD_THREADS = 32
READ_THREADS = 64
PREPARE_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Services:
    """The archive, Redis, the queue and the change feed."""

    settings: Settings
    archive: Archive
    board: StatusBoard
    access: AccessKeys
    intake: Intake
    redis: "redis.asyncio.Redis"
    changes: ChangeFeed
    audit: AuditQueue
    gate: Gate
    upload_threads: CapacityLimiter


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open them all; the bucket is created where the settings say so."""
    # Reads of a store that is slow must not keep each other waiting for a thread.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READ_THREADS, "read"))
    archive = await asyncio.to_thread(open_archive, settings)
    bucket = asyncio.create_task(_prepare_bucket(archive)) if settings.s3.create_bucket else None
    client, live = connect(settings.redis), connect_async(settings.redis)
    board = StatusBoard(client, settings.redis)
    changes = ChangeFeed(live)
    audit = AuditQueue(AuditTrail(archive, client))
    async with live, changes.running(), audit.running():
        yield Services(
            settings=settings,
            archive=archive,
            board=board,
            access=AccessKeys(archive, client),
            intake=Intake(
                archive,
                board,
                Dispatcher(settings),
                IdempotencyClaims(archive, client),
                settings.retention.days,
            ),
            redis=live,
            changes=changes,
            audit=audit,
            gate=Gate(live, settings.limits),
            upload_threads=CapacityLimiter(UPLOAD_THREADS),
        )
    if bucket is not None:
        bucket.cancel()
    client.close()


async def _prepare_bucket(archive: Archive) -> None:
    """Create the bucket once the store answers; until then requests are told to come back."""
    while True:
        try:
            await asyncio.to_thread(archive.prepare)
        except Retryable:
            log.warning("the archive storage is away; its bucket waits", retry_seconds=PREPARE_SECONDS)
            await asyncio.sleep(PREPARE_SECONDS)
        else:
            return


async def get_services(request: Request) -> Services:
    """The services of the application that took the request."""
    # A coroutine although it waits for nothing: FastAPI gives any other function a thread.
    return cast(Services, cast(FastAPI, request.app).state.services)


WithServices = Annotated[Services, Depends(get_services)]
