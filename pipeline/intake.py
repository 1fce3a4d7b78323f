"""Accepting an upload: check, store, record, dispatch, in that order.

A note is accepted once its audio and then its request record are in the archive and it
stands in its tenant's line. Whatever fails before that leaves nothing behind.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from ulid import ULID

from pipeline.archive import Archive
from pipeline.audio.formats import HEAD_BYTES, AudioFormat, judge_format
from pipeline.deadline import wait_until
from pipeline.dispatch import Dispatcher
from pipeline.errors import FieldProblem, PayloadTooLarge, Rejected, Retryable
from pipeline.idempotency import IdempotencyClaims, claim_name, fingerprint
from pipeline.metrics.instruments import note_accepted
from pipeline.models import FROM_TEXT, IdempotencyClaim, NoteOptions, NoteRequest, Status, Transcript
from pipeline.restore import restore_status
from pipeline.status import StatusBoard, opening_status
from pipeline.tracing.context import current_trace

# How long a request waits for another one with the same key that is being accepted right
# now; the other's server is taken for dead after that.
TWIN_SECONDS = 10.0


class AudioSink(Protocol):
    """Where the bytes of an upload go."""

    def write(self, plaintext: bytes) -> None:
        """Take the next bytes."""

    def commit(self) -> None:
        """Keep them."""

    def abandon(self) -> None:
        """Drop them."""


class NowhereSink:
    """For a repeated upload whose note exists: it is read to be compared, not stored."""

    def write(self, plaintext: bytes) -> None:
        """Drop the bytes."""

    def commit(self) -> None:
        """Nothing to keep."""

    def abandon(self) -> None:
        """Nothing to drop."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What accepting needs: the archive, the status board, the queue, claims, and retention."""

    archive: Archive
    board: StatusBoard
    dispatcher: Dispatcher
    claims: IdempotencyClaims
    retention_days: int

    def begin(
        self, tenant: str, *, max_bytes: int, idempotency_key: str | None = None, key_id: str = ""
    ) -> "Upload":
        """Start an upload for a tenant, sent with a key, refused beyond ``max_bytes``.

        Raises `Rejected` for an unusable idempotency key, `Retryable` when a store is away.
        """
        # Before the recording comes: with Redis away it could not be accepted.
        self.board.check()
        claimed = claim_name(tenant, idempotency_key) if idempotency_key is not None else None
        earlier = self.claims.find(claimed) if claimed else None
        repeated = earlier is not None and self.archive.get_request(earlier.note_id) is not None
        note_id = f"note_{ULID()}"
        sink = NowhereSink() if repeated else self.archive.audio_writer(note_id)
        return Upload(self, tenant, key_id, note_id, sink, max_bytes, claimed)

    def accept_transcript(
        self,
        tenant: str,
        transcript: Transcript,
        options: NoteOptions,
        *,
        key_id: str = "",
        idempotency_key: str | None = None,
    ) -> tuple[Status, bool]:
        """Accept what was said as text: the note begins at its last stage. Also says whether it is new.

        Raises as `Upload.accept` does; nothing is left behind then.
        """
        request = self.request(
            tenant, key_id, f"note_{ULID()}", options, audio_bytes=0, audio_format=FROM_TEXT
        )

        def record() -> Status:
            with self.all_or_nothing(request.note_id):
                self.archive.put_transcript(request.note_id, transcript)
                return self.record(request, first_stage="write")

        if idempotency_key is None:
            return record(), True
        text_sha256 = hashlib.sha256(transcript.model_dump_json().encode()).hexdigest()
        claim = claim_of(request.note_id, text_sha256, options)
        status = self.once(claim_name(tenant, idempotency_key), claim, record)
        return status, status.note_id == request.note_id

    def once(
        self, name: str, claim: IdempotencyClaim, record: Callable[[], Status], *, stored: bool = True
    ) -> Status:
        """What ``record`` accepts under an idempotency key, or the first answer again.

        Without the body ``stored`` nothing can be recorded in the place of a server that died.
        Raises `Conflict` for a key used with another body, and `Retryable`.
        """
        held = self.claims.make(name, claim)
        if held != claim:
            found = self._recorded(held)
            if found is not None:
                self.show(found)
                return opening_status(found)
            if not stored or not self.claims.take_over(name, held, claim):
                raise _in_hand()
        try:
            with self.all_or_nothing(claim.note_id):
                status = record()
                self._keep(name, claim)
                return status
        except BaseException:
            self.claims.withdraw(name, claim)
            raise

    def _keep(self, name: str, claim: IdempotencyClaim) -> None:
        # A slow store or a frozen process: a repeat may have taken this server for dead.
        if not self.claims.keep(name, claim):
            raise _in_hand()

    def _recorded(self, held: IdempotencyClaim) -> NoteRequest | None:
        found: NoteRequest | None = None

        def recorded() -> bool:
            nonlocal found
            found = self.archive.get_request(held.note_id)
            return found is not None

        wait_until(recorded, seconds=TWIN_SECONDS, poll=0.2)
        return found

    def request(
        self,
        tenant: str,
        key_id: str,
        note_id: str,
        options: NoteOptions,
        *,
        audio_bytes: int,
        audio_format: str,
    ) -> NoteRequest:
        """The record of a note that comes in now."""
        now = datetime.now(UTC)
        return NoteRequest(
            note_id=note_id,
            tenant=tenant,
            key_id=key_id,
            created_at=now,
            expires_at=now + timedelta(days=self.retention_days),
            audio_bytes=audio_bytes,
            audio_format=audio_format,
            options=options,
            trace=current_trace(),
        )

    def record(self, request: NoteRequest, *, first_stage: str) -> Status:
        """Record a request, show its status and let it wait for its turn; the note is now accepted."""
        self.archive.put_request(request)
        status = opening_status(request, first_stage)
        self.board.put(status)
        self.dispatcher.dispatch(request, first_stage=first_stage)
        # The note is safe in its line: whoever pulls next sends it on.
        with suppress(Retryable):
            self.dispatcher.pull()
        note_accepted(request)
        return status

    def show(self, request: NoteRequest) -> None:
        """Give a recorded note its status where the server that recorded it died before that.

        The sweep then finds and sends it.
        """
        if self.board.get(request.note_id) is None:
            restore_status(self.archive, self.board, request.note_id)

    @contextmanager
    def all_or_nothing(self, note_id: str) -> Iterator[None]:
        """Remove what the block stored of a note if it ends in any exception."""
        try:
            yield
        except BaseException:
            for undo in (self.archive.delete_note, self.board.remove):
                with suppress(Retryable):
                    undo(note_id)
            raise


class Upload:
    """One recording on its way in.

    ``write`` the bytes as they come, then `accept`, or `abandon`. Memory stays at one
    storage part however large the recording is.
    """

    def __init__(
        self,
        intake: Intake,
        tenant: str,
        key_id: str,
        note_id: str,
        sink: AudioSink,
        max_bytes: int,
        claimed: str | None,
    ) -> None:
        self.note_id = note_id
        self._intake, self._tenant, self._key_id = intake, tenant, key_id
        self._sink, self._max_bytes = sink, max_bytes
        self._claimed = claimed
        self._head = b""
        self._format: AudioFormat | None = None
        self.size = 0
        self._sha256 = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises `PayloadTooLarge` beyond the limit, `UnsupportedMedia` as soon as the first
        bytes show that this is no accepted audio, `Retryable` when the archive is away.
        """
        self.size += len(data)
        self._sha256.update(data)
        if self.size > self._max_bytes:
            raise PayloadTooLarge.recording(self._max_bytes)
        if self._format is None:
            self._head += data
            if len(self._head) < HEAD_BYTES:
                return
            data, self._head = self._head, self._head[:HEAD_BYTES]
            self._format = judge_format(self._head)
        self._sink.write(data)

    def accept(self, options: NoteOptions) -> Status:
        """Store the rest, record the request, send the chain; the note is now accepted.

        With an idempotency key that was used before, the first answer again. Raises
        `Rejected` for an empty or unreadable recording, `Conflict` for a key used with
        another body, `Retryable` when a store or the queue is away; nothing is left then.
        """
        if self._format is None:
            self._format = self._judge_short()
            self._sink.write(self._head)
        record = partial(self._record, options, self._format)
        if self._claimed is None:
            return record()
        claim = claim_of(self.note_id, self._sha256.hexdigest(), options)
        stored = not isinstance(self._sink, NowhereSink)
        status = self._intake.once(self._claimed, claim, record, stored=stored)
        if status.note_id != self.note_id:
            self._sink.abandon()
        return status

    def abandon(self) -> None:
        """Drop what was sent."""
        self._sink.abandon()

    def _record(self, options: NoteOptions, audio_format: AudioFormat) -> Status:
        request = self._intake.request(
            self._tenant,
            self._key_id,
            self.note_id,
            options,
            audio_bytes=self.size,
            audio_format=audio_format,
        )
        with self._intake.all_or_nothing(self.note_id):
            self._sink.commit()
            return self._intake.record(request, first_stage="normalize")

    def _judge_short(self) -> AudioFormat:
        if not self._head:
            problem = FieldProblem("audio", "The file is empty.")
            raise Rejected("The recording is empty. Send a file with audio in it.", details=[problem])
        return judge_format(self._head)


def claim_of(note_id: str, body_sha256: str, options: NoteOptions) -> IdempotencyClaim:
    """The claim of a note on its idempotency key."""
    return IdempotencyClaim(
        note_id=note_id, fingerprint=fingerprint(body_sha256, options), made_at=datetime.now(UTC)
    )


def _in_hand() -> Retryable:
    return Retryable("Another request with this Idempotency-Key is in hand. Try again shortly.")
