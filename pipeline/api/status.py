"""``GET /v1/audio/status/{noteId}``: where a note stands, polled, waited for or streamed."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from pipeline.api.auth import Reader, confirm
from pipeline.api.documents import CompletedStatus, EventStream, NoteStatus
from pipeline.api.notes import completed_body
from pipeline.api.reading import differs, ended, own_status
from pipeline.api.services import Services, WithServices
from pipeline.errors import SoaplineError
from pipeline.models import KeyRecord, NoteState, Status
from pipeline.wire import server_sent_event, status_body

# Comment lines keep idle connections alive through proxies (WHATWG HTML, "Server-sent events").
KEEP_ALIVE_SECONDS = 15.0

router = APIRouter(tags=["notes"])


@router.get(
    "/v1/audio/status/{note_id}",
    summary="Where a note stands",
    responses={HTTPStatus.OK: {"model": NoteStatus | CompletedStatus}},
)
async def get_status(
    note_id: str,
    services: WithServices,
    caller: Reader,
    wait: Annotated[
        float, Query(ge=0, description="Answer at the next change, within so many seconds (at most 60)")
    ] = 0,
) -> dict[str, Any]:
    """The status now, or at its next change within ``wait`` seconds; the whole note when completed."""
    status = await own_status(services, caller, note_id)
    if wait and not ended(status):
        status = await next_status(services, caller, status, min(wait, services.settings.api.max_wait))
    return await shown(services, caller, status)


@router.get(
    "/v1/audio/status/{note_id}/events",
    summary="The same, as server-sent events",
    response_class=EventStream,
)
async def stream_status(note_id: str, services: WithServices, caller: Reader) -> EventStream:
    """Every change until the note ends; the last event holds the whole note or the failure."""
    first = await own_status(services, caller, note_id)
    events = status_events(services, caller, first)
    return EventStream(events)


async def next_status(services: Services, caller: KeyRecord, seen: Status, wait: float) -> Status:
    """The first status that differs from the one seen, or the present one after ``wait`` seconds."""
    deadline = asyncio.get_running_loop().time() + wait
    with services.changes.watch(seen.note_id) as changed:
        while True:
            status = await own_status(services, caller, seen.note_id)
            if differs(seen, status) or services.changes.closing:
                break
            try:
                async with asyncio.timeout_at(deadline):
                    await changed.wait()
            except TimeoutError:
                break
            changed.clear()
    await confirm(services, caller)
    return status


async def status_events(services: Services, caller: KeyRecord, status: Status) -> AsyncIterator[bytes]:
    """Server-sent events of a note's statuses until it ends or is deleted."""
    try:
        yield server_sent_event(await shown(services, caller, status))
        while not ended(status) and not services.changes.closing:
            fresh = await next_status(services, caller, status, KEEP_ALIVE_SECONDS)
            yield (
                server_sent_event(await shown(services, caller, fresh))
                if differs(status, fresh)
                else b": waiting\n\n"
            )
            status = fresh
    except SoaplineError as error:
        yield server_sent_event({"error": {"code": error.code, "message": error.public_message}})


async def shown(services: Services, caller: KeyRecord, status: Status) -> dict[str, Any]:
    """What a client reads of a status: with the whole note when completed."""
    if status.state is NoteState.COMPLETED:
        return {**await completed_body(services, caller, status.note_id), **status_body(status)}
    return status_body(status)
