"""The archive: everything about a note, as objects under one prefix. It is the truth.

Redis can be lost; what this module stores cannot. It is the only module that knows the
layout of names:

    NOTE_ID/request.json      the accepted request; a note exists if and only if this does
    NOTE_ID/audio             the upload, as it came
    NOTE_ID/speech.flac       16 kHz mono speech, and speech.json, what was measured on it
    NOTE_ID/transcript.json   NOTE_ID/note.json
    NOTE_ID/draft.json        the note's finished sections while the others are being written
    NOTE_ID/outcome.json      how it ended: in its note, or in a failure with its reason
    NOTE_ID/delivery.json     how telling the tenant's webhook ended
    access/HASH.json          an API key's record
    idempotency/HASH.json     which note an idempotency key stands for
    webhooks/HASH.json        a tenant's webhook, by the hash of the tenant's name
    audit/DAY/CHAIN-NUMBER.json   a batch of the audit log; never written twice, never removed

What a stage stores (but for the draft) is written once and never replaced, so that a note has one outcome
however many workers believe it to be theirs.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel
from ulid import ULID

from pipeline.archive.conditions import ConditionalWrites, probe_conditional_writes
from pipeline.archive.key_rings import open_key_ring
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.archive.writer import ObjectWriter
from pipeline.models import (
    AuditBatch,
    Delivery,
    Draft,
    IdempotencyClaim,
    KeyRecord,
    NoteRequest,
    Outcome,
    SoapNote,
    Speech,
    Transcript,
    Webhook,
)
from pipeline.settings import Settings

ModelT = TypeVar("ModelT", bound=BaseModel)
_AUDIO = ("audio", "speech.flac")


class Archive:
    """Typed put and get of each object of a note.

    Every call may raise `Retryable` (storage away) or `Tampered` (integrity).
    """

    def __init__(self, storage: SealedStorage) -> None:
        self._storage = storage

    def check(self) -> None:
        """Raise `Retryable` unless the bucket answers."""
        self._storage.check()

    def conditional_writes(self) -> ConditionalWrites:
        """What the store makes of a conditional write; writes and removes a few empty objects."""
        return probe_conditional_writes(self._storage)

    def prepare(self) -> None:
        """Create the bucket where it is missing."""
        self._storage.create_bucket()

    def audio_writer(self, note_id: str) -> ObjectWriter:
        """A writer for the upload, used as a context manager."""
        return self._storage.writer(f"{note_id}/audio")

    def fetch_audio(self, note_id: str, destination: Path) -> bool:
        """Write the upload to a file; False where it is gone."""
        return self._storage.download(f"{note_id}/audio", destination)

    def put_request(self, request: NoteRequest) -> None:
        """Store the record that makes a note accepted."""
        self._put(f"{request.note_id}/request.json", request)

    def get_request(self, note_id: str) -> NoteRequest | None:
        """The accepted request, or None where there is no such note."""
        return self._get(f"{note_id}/request.json", NoteRequest)

    def put_speech(self, note_id: str, flac: Path, measured: Speech) -> bool:
        """Store the speech, then what was measured on it, which marks the stage as done.

        False where another has marked it: the same upload gives the same speech.
        """
        self._storage.upload(f"{note_id}/speech.flac", flac)
        return self._put_once(f"{note_id}/speech.json", measured)

    def get_speech(self, note_id: str) -> Speech | None:
        """What normalize measured, or None where it has not finished."""
        return self._get(f"{note_id}/speech.json", Speech)

    def fetch_speech(self, note_id: str, destination: Path) -> bool:
        """Write the 16 kHz speech (FLAC) to a file; False where it is gone."""
        return self._storage.download(f"{note_id}/speech.flac", destination)

    def put_transcript(self, note_id: str, transcript: Transcript) -> bool:
        """Store the transcript; False where there is one already."""
        return self._put_once(f"{note_id}/transcript.json", transcript)

    def get_transcript(self, note_id: str) -> Transcript | None:
        """The transcript, or None where it is not written yet."""
        return self._get(f"{note_id}/transcript.json", Transcript)

    def put_note(self, note_id: str, note: SoapNote) -> bool:
        """Store the written note; False where there is one already."""
        return self._put_once(f"{note_id}/note.json", note)

    def get_note(self, note_id: str) -> SoapNote | None:
        """The written note, or None."""
        return self._get(f"{note_id}/note.json", SoapNote)

    def put_draft(self, note_id: str, draft: Draft) -> None:
        """Store the sections that are finished, in the place of those before."""
        self._put(f"{note_id}/draft.json", draft)

    def get_draft(self, note_id: str) -> Draft | None:
        """The sections that are finished of a note that is being written, or None."""
        return self._get(f"{note_id}/draft.json", Draft)

    def delete_draft(self, note_id: str) -> None:
        """Remove the draft of a note that is written."""
        self._storage.delete(f"{note_id}/draft.json")

    def end(self, note_id: str, outcome: Outcome) -> Outcome:
        """Store how the note ended, unless it has ended before; returns the outcome that stands."""
        # Looked for first, for stores that would replace it.
        earlier = self.get_outcome(note_id)
        if earlier is not None or self._put_once(f"{note_id}/outcome.json", outcome):
            return earlier or outcome
        return self.get_outcome(note_id) or outcome

    def get_outcome(self, note_id: str) -> Outcome | None:
        """How the note ended, or None while it has not."""
        return self._get(f"{note_id}/outcome.json", Outcome)

    def put_delivery(self, note_id: str, delivery: Delivery) -> None:
        """Store how telling the webhook ended."""
        self._put(f"{note_id}/delivery.json", delivery)

    def get_delivery(self, note_id: str) -> Delivery | None:
        """How telling the webhook ended, or None where it has not."""
        return self._get(f"{note_id}/delivery.json", Delivery)

    def delete_note(self, note_id: str) -> int:
        """Remove everything of a note, the request first, so that it stops existing at once."""
        self._storage.delete(f"{note_id}/request.json")
        return self._storage.delete_under(f"{note_id}/")

    def note_ids(self) -> Iterator[str]:
        """Ids of all accepted notes, oldest first (ULIDs sort by time)."""
        for name in self._storage.names("note_"):
            note_id, _, rest = name.partition("/")
            if rest == "request.json":
                yield note_id

    def notes_with_audio(self, before: datetime) -> Iterator[str]:
        """Ids begun before an instant that have an upload or speech, oldest first."""
        last = ""
        for name in self._storage.names("note_"):
            note_id, _, rest = name.partition("/")
            if rest not in _AUDIO or note_id == last:
                continue
            if _begun(note_id) >= before:
                return
            last = note_id
            yield note_id

    def delete_audio(self, note_id: str) -> None:
        """Remove a note's upload and its 16 kHz speech."""
        for rest in _AUDIO:
            self._storage.delete(f"{note_id}/{rest}")

    def put_key(self, key: KeyRecord) -> None:
        """Store an API key's record."""
        self._put(f"access/{key.key_hash}.json", key)

    def get_key(self, key_hash: str) -> KeyRecord | None:
        """An API key's record by the hash of the key."""
        return self._get(f"access/{key_hash}.json", KeyRecord)

    def orphans(self, before: datetime) -> list[str]:
        """Ids that have objects but no request record, of uploads begun before an instant."""
        found: dict[str, set[str]] = {}
        for name in self._storage.names("note_"):
            note_id, _, rest = name.partition("/")
            found.setdefault(note_id, set()).add(rest)
        return [
            note_id
            for note_id, objects in found.items()
            if "request.json" not in objects and _begun(note_id) < before
        ]

    def drop_unfinished_uploads(self, before: datetime) -> int:
        """Abort multipart uploads begun before an instant; returns how many."""
        return self._storage.abort_parts(before)

    def put_first_claim(self, name: str, claim: IdempotencyClaim) -> bool:
        """Store an idempotency key's claim; False where there is one already."""
        return self._put_once(f"idempotency/{name}.json", claim)

    def put_claim(self, name: str, claim: IdempotencyClaim) -> None:
        """Store an idempotency key's claim, whatever was there."""
        self._put(f"idempotency/{name}.json", claim)

    def get_claim(self, name: str) -> IdempotencyClaim | None:
        """An idempotency key's claim, however old."""
        return self._get(f"idempotency/{name}.json", IdempotencyClaim)

    def delete_claim(self, name: str) -> None:
        """Remove an idempotency key's claim."""
        self._storage.delete(f"idempotency/{name}.json")

    def claims(self) -> Iterator[tuple[str, IdempotencyClaim]]:
        """All idempotency keys' claims by name."""
        for name in self._storage.names("idempotency/"):
            claim = self._get(name, IdempotencyClaim)
            if claim is not None:
                yield name.removeprefix("idempotency/").removesuffix(".json"), claim

    def delete_claims(self, before: datetime) -> int:
        """Remove the claims stored before an instant; returns how many."""
        names = list(self._storage.names("idempotency/", before=before))
        for name in names:
            self._storage.delete(name)
        return len(names)

    def put_webhook(self, webhook: Webhook) -> None:
        """Store a tenant's webhook in the place of the one before."""
        self._put(_webhook_name(webhook.tenant), webhook)

    def get_webhook(self, tenant: str) -> Webhook | None:
        """A tenant's webhook, or None."""
        return self._get(_webhook_name(tenant), Webhook)

    def delete_webhook(self, tenant: str) -> None:
        """Remove a tenant's webhook."""
        self._storage.delete(_webhook_name(tenant))

    def webhooks(self) -> Iterator[Webhook]:
        """All webhooks."""
        for name in self._storage.names("webhooks/"):
            webhook = self._get(name, Webhook)
            if webhook is not None:
                yield webhook

    def put_audit(self, batch: AuditBatch) -> None:
        """Store a batch of the audit log under the day of its first event, unless it stands there."""
        day = batch.events[0].at.date().isoformat()
        self._put_once(f"audit/{day}/{batch.chain}-{batch.sequence:08d}.json", batch)

    def audit_names(self, since: date | None = None, until: date | None = None) -> Iterator[str]:
        """Names of the audit log's batches, by day (UTC, both included) and then by chain and number."""
        for name in self._storage.names("audit/"):
            day = date.fromisoformat(name.split("/")[1])
            if (since is None or day >= since) and (until is None or day <= until):
                yield name

    def get_audit(self, name: str) -> AuditBatch | None:
        """A batch of the audit log."""
        return self._get(name, AuditBatch)

    def key_records(self) -> Iterator[KeyRecord]:
        """All API keys' records."""
        for name in self._storage.names("access/"):
            record = self._get(name, KeyRecord)
            if record is not None:
                yield record

    def object_names(self) -> Iterator[str]:
        """Names of all objects, of notes and others."""
        return self._storage.names()

    def rewrap(self, name: str) -> bool:
        """Wrap one object's data key by the current key; False where that is so already."""
        return self._storage.rewrap(name)

    def _put(self, name: str, model: BaseModel) -> None:
        self._storage.put(name, model.model_dump_json().encode())

    def _put_once(self, name: str, model: BaseModel) -> bool:
        return self._storage.put_once(name, model.model_dump_json().encode())

    def _get(self, name: str, model: type[ModelT]) -> ModelT | None:
        body = self._storage.get(name)
        return None if body is None else model.model_validate_json(body)


def _begun(note_id: str) -> datetime:
    # A note's id is a ULID, which begins with its time.
    return ULID.from_str(note_id.removeprefix("note_")).datetime


def _webhook_name(tenant: str) -> str:
    return f"webhooks/{hashlib.sha256(tenant.encode()).hexdigest()}.json"


def open_archive(settings: Settings) -> Archive:
    """The archive that the settings name."""
    client = connect_s3(settings.s3)
    return Archive(SealedStorage(client, open_key_ring(settings.archive, settings.s3.region), settings.s3))
