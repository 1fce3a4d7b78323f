"""``POST /v1/note`` and ``POST /v1/stream/note``: a note from text, at once.

The text goes the same way as a recording from its transcript on, so that it is archived,
checked and counted alike; the call waits for the note.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse

from pipeline.api.auth import Submitter
from pipeline.api.bodies import MAX_CHARACTERS, MIN_CHARACTERS, NOTE_LINKS, TEXT
from pipeline.api.documents import EventStream, FinishedNote
from pipeline.api.notes import completed_body
from pipeline.api.options import options_from_json
from pipeline.api.reading import ended, withdraw_if_revoked
from pipeline.api.sections import section_events
from pipeline.api.services import Services, WithServices
from pipeline.api.status import next_status
from pipeline.errors import FieldProblem, PayloadTooLarge, Rejected
from pipeline.models import AuditAction, KeyRecord, NoteState, Status
from pipeline.notes.text import read_text
from pipeline.tracing.context import tag_note
from pipeline.wire import accepted_body, status_body

# An offline note takes under a second; this is for a queue that is full, or a language model.
WAIT_SECONDS = 60.0

log = structlog.get_logger()
router = APIRouter(tags=["notes"])


@router.post(
    "/v1/note",
    summary="A note from text, at once",
    response_model=None,
    responses={HTTPStatus.OK: {"model": FinishedNote, "links": NOTE_LINKS}},
    openapi_extra=TEXT,
)
async def post_text(
    request: Request, services: WithServices, caller: Submitter, body: Annotated[dict[str, Any], Body()]
) -> JSONResponse:
    """Write a note from ``transcript`` (50 characters or more, one speaker turn a line).

    Answers 202 with a ``statusUrl`` where the note is not written within a minute.
    """
    status = await written(services, caller, await accept(services, caller, body, _key_of(request)))
    if status.state is NoteState.COMPLETED:
        return JSONResponse(await completed_body(services, caller, status.note_id))
    if status.state is NoteState.FAILED:
        return JSONResponse(status_body(status), HTTPStatus.INTERNAL_SERVER_ERROR)
    return JSONResponse(accepted_body(status), HTTPStatus.ACCEPTED)


@router.post(
    "/v1/stream/note",
    summary="The same, section by section, as server-sent events",
    response_class=EventStream,
    openapi_extra=TEXT,
)
async def stream_text(
    request: Request, services: WithServices, caller: Submitter, body: Annotated[dict[str, Any], Body()]
) -> EventStream:
    """Events ``{"section", "content"}`` in reading order, then ``[DONE]``.

    A note by a language model comes section by section as each is finished and checked; a
    section that comes again replaces what came before.
    """
    accepted = await accept(services, caller, body, _key_of(request))
    return EventStream(section_events(services, caller, accepted))


async def accept(
    services: Services, caller: KeyRecord, body: Mapping[str, Any], idempotency_key: str | None
) -> Status:
    """Check the text and its options, and send it on; raises `Rejected` naming the field."""
    options = options_from_json(body, aliases={"provider_type": "specialty"})
    transcript = read_text(spoken_text(body))
    await services.gate.backlog(options.priority)
    async with services.gate.place(caller) as place:
        accepting = partial(
            services.intake.accept_transcript, key_id=caller.key_id, idempotency_key=idempotency_key
        )
        status, new = await asyncio.to_thread(accepting, caller.tenant, transcript, options)
        if new:
            await withdraw_if_revoked(services, caller, status)
            place.note_id = status.note_id
            await services.audit.record(AuditAction.CREATE, caller, status.note_id)
    tag_note(status.note_id)
    log.info("text accepted", note_id=status.note_id, priority=options.priority)
    return status


def _key_of(request: Request) -> str | None:
    return request.headers.get("idempotency-key")


def spoken_text(body: Mapping[str, Any]) -> str:
    """The text of ``transcript`` or its older name ``shorthand_notes``; raises `Rejected`."""
    text = body.get("transcript", body.get("shorthand_notes"))
    if not isinstance(text, str) or len(text.strip()) < MIN_CHARACTERS:
        problem = FieldProblem("transcript", f"Send at least {MIN_CHARACTERS} characters of text.")
        raise Rejected("There is no transcript to write a note from.", details=[problem])
    if len(text) > MAX_CHARACTERS:
        raise PayloadTooLarge(f"The transcript is longer than {MAX_CHARACTERS} characters. Send less of it.")
    return text


async def written(services: Services, caller: KeyRecord, status: Status) -> Status:
    """The note's status once it has ended, or as it is after `WAIT_SECONDS`."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
    while not ended(status) and not services.changes.closing:
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:
            break
        status = await next_status(services, caller, status, left)
    return status
