"""``GET`` and ``DELETE /v1/note/{noteId}``."""

import asyncio
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import APIRouter

from pipeline.api.auth import Administrator, Reader
from pipeline.api.documents import FinishedNote
from pipeline.api.reading import not_found, own_status
from pipeline.api.services import Services, WithServices
from pipeline.errors import NotFound
from pipeline.models import AuditAction, KeyRecord, NoteState
from pipeline.wire import note_body

log = structlog.get_logger()
router = APIRouter(tags=["notes"])


@router.get(
    "/v1/note/{note_id}", summary="A finished note", responses={HTTPStatus.OK: {"model": FinishedNote}}
)
async def get_note(note_id: str, services: WithServices, caller: Reader) -> dict[str, Any]:
    """The note with its transcript and evidence; 404 until it is completed."""
    status = await own_status(services, caller, note_id)
    if status.state is NoteState.FAILED:
        raise NotFound("This note failed, so there is none. Its status says why.")
    if status.state is not NoteState.COMPLETED:
        raise NotFound("This note is not finished. Poll /v1/audio/status/ followed by its id.")
    return await completed_body(services, caller, note_id)


@router.delete("/v1/note/{note_id}", status_code=HTTPStatus.NO_CONTENT, summary="Delete a note")
async def delete_note(note_id: str, services: WithServices, caller: Administrator) -> None:
    """Remove audio, transcript and note at once; a stage in flight stops and leaves nothing."""
    await own_status(services, caller, note_id)
    await services.audit.record(AuditAction.DELETE, caller, note_id)
    await asyncio.to_thread(services.archive.delete_note, note_id)
    await asyncio.to_thread(services.board.remove, note_id)
    log.info("note deleted", note_id=note_id)


async def completed_body(services: Services, caller: KeyRecord, note_id: str) -> dict[str, Any]:
    """A completed note as clients read it, and the audit log's entry of that.

    Raises `NotFound` if it was deleted meanwhile.
    """
    request, note, transcript = await asyncio.gather(
        asyncio.to_thread(services.archive.get_request, note_id),
        asyncio.to_thread(services.archive.get_note, note_id),
        asyncio.to_thread(services.archive.get_transcript, note_id),
    )
    if request is None or note is None:
        raise not_found()
    await services.audit.record(AuditAction.READ, caller, note_id)
    return note_body(request, note, transcript)
