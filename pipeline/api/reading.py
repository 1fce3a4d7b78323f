"""Reading a caller's own notes: live status first, the archive where Redis has lost it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from pipeline.api.auth import confirm
from pipeline.api.services import Services
from pipeline.errors import Gone, NotFound, Retryable, Unauthenticated
from pipeline.models import AuditAction, KeyRecord, NoteState, Status
from pipeline.redis_link import redis_errors
from pipeline.restore import read_archived_status, restore_status
from pipeline.status import read_status, status_key

MAX_ID_CHARACTERS = 64


async def own_status(services: Services, caller: KeyRecord, note_id: str) -> Status:
    """The status of the caller's note.

    Raises `NotFound` where there is none or it is another tenant's, `Gone` past its expiry.
    """
    if not note_id.startswith("note_") or len(note_id) > MAX_ID_CHARACTERS or not note_id[5:].isalnum():
        raise not_found()
    status = await live_status(services, note_id)
    if status is not None and status.tenant != caller.tenant:
        await services.audit.record(AuditAction.REFUSE, caller, note_id)
        raise not_found()
    if status is None:
        raise not_found()
    if status.expires_at <= datetime.now(UTC):
        raise Gone("This note has passed its retention period and was removed.")
    return status


async def live_status(services: Services, note_id: str) -> Status | None:
    """A note's status, put back from the archive where Redis lost it; read there where Redis is away."""
    try:
        with redis_errors():
            fields = await services.redis.hgetall(status_key(note_id))
        if fields:
            return read_status({str(name): str(value) for name, value in fields.items()})
        return await asyncio.to_thread(restore_status, services.archive, services.board, note_id)
    except Retryable:
        return await asyncio.to_thread(read_archived_status, services.archive, note_id)


async def withdraw_if_revoked(services: Services, caller: KeyRecord, accepted: Status) -> None:
    """Remove a note whose key was revoked while it was being accepted; raises `Unauthenticated`."""
    try:
        # The note is accepted: that Redis is away now changes nothing.
        with suppress(Retryable):
            await confirm(services, caller)
    except Unauthenticated:
        await asyncio.to_thread(services.archive.delete_note, accepted.note_id)
        await asyncio.to_thread(services.board.remove, accepted.note_id)
        raise


def not_found() -> NotFound:
    """The same answer for no note and another tenant's note."""
    return NotFound("There is no such note. Check the id, and that the key belongs to the same tenant.")


def differs(before: Status, after: Status) -> bool:
    """Whether a waiting client has something new to read."""
    seen = (before.state, before.stage, before.progress)
    return seen != (after.state, after.stage, after.progress)


def ended(status: Status) -> bool:
    """Whether the note has reached its outcome."""
    return status.state is not NoteState.PROCESSING
