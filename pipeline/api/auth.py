"""Who calls: the bearer key, looked up by its hash."""

import asyncio
from typing import Annotated

import structlog
from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.access import cached_key_name, hash_key, valid_record
from pipeline.api.services import Services, WithServices
from pipeline.errors import Unauthenticated
from pipeline.models import KeyRecord
from pipeline.redis_link import redis_errors

_bearer = HTTPBearer(auto_error=False, description="An API key made with `soapline keys create`.")


async def caller(
    services: WithServices,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> KeyRecord:
    """The caller's key record; raises `Unauthenticated` without a valid key."""
    if credentials is None:
        raise Unauthenticated("Send your API key: Authorization: Bearer YOUR_KEY.")
    record = await find_record(services, credentials.credentials)
    if record is None:
        raise Unauthenticated("The API key is not valid or was revoked. Ask the operator for a new one.")
    structlog.contextvars.bind_contextvars(tenant=record.tenant)
    return record


async def find_record(services: Services, api_key: str) -> KeyRecord | None:
    """The record of a valid key: from Redis without leaving the event loop, else the archive."""
    with redis_errors():
        cached = await services.redis.get(cached_key_name(hash_key(api_key)))
    if cached is not None:
        return valid_record(str(cached))
    return await asyncio.to_thread(services.access.find, api_key)


Caller = Annotated[KeyRecord, Depends(caller)]
