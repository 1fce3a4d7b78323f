"""Sealed objects in an S3 bucket: the archive's shelf.

Every body is encrypted before it leaves this process (see `pipeline.archive.envelope`).
A missing object is ``None``; a store that is away is `Retryable`.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from pipeline.archive.envelope import KeyRing, Sealer, WrappedKey, seal, unseal
from pipeline.archive.storage_errors import (
    is_missing,
    is_there_already,
    knows_no_condition,
    storage_errors,
)
from pipeline.archive.writer import PART_BYTES, ObjectWriter, PartUpload
from pipeline.errors import Retryable
from pipeline.settings import MIB, S3Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

READ_BYTES = 256 * 1024
# What stays free on the disk of a store on this machine, for its own records.
SPARE_BYTES = 32 * MIB


def connect_s3(settings: S3Settings) -> "S3Client":
    """A boto3 client for the configured endpoint."""
    secret = settings.secret_access_key
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=settings.endpoint_url,
        region_name=settings.region,
        aws_access_key_id=settings.access_key_id,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        verify=str(settings.ca_file) if settings.ca_file else None,
        config=Config(
            client_cert=_client_certificate(settings),
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            retries={"mode": "standard", "max_attempts": 2},
            s3={"addressing_style": "path" if settings.endpoint_url else "auto"},
            max_pool_connections=64,
        ),
    )
    return client


def _client_certificate(settings: S3Settings) -> str | tuple[str, str] | None:
    """The certificate as botocore takes it: one file, or two with the key apart."""
    if settings.client_certificate is None:
        return None
    certificate = str(settings.client_certificate)
    return (certificate, str(settings.client_key)) if settings.client_key else certificate


class SealedStorage:
    """Encrypted get and put of objects by name below one prefix of one bucket."""

    def __init__(self, client: "S3Client", key_ring: KeyRing, settings: S3Settings) -> None:
        self._client = client
        self._keys = key_ring
        self._bucket = settings.bucket
        self._prefix = settings.prefix
        self._sse = _server_side_encryption(settings)
        self._disk = settings.disk
        # us-east-1 is the one region that CreateBucket does not take (AWS S3 API reference).
        self._placement: dict[str, Any] = (
            {}
            if settings.region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": settings.region}}
        )

    def check(self) -> None:
        """Raise `Retryable` unless the bucket answers."""
        with storage_errors():
            self._client.head_bucket(Bucket=self._bucket)

    def create_bucket(self) -> None:
        """Create the bucket if it is missing; raises `Retryable` when the store is away."""
        with storage_errors():
            try:
                self._client.head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if not is_missing(error):
                    raise
                self._client.create_bucket(Bucket=self._bucket, **self._placement)

    def put(self, name: str, plaintext: bytes) -> None:
        """Seal and store a whole object."""
        data_key, wrapped = self._keys.new_data_key(name.encode())
        self.put_sealed(name, seal(plaintext, data_key), wrapped)

    def put_once(self, name: str, plaintext: bytes) -> bool:
        """Seal and store an object that never changes; False, and no change, where it exists.

        Of several at the same moment one wins, where the store honours ``If-None-Match`` (see
        `pipeline.archive.conditions`). Another store replaces the object: whoever writes holds
        the note's lease, and has looked whether the object exists.
        """
        data_key, wrapped = self._keys.new_data_key(name.encode())
        body = seal(plaintext, data_key)
        with storage_errors():
            try:
                self._put(name, body, wrapped, IfNoneMatch="*")
            except ClientError as error:
                if is_there_already(error):
                    return False
                if not knows_no_condition(error):
                    raise
                self._put(name, body, wrapped)
        return True

    def put_sealed(self, name: str, body: bytes, wrapped: WrappedKey) -> None:
        """Store a body that is already sealed under the wrapped key."""
        with storage_errors():
            self._put(name, body, wrapped)

    def get(self, name: str) -> bytes | None:
        """A whole object, or None; raises `Tampered` when it does not decrypt."""
        chunks = self.stream(name)
        return None if chunks is None else b"".join(chunks)

    def stream(self, name: str) -> Iterator[bytes] | None:
        """An object's plaintext frame by frame, or None where it does not exist."""
        with storage_errors():
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        data_key = self._keys.unwrap(WrappedKey.from_metadata(found["Metadata"]), name.encode())
        return _reported(unseal(found["Body"].iter_chunks(READ_BYTES), data_key))

    def download(self, name: str, destination: Path) -> bool:
        """Write an object's plaintext to a file; False where the object does not exist."""
        chunks = self.stream(name)
        if chunks is None:
            return False
        with destination.open("wb") as file:
            file.writelines(chunks)
        return True

    def upload(self, name: str, source: Path) -> None:
        """Seal and store a file of any size in flat memory."""
        with self.writer(name) as writer, source.open("rb") as file:
            while chunk := file.read(READ_BYTES):
                writer.write(chunk)

    def writer(self, name: str) -> ObjectWriter:
        """A context manager that stores what is written to it, or nothing on an exception."""
        data_key, wrapped = self._keys.new_data_key(name.encode())

        def put(body: bytes) -> None:
            self.put_sealed(name, body, wrapped)

        def start_parts() -> PartUpload:
            return self.start_parts(name, wrapped)

        return ObjectWriter(Sealer(data_key), put, start_parts)

    def rewrap(self, name: str) -> bool:
        """Wrap an object's data key by the ring's current key, its body untouched.

        False where that is so already, or the object is gone. One that is written or deleted
        at the same moment stays as it was then; the writer used the current key.
        """
        key = self._prefix + name
        with storage_errors():
            try:
                found = self._client.head_object(Bucket=self._bucket, Key=key)
                wrapped = WrappedKey.from_metadata(found["Metadata"])
                if self._keys.is_current(wrapped):
                    return False
                self._client.copy_object(
                    Bucket=self._bucket,
                    Key=key,
                    CopySource={"Bucket": self._bucket, "Key": key},
                    CopySourceIfMatch=found["ETag"],
                    IfMatch=found["ETag"],
                    MetadataDirective="REPLACE",
                    Metadata=self._keys.rewrap(wrapped, name.encode()).to_metadata(),
                    **self._sse,
                )
            except ClientError as error:
                if is_missing(error) or is_there_already(error):
                    return False
                raise
        return True

    def delete(self, name: str) -> None:
        """Delete one object, if it is there."""
        with storage_errors():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def delete_under(self, name_prefix: str) -> int:
        """Delete every object whose name starts so; returns how many."""
        names = list(self.names(name_prefix))
        for name in names:
            self.delete(name)
        return len(names)

    def names(self, name_prefix: str = "", *, before: datetime | None = None) -> Iterator[str]:
        """Names that start so, in order; only of objects stored before an instant where one is given."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + name_prefix
        )
        with storage_errors():
            for page in pages:
                for found in page.get("Contents", []):
                    if before is None or found["LastModified"] < before:
                        yield found["Key"].removeprefix(self._prefix)

    def abort_parts(self, before: datetime) -> int:
        """Abort the multipart uploads below the prefix begun before an instant; returns how many."""
        with storage_errors():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            )
            stale = [
                upload for page in pages for upload in page.get("Uploads", []) if upload["Initiated"] < before
            ]
            for upload in stale:
                self._client.abort_multipart_upload(
                    Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                )
        return len(stale)

    def _refuse_full_disk(self, size: int) -> None:
        """Raise `Retryable` where the disk of a store on this machine has no room for so many bytes.

        The embedded server answers 200 for what it could not write, and loses it when it ends.
        """
        if self._disk is not None and shutil.disk_usage(self._disk).free < size + SPARE_BYTES:
            raise Retryable("The archive storage is full. The operator must free disk space.")

    def _put(self, name: str, body: bytes, wrapped: WrappedKey, **condition: Any) -> None:
        self._refuse_full_disk(len(body))
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._prefix + name,
            Body=body,
            Metadata=wrapped.to_metadata(),
            **self._sse,
            **condition,
        )

    def start_parts(self, name: str, wrapped: WrappedKey) -> PartUpload:
        """Begin a multipart upload of a sealed body."""
        self._refuse_full_disk(PART_BYTES)
        with storage_errors():
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self._prefix + name, Metadata=wrapped.to_metadata(), **self._sse
            )
        return PartUpload(
            self._client, self._bucket, self._prefix + name, begun["UploadId"], self._refuse_full_disk
        )


def _server_side_encryption(settings: S3Settings) -> dict[str, Any]:
    wanted = settings.sse
    if wanted == "auto":
        wanted = "off" if settings.endpoint_url else "AES256"
    return {} if wanted == "off" else {"ServerSideEncryption": wanted}


def _reported(chunks: Iterator[bytes]) -> Iterator[bytes]:
    with storage_errors():
        try:
            yield from chunks
        except OSError:
            raise Retryable("The archive storage stopped answering. Try again shortly.") from None
