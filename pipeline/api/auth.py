"""Who calls: the bearer key, looked up by its hash, and what it may do."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Annotated, Any

import structlog
from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.access import cached_key_name, hash_key, valid_record
from pipeline.api.services import Services, WithServices
from pipeline.errors import Forbidden, Retryable, Unauthenticated
from pipeline.models import KeyRecord, Scope
from pipeline.redis_link import redis_errors

_bearer = HTTPBearer(auto_error=False, description="An API key made with `soapline keys create`.")


async def caller(
    services: WithServices,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> KeyRecord:
    """The caller's key record; raises `Unauthenticated` without a valid key, `RateLimited`."""
    if credentials is None:
        raise Unauthenticated("Send your API key: Authorization: Bearer YOUR_KEY.")
    record = await find_record(services, hash_key(credentials.credentials))
    structlog.contextvars.bind_contextvars(tenant=record.tenant)
    # What can be read without Redis is read without counting.
    with suppress(Retryable):
        await services.gate.request(record)
    return record


async def find_record(services: Services, key_hash: str) -> KeyRecord:
    """The record of a valid key: from Redis without leaving the event loop, else the archive.

    Raises `Unauthenticated`.
    """
    try:
        with redis_errors():
            cached = await services.redis.get(cached_key_name(key_hash))
    except Retryable:
        record = await asyncio.to_thread(services.access.find_archived, key_hash)
    else:
        if cached is not None:
            record = valid_record(key_hash, str(cached))
        else:
            record = await asyncio.to_thread(services.access.find_hash, key_hash)
    if record is None:
        raise Unauthenticated("The API key is not valid or was revoked. Ask the operator for a new one.")
    return record


async def confirm(services: Services, record: KeyRecord) -> None:
    """Ask again after a wait or an upload: the key may have been revoked meanwhile.

    Raises `Unauthenticated`.
    """
    await find_record(services, record.key_hash)


def _may(scope: Scope) -> Callable[[KeyRecord], Coroutine[Any, Any, KeyRecord]]:
    async def check(record: Annotated[KeyRecord, Depends(caller)]) -> KeyRecord:
        if scope not in record.scopes:
            raise Forbidden(f"This key lacks the scope '{scope}'. Ask the operator for a key that has it.")
        return record

    return check


Submitter = Annotated[KeyRecord, Depends(_may(Scope.SUBMIT))]
Reader = Annotated[KeyRecord, Depends(_may(Scope.READ))]
Administrator = Annotated[KeyRecord, Depends(_may(Scope.ADMIN))]
