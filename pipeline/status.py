"""Live status in Redis: what polling clients read, and the events that wake them.

One hash a note, ``soapline:status:NOTE_ID``, that outlives ``expires_at`` by a margin, so
that an expired note is told from one that never was. Each change is published on
``soapline:changes`` with the note's id as the payload. Redis may be lost: whatever is
here can be rebuilt from the archive.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import redis

from pipeline.fence import HIGHEST, Fence, attempts_key
from pipeline.models import NoteRequest, NoteState, Outcome, Stage, Status
from pipeline.redis_link import connect, redis_errors
from pipeline.settings import RedisSettings

CHANGES = "soapline:changes"
# Sorted set of the notes that have not ended, by the time they were accepted.
OPEN_NOTES = "soapline:open"
# Sorted set of those among them that were handed to the broker, by priority step.
HANDED = "soapline:handed"
# Hash "FORMAT:bytes" and "FORMAT:seconds": what recordings of a format came to, once measured.
MEASURED = "soapline:measured"

# A late writer must not bring a deleted note back, nor move one that has ended or that
# another worker has taken over.
_UPDATE = """
if redis.call('HGET', KEYS[1], 'state') ~= 'processing' then return 0 end
if (tonumber(redis.call('HGET', KEYS[4], ARGV[3])) or 0) > tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
if redis.call('HGET', KEYS[1], 'state') ~= 'processing' then
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('ZREM', KEYS[3], ARGV[2])
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
"""


def status_key(note_id: str) -> str:
    """Name of a note's status hash."""
    return f"soapline:status:{note_id}"


def read_status(fields: Mapping[str, str]) -> Status | None:
    """The status that a hash holds; None for a missing (empty) hash."""
    return Status.model_validate(fields) if fields else None


def opening_status(request: NoteRequest, first_stage: str = "normalize") -> Status:
    """The status of a note that has just been accepted and waits for a stage."""
    return Status(
        note_id=request.note_id,
        tenant=request.tenant,
        state=NoteState.PROCESSING,
        stage=Stage.QUEUED,
        progress=0,
        created_at=request.created_at,
        updated_at=datetime.now(UTC),
        expires_at=request.expires_at,
        queue=first_stage,
        audio_bytes=request.audio_bytes,
        audio_format=request.audio_format,
        trace=request.trace,
    )


def ending_fields(outcome: Outcome) -> dict[str, str]:
    """What a status says once its note has ended."""
    if outcome.failure is None:
        return {"state": NoteState.COMPLETED, "progress": "1"}
    return {
        "state": NoteState.FAILED,
        "stage": outcome.failure.stage,
        "error_code": outcome.failure.code,
        "error_message": outcome.failure.message,
    }


class StatusBoard:
    """Writes statuses; every call may raise `Retryable` when Redis is away."""

    def __init__(self, client: "redis.Redis", settings: RedisSettings) -> None:
        self._redis = client
        self._margin = settings.status_ttl_margin
        self._update = client.register_script(_UPDATE)

    def check(self) -> None:
        """Raise `Retryable` unless Redis answers."""
        with redis_errors():
            self._redis.ping()

    def put(self, status: Status) -> None:
        """Set a whole status, whatever was there; used when a note begins and to rebuild it."""
        key = status_key(status.note_id)
        fields: dict[Any, Any] = status.model_dump(mode="json", exclude_none=True)
        with redis_errors(), self._redis.pipeline(transaction=True) as batch:
            batch.delete(key)
            batch.hset(key, mapping=fields)
            batch.expireat(key, int(status.expires_at.timestamp()) + self._margin)
            if status.state is NoteState.PROCESSING:
                batch.zadd(OPEN_NOTES, {status.note_id: status.created_at.timestamp()})
            else:
                batch.zrem(OPEN_NOTES, status.note_id)
                batch.zrem(HANDED, status.note_id)
            batch.publish(CHANGES, status.note_id)
            batch.execute()

    def get(self, note_id: str) -> Status | None:
        """A note's status, or None."""
        with redis_errors():
            fields = self._redis.hgetall(status_key(note_id))
        return read_status({str(name): str(value) for name, value in fields.items()})

    def advance(self, fence: Fence, stage: Stage, progress: float) -> bool:
        """Move a processing note on.

        False, and no change, if it has ended, was deleted, or is in another worker's hands.
        """
        return self._write(fence, {"stage": stage, "progress": f"{progress:.3f}"})

    def hand_on(self, fence: Fence, queue: str, audio_seconds: float) -> bool:
        """A stage is done: the note, of so many seconds of audio, waits for the next one's queue."""
        return self._write(fence, {"queue": queue, "audio_seconds": f"{audio_seconds:.3f}"})

    def measured(self, request: NoteRequest, audio_seconds: float) -> None:
        """Remember how long a recording of this format and size turned out to be."""
        with redis_errors(), self._redis.pipeline(transaction=True) as batch:
            batch.hincrby(MEASURED, f"{request.audio_format}:bytes", request.audio_bytes)
            batch.hincrbyfloat(MEASURED, f"{request.audio_format}:seconds", round(audio_seconds, 3))
            batch.execute()

    def end(self, fence: Fence, outcome: Outcome) -> bool:
        """Show how a processing note ended; False, and no change, as in `advance`."""
        return self._write(fence, ending_fields(outcome))

    def remove(self, note_id: str) -> None:
        """Forget a note and wake those who wait for it."""
        with redis_errors(), self._redis.pipeline(transaction=True) as batch:
            batch.delete(status_key(note_id))
            batch.zrem(OPEN_NOTES, note_id)
            batch.zrem(HANDED, note_id)
            batch.publish(CHANGES, note_id)
            batch.execute()

    def _write(self, fence: Fence, fields: Mapping[str, str]) -> bool:
        now = datetime.now(UTC).isoformat()
        flat = [part for item in (dict(fields) | {"updated_at": now}).items() for part in item]
        note_id = fence.note_id
        keys = [status_key(note_id), OPEN_NOTES, HANDED, attempts_key(note_id)]
        with redis_errors():
            updated = self._update(keys=keys, args=[CHANGES, note_id, HIGHEST, fence.token, *flat])
        return bool(updated)


def open_status_board(settings: RedisSettings) -> StatusBoard:
    """The status board on the configured Redis."""
    return StatusBoard(connect(settings), settings)
