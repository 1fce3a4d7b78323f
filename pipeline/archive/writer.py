"""Writing one object as its bytes arrive, in flat memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.archive.envelope import Sealer
from pipeline.archive.storage_errors import storage_errors
from pipeline.errors import Retryable
from pipeline.settings import MIB

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

# S3 takes parts of 5 MiB to 5 GiB, at most 10,000 (AWS S3 user guide, "multipart upload limits").
PART_BYTES = 5 * MIB
# What an upload keeps in memory of the part it fills; the rest, sealed, lies in a file without
# a name. Hundreds of uploads at once would otherwise hold a part each.
MEMORY_BYTES = 256 * 1024


class PartUpload:
    """One multipart upload under way."""

    def __init__(
        self, client: "S3Client", bucket: str, key: str, upload_id: str, check_room: Callable[[int], None]
    ) -> None:
        self._client = client
        self._bucket, self._key, self._upload_id = bucket, key, upload_id
        self._check_room = check_room
        self._etags: list[str] = []

    def send(self, body: bytes) -> None:
        """Upload the next part; raises `Retryable` when the store is away or full."""
        self._check_room(len(body))
        with storage_errors():
            sent = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                PartNumber=len(self._etags) + 1,
                Body=body,
            )
        self._etags.append(sent["ETag"])

    def complete(self) -> None:
        """Make the object appear."""
        with storage_errors():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                MultipartUpload={
                    "Parts": [{"PartNumber": n, "ETag": etag} for n, etag in enumerate(self._etags, 1)]
                },
            )

    def abort(self) -> None:
        """Drop the parts sent so far."""
        with storage_errors():
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._upload_id)


class ObjectWriter:
    """Seals and uploads one object as it is written; in memory is a whole part only while it is sent.

    Used as a context manager: a clean exit makes the object appear, an exception (or
    `abandon`) leaves nothing behind. An object smaller than one part is a single request.
    """

    def __init__(
        self, sealer: Sealer, put: Callable[[bytes], None], start_parts: Callable[[], PartUpload]
    ) -> None:
        self._sealer, self._put, self._start_parts = sealer, put, start_parts
        self._part = SpooledTemporaryFile[bytes](max_size=MEMORY_BYTES)
        self._parts: PartUpload | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.abandon()

    def write(self, plaintext: bytes) -> None:
        """Take the next bytes; uploads a part whenever one is full.

        Raises `Retryable` when the store is away or full, or there is no room for the part here.
        """
        self._keep(self._sealer.update(plaintext))

    def _keep(self, sealed: bytes) -> None:
        while sealed:
            with _room_here():
                room = PART_BYTES - self._part.tell()
                self._part.write(sealed[:room])
            sealed = sealed[room:]
            if self._part.tell() == PART_BYTES:
                self._send_full()

    def _send_full(self) -> None:
        if self._parts is None:
            self._parts = self._start_parts()
        self._parts.send(self._taken())

    def _taken(self) -> bytes:
        """The part's bytes; the next part begins."""
        self._part.seek(0)
        body = self._part.read()
        self._part.seek(0)
        self._part.truncate()
        return body

    def commit(self) -> None:
        """Upload the rest and make the object appear; leaves nothing behind if that fails."""
        self._keep(self._sealer.finish())
        body = self._taken()
        self._part.close()
        if self._parts is None:
            self._put(body)
            return
        try:
            self._parts.send(body)
            self._parts.complete()
        except Retryable:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Drop everything written; a store that is away keeps its parts until its own clean-up."""
        self._part.close()
        parts, self._parts = self._parts, None
        if parts is not None:
            try:
                parts.abort()
            except Retryable:
                return


@contextmanager
def _room_here() -> Iterator[None]:
    """Turn a full temporary folder into `Retryable`."""
    try:
        yield
    except OSError:
        raise Retryable(
            "The service has no room for the recording at the moment. Try again shortly."
        ) from None
