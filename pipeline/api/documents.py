"""The answers as the OpenAPI document shows them. `pipeline.wire` builds them."""

from datetime import datetime

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from pipeline.models import Evidence, Generator, NoteState, SectionName, Speaker, Stage, Word


class EventStream(StreamingResponse):
    """Server-sent events, named so in the OpenAPI document too."""

    media_type = "text/event-stream"


class Answer(BaseModel):
    """Base of the answers: nothing in them that is not described."""

    model_config = ConfigDict(extra="forbid")


class FailureReason(Answer):
    """Why a note failed."""

    code: str
    message: str


class NoteStatus(Answer):
    """Where a note stands."""

    noteId: str
    status: NoteState
    stage: Stage | None = Field(None, description="While processing, or where it failed")
    progress: float = Field(ge=0, le=1)
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    message: str | None = Field(None, description="When failed: what to do")
    error: FailureReason | None = None


class AcceptedNote(NoteStatus):
    """The answer to an accepted upload."""

    statusUrl: str


class NoteSegment(Answer):
    """A stretch of speech by one speaker, or a speaker's turn in a text."""

    id: str
    start: float | None = Field(description="Seconds; null in a note from text, which has no times")
    end: float | None = Field(description="Seconds; null in a note from text")
    speaker: Speaker
    text: str
    words: list[Word]


class FinishedNote(Answer):
    """A finished note, a draft to be reviewed by a clinician."""

    noteId: str
    status: NoteState
    specialty: str
    template: str | None
    subjective: str
    objective: str
    assessment: str
    plan: str
    evidence: dict[SectionName, list[Evidence]] = Field(description="For each sentence, what it rests on")
    generator: Generator
    warnings: list[str]
    transcript: str | None = Field(description="Null where include_transcript was false")
    segments: list[NoteSegment]
    language: str | None
    duration: float | None = Field(description="Seconds; null in a note from text")
    created_at: datetime
    expires_at: datetime


class CompletedStatus(FinishedNote):
    """The status of a completed note: the whole note."""

    progress: float
    updated_at: datetime
