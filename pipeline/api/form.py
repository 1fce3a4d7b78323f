"""Multipart forms read as they arrive: audio goes on to storage, the other fields are kept.

Nothing is spooled to disk and memory does not grow with the upload. Source of the format:
RFC 7578.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from pipeline.errors import FieldProblem, PayloadTooLarge, Rejected
from pipeline.intake import Upload

AUDIO_FIELD = "audio"
# A browser that sends the JSON as a Blob gives it a file name.
METADATA_FIELD = "metadata"
MAX_FIELDS = 32
FIELD_BYTES = 1024 * 1024
# Bytes gathered before each hop to the thread that encrypts and uploads.
HOP_BYTES = 512 * 1024


class AudioForm:
    """Reads one multipart form, writing its audio to an `Upload`."""

    def __init__(
        self,
        upload: Upload,
        threads: CapacityLimiter,
        before_audio: Callable[[dict[str, str]], Awaitable[None]],
    ) -> None:
        self._upload, self._threads = upload, threads
        self._before_audio = before_audio
        self._fields: dict[str, bytearray] = {}
        self._gathered = bytearray()
        self._current: str | None = None
        self._audio_seen = False

    async def read(self, request: Request) -> dict[str, str]:
        """Read the whole body; returns the text fields.

        Raises `Rejected` for a body that is no form or has no audio, and whatever
        ``before_audio`` (given the fields that came before the audio) and `Upload.write` raise.
        """
        parser = _parser(request)
        try:
            async for chunk in _chunks(request):
                for event in parser.parse(chunk):
                    await self._take(event)
            parser.close()
        except MultipartError:
            raise _broken("The multipart body is broken or cut short. Send it again.") from None
        await self._hop()
        if not self._audio_seen:
            problem = FieldProblem(AUDIO_FIELD, "Send the recording as the file field named 'audio'.")
            raise Rejected("The form has no field named 'audio'.", details=[problem])
        return self._read_so_far()

    def _read_so_far(self) -> dict[str, str]:
        return {name: _decoded(name, value) for name, value in self._fields.items()}

    async def _take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
            if event.name == AUDIO_FIELD:
                await self._before_audio(self._read_so_far())
        elif event is None:
            self._current = None
        elif self._current == AUDIO_FIELD:
            self._gathered += event
            if len(self._gathered) >= HOP_BYTES:
                await self._hop()
        elif self._current is not None:
            self._keep(self._fields[self._current], event)

    def _begin(self, segment: MultipartSegment) -> None:
        name = segment.name
        if name not in (AUDIO_FIELD, METADATA_FIELD) and segment.filename:
            problem = FieldProblem(AUDIO_FIELD, "The file must be in the field named 'audio'.")
            raise Rejected("A file was sent in a field that is not 'audio'.", details=[problem])
        if (name == AUDIO_FIELD and self._audio_seen) or name in self._fields:
            raise _broken("A field is sent twice. Send each field once.")
        self._current = name
        if name == AUDIO_FIELD:
            self._audio_seen = True
        else:
            self._fields[name] = bytearray()

    def _keep(self, field: bytearray, data: bytes | bytearray) -> None:
        field += data
        if len(field) > FIELD_BYTES:
            raise PayloadTooLarge("A text field of the form is larger than 1 MB.")

    async def _hop(self) -> None:
        data = bytes(self._gathered)
        self._gathered.clear()
        if data:
            await to_thread.run_sync(partial(self._upload.write, data), limiter=self._threads)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk


def _parser(request: Request) -> PushMultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise _broken("The body is not multipart/form-data with a boundary. See /docs for an example.")
    try:
        return PushMultipartParser(options["boundary"], max_segment_count=MAX_FIELDS)
    except MultipartError:
        raise _broken("The multipart boundary cannot be used.") from None


def _decoded(name: str, value: bytearray) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Rejected(
            "A text field of the form is not UTF-8.", details=[FieldProblem(name[:64], "Not UTF-8 text.")]
        ) from None


def _broken(message: str) -> Rejected:
    return Rejected(message, details=[FieldProblem("body", message)])
