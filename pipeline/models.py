"""The nouns of the service.

Times inside a recording are seconds from its start. Instants are timezone-aware UTC.
Every model is immutable and forbids unknown fields, so that an object read back from
the archive is exactly what was written.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Noun(BaseModel):
    """Base of the nouns: immutable, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Stage(StrEnum):
    """Where a note stands while it is processing."""

    QUEUED = "queued"
    NORMALIZING = "normalizing"
    TRANSCRIBING = "transcribing"
    WRITING = "writing"


class NoteState(StrEnum):
    """The three states a client sees."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Priority(StrEnum):
    """How soon a note is wanted; ``stat`` overtakes ``routine`` overtakes ``batch``."""

    STAT = "stat"
    ROUTINE = "routine"
    BATCH = "batch"


class Speaker(StrEnum):
    """Who speaks; ``unknown`` wherever it cannot be told."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    UNKNOWN = "unknown"


class SectionName(StrEnum):
    """The four sections of a SOAP note, in reading order."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"
    ASSESSMENT = "assessment"
    PLAN = "plan"


class CheckOutcome(StrEnum):
    """Whether a sentence's facts were found in the segments that it cites."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


class ClientNoun(BaseModel):
    """Base of what clients send: unknown fields are ignored, so newer clients keep working."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def _listed(value: object) -> object:
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str) else value


TextList = Annotated[list[str], BeforeValidator(_listed)]


class PatientInfo(ClientNoun):
    """What the chart says about the patient; never mistaken for what was said."""

    name: str | None = None
    age: int | float | str | None = None
    gender: str | None = None
    medical_history: str | list[str] | None = None
    medications: TextList = []
    allergies: TextList = []


class EncounterContext(ClientNoun):
    """What the client knows besides the recording (``context`` on the wire)."""

    patient_info: PatientInfo | None = None
    patient_history: str | None = None
    chat_messages: list[str | dict[str, Any]] | None = None
    custom_instructions: str | None = None


class NoteOptions(ClientNoun):
    """What the client asked for beside the audio."""

    specialty: str
    template: str | None = None
    include_billing_codes: bool = False
    include_patient_summary: bool = False
    include_transcript: bool = True
    priority: Priority = Priority.ROUTINE
    context: EncounterContext | None = None


# The audio format of a request that came as text.
FROM_TEXT = "text"


class NoteRequest(Noun):
    """The record that makes an accepted note: written after its audio is stored."""

    note_id: str
    tenant: str
    key_id: str = Field("", description="The API key that sent it; its limits count the recording")
    created_at: datetime
    expires_at: datetime
    audio_bytes: int = Field(ge=0, description="Size of the upload, bytes")
    audio_format: str = Field(description="Container judged by content, e.g. 'mp3'")
    options: NoteOptions
    trace: str | None = Field(None, description="W3C traceparent of the upload, where it was traced")

    @property
    def from_text(self) -> bool:
        """Whether text was sent instead of a recording, so that nothing in it has a time."""
        return self.audio_format == FROM_TEXT


class Failure(Noun):
    """Why a note failed: a code and a public message, no patient data."""

    code: str
    message: str
    stage: Stage
    failed_at: datetime


class Outcome(Noun):
    """How a note ended: in its note, or in a failure. It is written once and never changes."""

    ended_at: datetime
    failure: Failure | None = None


class Status(Noun):
    """What polling clients read: one Redis hash a note."""

    note_id: str
    tenant: str
    state: NoteState
    stage: Stage
    progress: float = Field(ge=0, le=1)
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    error_code: str | None = None
    error_message: str | None = None
    queue: str = Field("normalize", description="Queue of the first stage that is not done")
    audio_seconds: float | None = Field(None, description="Length of the recording, once measured")
    audio_bytes: int = Field(0, ge=0, description="Size of the upload, bytes")
    audio_format: str = Field("", description="Container judged by content")
    trace: str | None = Field(None, description="W3C traceparent of the upload, where it was traced")


class Speech(Noun):
    """What normalize measured on the 16 kHz speech."""

    duration: float = Field(description="Seconds")
    channels: int = Field(1, ge=1, le=2, description="2 where each channel holds a voice of its own")
    level_dbfs: float = Field(description="RMS level of the speech as stored, of the quieter channel, dBFS")
    gain_db: float = Field(description="Largest gain applied to a quiet channel, dB")
    speech_seconds: float = Field(description="Seconds louder than the silence threshold")
    warnings: list[str] = []


class Word(Noun):
    """One recognised word with its time span and the model's probability."""

    start: float
    end: float
    text: str
    probability: float = Field(ge=0, le=1)


class Segment(Noun):
    """A stretch of speech by one speaker; notes cite segments by ``id``."""

    id: str
    start: float
    end: float
    speaker: Speaker = Speaker.UNKNOWN
    text: str
    words: list[Word] = []


class Transcript(Noun):
    """What was said, in order."""

    language: str = Field(description="ISO 639-1 code")
    duration: float = Field(description="Length of the recording, seconds")
    model: str = Field(description="Name of the speech model that wrote it")
    segments: list[Segment]
    warnings: list[str] = []


class Evidence(Noun):
    """One sentence of a section, the segments it rests on, and the check of its facts."""

    sentence: str
    segments: list[str] = Field(description="Ids of the segments the sentence rests on")
    check: CheckOutcome
    missing: list[str] = Field(default=[], description="Facts not found in those segments")


class Generator(Noun):
    """Which engine wrote a note."""

    engine: str
    version: str


class SoapNote(Noun):
    """A finished note: section texts and the evidence for each of their sentences."""

    subjective: str
    objective: str
    assessment: str
    plan: str
    evidence: dict[SectionName, list[Evidence]]
    generator: Generator
    warnings: list[str] = []


class Draft(Noun):
    """The texts of the sections that are finished while the note is being written."""

    sections: dict[SectionName, str]


class Webhook(Noun):
    """Where a tenant's notes are announced, and the secret that signs what is sent there."""

    tenant: str
    url: str = Field(repr=False)
    secret: str = Field(repr=False)
    since: datetime = Field(description="Recordings accepted from then on are announced")


class Delivery(Noun):
    """How announcing a note to its tenant's webhook ended."""

    delivered: bool
    attempts: int
    http_status: int | None = Field(description="The receiver's last answer; None without one")
    ended_at: datetime


class IdempotencyClaim(Noun):
    """Which note an idempotency key stands for, and for which body."""

    note_id: str
    fingerprint: str = Field(description="SHA-256 of audio and options, hex")
    made_at: datetime


class Scope(StrEnum):
    """What a key may do with its tenant's notes."""

    SUBMIT = "submit"
    READ = "read"
    ADMIN = "admin"


class KeyLimits(Noun):
    """How much a key may take; None means what the deployment sets, 0 no limit."""

    requests_per_minute: int | None = Field(None, ge=0)
    bytes_per_day: int | None = Field(None, ge=0)
    audio_minutes_per_day: int | None = Field(None, ge=0)
    notes_in_flight: int | None = Field(None, ge=0)


class KeyRecord(Noun):
    """An API key as it is stored: never the key itself, only its SHA-256."""

    key_hash: str = Field(description="SHA-256 of the key, hex")
    key_id: str = Field(description="Short public name to list and revoke it by")
    tenant: str
    label: str = ""
    scopes: tuple[Scope, ...] = Field(tuple(Scope), description="submit, read, or admin, which deletes")
    limits: KeyLimits = KeyLimits()
    created_at: datetime
    revoked_at: datetime | None = None


class AuditAction(StrEnum):
    """What is written in the audit log."""

    CREATE = "create"
    READ = "read"
    DELETE = "delete"
    DELIVER = "deliver"
    EXPIRE = "expire"
    REFUSE = "refuse"
    CREATE_KEY = "create-key"
    CHANGE_KEY = "change-key"
    REVOKE_KEY = "revoke-key"
    DELETE_TENANT = "delete-tenant"


class AuditEvent(Noun):
    """Who did what to which note or key, when and from where; ids only."""

    at: datetime
    action: AuditAction
    who: str = Field(description="A key's id, an operator as 'user@host', or a part of the service")
    tenant: str = Field(description="The tenant that was acted for")
    subject: str = Field(description="The note's or the key's id")
    origin: str = Field("", description="Address of the client, or host of the command")
    request_id: str = ""


class AuditBatch(Noun):
    """Some events as they are archived, chained to the batch before by its SHA-256."""

    chain: str = Field(description="One writing process; a ULID")
    sequence: int = Field(ge=1, description="Position in the chain, from 1")
    previous: str = Field(description="SHA-256 of the batch before as JSON, hex; empty for the first")
    events: list[AuditEvent]
