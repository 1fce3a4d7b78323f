"""Rebuilds a note's live status from the archive, which is the truth."""

from datetime import UTC, datetime

from pipeline.archive import Archive
from pipeline.models import NoteRequest, Stage, Status
from pipeline.status import StatusBoard, ending_fields, opening_status


def restore_status(archive: Archive, board: StatusBoard, note_id: str) -> Status | None:
    """Put a note's status back on the board from its archived objects; None without a request.

    Raises `Retryable` when a store is away.
    """
    status = read_archived_status(archive, note_id)
    if status is not None and status.expires_at > datetime.now(UTC):
        board.put(status)
    return status


def read_archived_status(archive: Archive, note_id: str) -> Status | None:
    """What the archive says of a note, or None without a request; raises `Retryable`."""
    request = archive.get_request(note_id)
    return None if request is None else archived_status(archive, request)


def archived_status(archive: Archive, request: NoteRequest) -> Status:
    """What the archived objects say of an accepted note."""
    note_id, status = request.note_id, opening_status(request)
    outcome = archive.get_outcome(note_id)
    if outcome is not None:
        ended = {"stage": Stage.WRITING, **ending_fields(outcome)}
        return Status.model_validate(status.model_dump() | ended)
    speech = archive.get_speech(note_id)
    seconds = speech.duration if speech else None
    queue = first_missing_stage(archive, note_id)
    return status.model_copy(update={"queue": queue, "audio_seconds": seconds})


def first_missing_stage(archive: Archive, note_id: str) -> str:
    """The stage after the last one whose output is in the archive."""
    if archive.get_transcript(note_id) is not None:
        return "write"
    return "normalize" if archive.get_speech(note_id) is None else "transcribe"
