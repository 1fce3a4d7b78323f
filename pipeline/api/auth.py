"""Who calls: the bearer key, looked up by its hash."""

import asyncio
from typing import Annotated

import structlog
from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.api.services import WithServices
from pipeline.errors import Unauthenticated
from pipeline.models import KeyRecord

_bearer = HTTPBearer(auto_error=False, description="An API key made with `soapline keys create`.")


async def caller(
    services: WithServices,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> KeyRecord:
    """The caller's key record; raises `Unauthenticated` without a valid key."""
    if credentials is None:
        raise Unauthenticated("Send your API key: Authorization: Bearer YOUR_KEY.")
    record = await asyncio.to_thread(services.access.find, credentials.credentials)
    if record is None:
        raise Unauthenticated("The API key is not valid or was revoked. Ask the operator for a new one.")
    structlog.contextvars.bind_contextvars(tenant=record.tenant)
    return record


Caller = Annotated[KeyRecord, Depends(caller)]
