"""Where the archive's key-encryption keys come from: settings, a file, or AWS KMS."""

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.archive.envelope import KEY_BYTES, KeyRing, LocalKeyRing, Tampered, WrappedKey
from pipeline.errors import Retryable, SoaplineError
from pipeline.settings import ArchiveSettings

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient


log = structlog.get_logger()


class NoArchiveKey(SoaplineError):
    """No key-encryption key is configured, or one is malformed."""

    code = "ARCHIVE_KEY_MISSING"


class KmsKeyRing:
    """Data keys made and unwrapped by AWS KMS; no key-encryption key leaves KMS.

    Source: AWS KMS API reference, GenerateDataKey and Decrypt.
    """

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def new_data_key(self, context: bytes) -> tuple[bytes, WrappedKey]:
        """See `KeyRing`; raises `Retryable` when KMS does not answer."""
        try:
            made = self._client.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext={"object": context.decode()}
            )
        except (BotoCoreError, ClientError):
            raise _kms_away() from None
        return made["Plaintext"], WrappedKey(self._key_id, made["CiphertextBlob"])

    def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """See `KeyRing`; raises `Retryable` when KMS does not answer."""
        try:
            opened = self._client.decrypt(
                CiphertextBlob=wrapped.blob, EncryptionContext={"object": context.decode()}
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise Tampered from None
            raise _kms_away() from None
        except BotoCoreError:
            raise _kms_away() from None
        return opened["Plaintext"]

    def is_current(self, wrapped: WrappedKey) -> bool:
        """See `KeyRing`."""
        return wrapped.key_id == self._key_id

    def rewrap(self, wrapped: WrappedKey, context: bytes) -> WrappedKey:
        """See `KeyRing`; raises `Retryable` when KMS does not answer."""
        try:
            made = self._client.encrypt(
                KeyId=self._key_id,
                Plaintext=self.unwrap(wrapped, context),
                EncryptionContext={"object": context.decode()},
            )
        except (BotoCoreError, ClientError):
            raise _kms_away() from None
        return WrappedKey(self._key_id, made["CiphertextBlob"])


class KeyFileRing:
    """The keys of a file, read again when it changes: keys are rotated without a restart.

    While the file cannot be read, the keys read last are used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()
        self._ring = LocalKeyRing(_read_key_file(path))

    def new_data_key(self, context: bytes) -> tuple[bytes, WrappedKey]:
        """See `KeyRing`."""
        return self._fresh().new_data_key(context)

    def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """See `KeyRing`."""
        return self._fresh().unwrap(wrapped, context)

    def is_current(self, wrapped: WrappedKey) -> bool:
        """See `KeyRing`."""
        return self._fresh().is_current(wrapped)

    def rewrap(self, wrapped: WrappedKey, context: bytes) -> WrappedKey:
        """See `KeyRing`."""
        return self._fresh().rewrap(wrapped, context)

    def _fresh(self) -> LocalKeyRing:
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._ring = LocalKeyRing(_read_key_file(self._path))
            except NoArchiveKey as error:
                log.warning("archive key file cannot be used; the keys read before are", code=error.code)
        return self._ring

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def connect_kms(endpoint_url: str | None, region: str | None = None) -> "KMSClient":
    """A KMS client that gives up within seconds: an upload waits for its answer."""
    limits = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "max_attempts": 2})
    client: KMSClient = boto3.client("kms", endpoint_url=endpoint_url, region_name=region, config=limits)
    return client


def open_key_ring(settings: ArchiveSettings, region: str | None = None) -> KeyRing:
    """The key ring that the settings name; ``region`` is where KMS is asked.

    Raises `NoArchiveKey` where none is configured or a key is not 32 bytes of base64.
    """
    if settings.kms_key_id:
        return KmsKeyRing(connect_kms(settings.kms_endpoint_url, region), settings.kms_key_id)
    if settings.keys is not None:
        return LocalKeyRing(parse_keys(settings.keys.get_secret_value().split(",")))
    if settings.key_file is not None:
        return KeyFileRing(settings.key_file)
    raise NoArchiveKey(
        "No archive key: set SOAPLINE_ARCHIVE_KEYS, SOAPLINE_ARCHIVE_KEY_FILE or SOAPLINE_ARCHIVE_KMS_KEY_ID."
    )


def parse_keys(entries: Iterable[str]) -> dict[str, bytes]:
    """Keys by id from ``id:base64`` entries, in order; raises `NoArchiveKey`."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, (entry.strip() for entry in entries)):
        key_id, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id or len(key) != KEY_BYTES:
            raise NoArchiveKey(f"Archive key number {len(keys) + 1} is not 'id:base64' of {KEY_BYTES} bytes.")
        keys[key_id] = key
    if not keys:
        raise NoArchiveKey("The list of archive keys is empty.")
    return keys


def _read_key_file(path: Path) -> dict[str, bytes]:
    try:
        return parse_keys(path.read_text().splitlines())
    except OSError:
        raise NoArchiveKey(
            "The archive key file named in SOAPLINE_ARCHIVE_KEY_FILE cannot be read."
        ) from None


def _kms_away() -> Retryable:
    return Retryable("The key service does not answer.")
