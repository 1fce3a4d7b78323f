"""Accepting an upload: check, store, record, dispatch, in that order.

A note is accepted once its audio and then its request record are in the archive and its
chain is sent. Whatever fails before that leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ulid import ULID

from pipeline.archive import Archive
from pipeline.archive.writer import ObjectWriter
from pipeline.audio.formats import HEAD_BYTES, AudioFormat, judge_format
from pipeline.dispatch import Dispatcher
from pipeline.errors import FieldProblem, PayloadTooLarge, Rejected, Retryable, SoaplineError
from pipeline.models import NoteOptions, NoteRequest, Status
from pipeline.settings import MIB
from pipeline.status import StatusBoard, opening_status


@dataclass(frozen=True, slots=True)
class Intake:
    """What accepting needs: the archive, the status board, the queue, and how long notes are kept."""

    archive: Archive
    board: StatusBoard
    dispatcher: Dispatcher
    retention_days: int

    def begin(self, tenant: str, *, max_bytes: int) -> "Upload":
        """Start an upload for a tenant, refused beyond ``max_bytes``."""
        note_id = f"note_{ULID()}"
        return Upload(self, tenant, note_id, self.archive.audio_writer(note_id), max_bytes)


class Upload:
    """One recording on its way in.

    ``write`` the bytes as they come, then `accept`, or `abandon`. Memory stays at one
    storage part however large the recording is.
    """

    def __init__(
        self, intake: Intake, tenant: str, note_id: str, writer: ObjectWriter, max_bytes: int
    ) -> None:
        self.note_id = note_id
        self._intake, self._tenant = intake, tenant
        self._writer, self._max_bytes = writer, max_bytes
        self._head = b""
        self._format: AudioFormat | None = None
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises `PayloadTooLarge` beyond the limit, `UnsupportedMedia` as soon as the first
        bytes show that this is no accepted audio, `Retryable` when the archive is away.
        """
        self._size += len(data)
        if self._size > self._max_bytes:
            raise PayloadTooLarge(
                f"The recording is larger than this call takes ({self._max_bytes // MIB} MB). "
                "Send it with PUT /v1/note/audio (up to 500 MB), or compress it, for example to Opus."
            )
        if self._format is None:
            self._head += data
            if len(self._head) < HEAD_BYTES:
                return
            data, self._head = self._head, self._head[:HEAD_BYTES]
            self._format = judge_format(self._head)
        self._writer.write(data)

    def accept(self, options: NoteOptions) -> Status:
        """Store the rest, record the request, send the chain; the note is now accepted.

        Raises `Rejected` for an empty or unreadable recording, `Retryable` when a store or
        the queue is away; nothing is left behind then.
        """
        if self._format is None:
            self._format = self._judge_short()
            self._writer.write(self._head)
        request = self._request(options, self._format)
        self._writer.commit()
        try:
            self._intake.archive.put_request(request)
            status = opening_status(request)
            self._intake.board.put(status)
            self._intake.dispatcher.send(self.note_id, options.priority)
        except SoaplineError:
            self._forget()
            raise
        return status

    def abandon(self) -> None:
        """Drop what was sent."""
        self._writer.abandon()

    def _judge_short(self) -> AudioFormat:
        if not self._head:
            problem = FieldProblem("audio", "The file is empty.")
            raise Rejected("The recording is empty. Send a file with audio in it.", details=[problem])
        return judge_format(self._head)

    def _request(self, options: NoteOptions, audio_format: AudioFormat) -> NoteRequest:
        now = datetime.now(UTC)
        return NoteRequest(
            note_id=self.note_id,
            tenant=self._tenant,
            created_at=now,
            expires_at=now + timedelta(days=self._intake.retention_days),
            audio_bytes=self._size,
            audio_format=audio_format,
            options=options,
        )

    def _forget(self) -> None:
        for undo in (self._intake.archive.delete_note, self._intake.board.remove):
            try:
                undo(self.note_id)
            except Retryable:
                continue
