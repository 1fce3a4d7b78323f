"""The values that metric labels may have: closed sets, so that no label can hold an id.

A code, method or status from outside its set becomes ``other``.
"""

from http import HTTPMethod, HTTPStatus

from pipeline.models import Priority, Stage

OTHER = "other"

# The stages by the names of their queues.
STAGE_NAMES = {
    Stage.NORMALIZING: "normalize",
    Stage.TRANSCRIBING: "transcribe",
    Stage.WRITING: "write",
}

# Why a note failed or a stage waits. A test holds this against every code that is raised.
CODES = frozenset(
    {
        "ARCHIVE_INTEGRITY",
        "ARCHIVE_KEY_MISSING",
        "AUDIO_TOO_LONG",
        "AUDIO_TOO_SHORT",
        "DECODE_LIMIT",
        "FFMPEG_FAILED",
        "FFMPEG_MISSING",
        "INPUT_MISSING",
        "INTERNAL_ERROR",
        "MODEL_DAMAGED",
        "MODEL_NOT_FOUND",
        "MODEL_UNAVAILABLE",
        "NOTE_MODEL_AWAY",
        "NOTE_MODEL_REFUSES",
        "NOTE_MODEL_UNREADABLE",
        "NO_AUDIO_TRACK",
        "NO_SPEECH",
        "POISON",
        "PROCESSING_FAILED",
        "SERVICE_UNAVAILABLE",
        "SETTINGS_ERROR",
        "UNREADABLE_AUDIO",
    }
)

LABEL_VALUES: dict[str, frozenset[str]] = {
    "code": CODES | {OTHER},
    "method": frozenset(HTTPMethod) | {OTHER},
    "model": frozenset({"speech", "notes"}),
    "outcome": frozenset({"done", "waits", "failed", "dropped"}),
    "priority": frozenset(Priority),
    "queue": frozenset(STAGE_NAMES.values()),
    "source": frozenset({"audio", "text"}),
    "stage": frozenset(STAGE_NAMES.values()),
    "status": frozenset(str(status.value) for status in HTTPStatus) | {OTHER},
    "store": frozenset({"redis", "archive"}),
}


def closed(label: str, value: object) -> str:
    """The value if its label may have it, else ``other``."""
    text = str(value)
    return text if text in LABEL_VALUES[label] else OTHER
