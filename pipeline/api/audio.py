"""``POST`` and ``PUT /v1/note/audio``: a recording comes in."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from anyio import CancelScope, to_thread
from fastapi import APIRouter, Request

from pipeline.api.auth import Submitter, confirm
from pipeline.api.bodies import AUDIO_WITH_FIELDS, AUDIO_WITH_METADATA, NOTE_LINKS
from pipeline.api.documents import AcceptedNote
from pipeline.api.form import AudioForm
from pipeline.api.options import declared_priority, options_from_form, options_from_metadata
from pipeline.api.reading import withdraw_if_revoked
from pipeline.api.services import Services, WithServices
from pipeline.errors import PayloadTooLarge
from pipeline.intake import Upload
from pipeline.models import AuditAction, KeyRecord, NoteOptions
from pipeline.settings import MIB
from pipeline.tracing.context import tag_note
from pipeline.wire import accepted_body

# Room for the form's other fields and its boundaries beside the audio.
FORM_BYTES = 2 * MIB

log = structlog.get_logger()
router = APIRouter(tags=["notes"])


@router.post(
    "/v1/note/audio",
    status_code=HTTPStatus.ACCEPTED,
    responses={HTTPStatus.ACCEPTED: {"model": AcceptedNote, "links": NOTE_LINKS}},
    summary="Upload a recording (up to 25 MB)",
    openapi_extra=AUDIO_WITH_FIELDS,
)
async def post_audio(request: Request, services: WithServices, caller: Submitter) -> dict[str, Any]:
    """Accept a recording with its options as form fields."""
    limit = services.settings.api.post_max_bytes
    return await take_in(request, services, caller, max_bytes=limit, options=options_from_form)


@router.put(
    "/v1/note/audio",
    status_code=HTTPStatus.ACCEPTED,
    responses={HTTPStatus.ACCEPTED: {"model": AcceptedNote, "links": NOTE_LINKS}},
    summary="Upload a long recording (up to 500 MB)",
    openapi_extra=AUDIO_WITH_METADATA,
)
async def put_audio(request: Request, services: WithServices, caller: Submitter) -> dict[str, Any]:
    """Accept a recording with its options as one JSON string, ``metadata``."""
    limit = services.settings.api.put_max_bytes
    return await take_in(request, services, caller, max_bytes=limit, options=options_from_metadata)


async def take_in(
    request: Request,
    services: Services,
    caller: KeyRecord,
    *,
    max_bytes: int,
    options: Callable[[Mapping[str, str]], NoteOptions],
) -> dict[str, Any]:
    """Stream the form into the archive and accept the note, or leave nothing behind."""
    refuse_declared_size(request, max_bytes)
    await services.gate.audio(caller)
    declared = declared_size(request)
    await services.gate.upload(caller, declared or 0)

    async def before_audio(fields: Mapping[str, str]) -> None:
        await services.gate.backlog(declared_priority(fields))

    begin = partial(
        services.intake.begin,
        caller.tenant,
        max_bytes=max_bytes,
        key_id=caller.key_id,
        idempotency_key=request.headers.get("idempotency-key"),
    )
    async with services.gate.place(caller) as place:
        upload = await to_thread.run_sync(begin)
        structlog.contextvars.bind_contextvars(note_id=upload.note_id)
        tag_note(upload.note_id)
        try:
            fields = await AudioForm(upload, services.upload_threads, before_audio).read(request)
            chosen = options(fields)
            await confirm(services, caller)
            await services.gate.backlog(chosen.priority)
            if declared is None:
                await services.gate.upload(caller, upload.size)
            status = await to_thread.run_sync(upload.accept, chosen, limiter=services.upload_threads)
        except BaseException:
            await _abandon(upload)
            raise
        if status.note_id == upload.note_id:
            await withdraw_if_revoked(services, caller, status)
            place.note_id = status.note_id
            await services.audit.record(AuditAction.CREATE, caller, status.note_id)
    log.info("note accepted", priority=chosen.priority)
    return accepted_body(status)


async def _abandon(upload: Upload) -> None:
    # Shielded: a client that hung up cancels this task, and its parts must still go.
    with CancelScope(shield=True):
        await to_thread.run_sync(upload.abandon)


def refuse_declared_size(request: Request, max_bytes: int) -> None:
    """Refuse a body whose declared length is over the limit before any of it is read.

    Raises `PayloadTooLarge`.
    """
    if (declared_size(request) or 0) > max_bytes + FORM_BYTES:
        raise PayloadTooLarge.recording(max_bytes)


def declared_size(request: Request) -> int | None:
    """The body's length in bytes as the client declared it, or None."""
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else None
