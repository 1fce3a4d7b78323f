"""The JSON that clients read. Names follow the public contract: ``noteId``, ``expires_at``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from pipeline.models import NoteRequest, NoteState, SoapNote, Status, Transcript


def accepted_body(status: Status) -> dict[str, Any]:
    """The answer to an accepted upload."""
    return {**status_body(status), "statusUrl": f"/v1/audio/status/{status.note_id}"}


def status_body(status: Status) -> dict[str, Any]:
    """A status, with ``message`` and ``error`` when failed."""
    body: dict[str, Any] = {
        "noteId": status.note_id,
        "status": status.state.value,
        "stage": status.stage.value,
        "progress": round(status.progress, 3),
        "created_at": instant(status.created_at),
        "updated_at": instant(status.updated_at),
        "expires_at": instant(status.expires_at),
    }
    if status.state is NoteState.COMPLETED:
        del body["stage"]
    if status.state is NoteState.FAILED:
        body["message"] = status.error_message
        body["error"] = {"code": status.error_code, "message": status.error_message}
    return body


def note_body(request: NoteRequest, note: SoapNote, transcript: Transcript | None) -> dict[str, Any]:
    """A finished note; the transcript and its segments only where the request asked for them."""
    shown = transcript if request.options.include_transcript else None
    return {
        "noteId": request.note_id,
        "status": NoteState.COMPLETED.value,
        "specialty": request.options.specialty,
        "template": request.options.template,
        **note.model_dump(mode="json"),
        "transcript": " ".join(s.text for s in shown.segments) if shown else None,
        "segments": segment_bodies(shown, timed=not request.from_text) if shown else [],
        "language": transcript.language if transcript else None,
        "duration": transcript.duration if transcript and not request.from_text else None,
        "created_at": instant(request.created_at),
        "expires_at": instant(request.expires_at),
    }


def segment_bodies(transcript: Transcript, *, timed: bool) -> list[dict[str, Any]]:
    """The segments of a transcript; with null for the times of one that was not heard but read."""
    bodies = [segment.model_dump(mode="json") for segment in transcript.segments]
    return bodies if timed else [{**body, "start": None, "end": None} for body in bodies]


def server_sent_event(body: Mapping[str, Any]) -> bytes:
    """One event of a stream with JSON as its data (WHATWG HTML, "Server-sent events")."""
    return b"data: " + orjson.dumps(body) + b"\n\n"


def instant(when: datetime) -> str:
    """An instant as RFC 3339 in UTC, with Z."""
    text = when.isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
