"""Envelope encryption of archived objects.

Each object has a data key of its own (AES-256). A key ring wraps the data key with a
key-encryption key; key id and wrapped key travel in the object's metadata, so keys can
be rotated by re-wrapping without touching the body. The body is sealed in frames with
the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar: "Online Authenticated-
Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015) over AES-256-GCM: frames
cannot be reordered, dropped, repeated or cut short without `Tampered` being raised.

Body: ``magic (4) | nonce prefix (7) | frame...``; a frame is up to 1 MiB of plaintext
and its 16-byte tag; nonce = prefix | frame number (4, big-endian) | last-frame flag (1).
"""

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.errors import Permanent, SoaplineError

MAGIC = b"SLE1"
FRAME_BYTES = 1024 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 7
KEY_BYTES = 32
NONCE_BYTES = 12
META_KEY_ID = "soapline-key-id"
META_DATA_KEY = "soapline-data-key"


class Tampered(Permanent):
    """An archived object does not decrypt: altered, cut short, or sealed for another place."""

    code = "ARCHIVE_INTEGRITY"

    def __init__(self) -> None:
        super().__init__("The stored recording or note failed its integrity check. Contact the operator.")


class UnknownKey(SoaplineError):
    """An object names a key-encryption key that is not configured."""

    code = "ARCHIVE_KEY_MISSING"

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"Archive key '{key_id}' is not configured: add it to SOAPLINE_ARCHIVE_KEYS or the key file."
        )


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as it may be stored: encrypted by the key-encryption key ``key_id``."""

    key_id: str
    blob: bytes

    def to_metadata(self) -> dict[str, str]:
        """S3 user metadata that carries this key."""
        return {META_KEY_ID: self.key_id, META_DATA_KEY: base64.b64encode(self.blob).decode()}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str]) -> "WrappedKey":
        """Read the key back; raises `Tampered` where the metadata lacks it."""
        try:
            return cls(metadata[META_KEY_ID], base64.b64decode(metadata[META_DATA_KEY], validate=True))
        except (KeyError, ValueError):
            raise Tampered from None


class KeyRing(Protocol):
    """Wraps and unwraps data keys; ``context`` binds a data key to its object's name."""

    def new_data_key(self, context: bytes) -> tuple[bytes, WrappedKey]:
        """A fresh 32-byte data key, plain and wrapped."""
        ...

    def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """The plain data key; raises `UnknownKey` or `Tampered`."""
        ...

    def is_current(self, wrapped: WrappedKey) -> bool:
        """Whether the data key is wrapped by the key that new ones are wrapped by."""
        ...

    def rewrap(self, wrapped: WrappedKey, context: bytes) -> WrappedKey:
        """The same data key, wrapped by that key; raises `UnknownKey` or `Tampered`."""
        ...


class LocalKeyRing:
    """Key-encryption keys held in this process; the first wraps, all unwrap."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("a key ring needs at least one key")
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"archive keys are {KEY_BYTES} bytes")
        self._primary = next(iter(keys))
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def new_data_key(self, context: bytes) -> tuple[bytes, WrappedKey]:
        """See `KeyRing`. The blob is ``nonce (12) | sealed key (48)``."""
        data_key = os.urandom(KEY_BYTES)
        return data_key, self._wrap(data_key, context)

    def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """See `KeyRing`."""
        cipher = self._ciphers.get(wrapped.key_id)
        if cipher is None:
            raise UnknownKey(wrapped.key_id)
        try:
            return cipher.decrypt(wrapped.blob[:NONCE_BYTES], wrapped.blob[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise Tampered from None

    def is_current(self, wrapped: WrappedKey) -> bool:
        """See `KeyRing`."""
        return wrapped.key_id == self._primary

    def rewrap(self, wrapped: WrappedKey, context: bytes) -> WrappedKey:
        """See `KeyRing`."""
        return self._wrap(self.unwrap(wrapped, context), context)

    def _wrap(self, data_key: bytes, context: bytes) -> WrappedKey:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._primary].encrypt(nonce, data_key, context)
        return WrappedKey(self._primary, nonce + sealed)


class Sealer:
    """Encrypts one body as it arrives; memory stays at one frame.

    ``update`` takes plaintext of any length and gives the ciphertext that is ready;
    ``finish`` gives the rest and must be called exactly once.
    """

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(data_key)
        self._prefix = os.urandom(PREFIX_BYTES)
        self._pending = bytearray()
        self._frames = 0
        self._header = MAGIC + self._prefix

    def update(self, plaintext: bytes) -> bytes:
        """Take plaintext; the last full frame is held back, since it may be the final one."""
        self._pending += plaintext
        out = bytearray(self._take_header())
        while len(self._pending) > FRAME_BYTES:
            frame = bytes(self._pending[:FRAME_BYTES])
            del self._pending[:FRAME_BYTES]
            out += self._seal(frame, last=False)
        return bytes(out)

    def finish(self) -> bytes:
        """The header, if nothing was given out yet, and the final frame."""
        return self._take_header() + self._seal(bytes(self._pending), last=True)

    def _take_header(self) -> bytes:
        header, self._header = self._header, b""
        return header

    def _seal(self, frame: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._prefix, self._frames, last=last)
        self._frames += 1
        return self._cipher.encrypt(nonce, frame, None)


def seal(plaintext: bytes, data_key: bytes) -> bytes:
    """Encrypt a whole body."""
    sealer = Sealer(data_key)
    return sealer.update(plaintext) + sealer.finish()


def unseal(chunks: Iterable[bytes], data_key: bytes) -> Iterator[bytes]:
    """Decrypt a body given in chunks of any size; yields plaintext frame by frame.

    Raises `Tampered` at the first frame that does not authenticate, and at the end of a
    body whose final frame is missing.
    """
    cipher, pending, frames = AESGCM(data_key), bytearray(), 0
    prefix: bytes | None = None
    sealed_bytes = FRAME_BYTES + TAG_BYTES
    for chunk in chunks:
        pending += chunk
        if prefix is None:
            if len(pending) < len(MAGIC) + PREFIX_BYTES:
                continue
            prefix = _read_header(pending)
        while len(pending) > sealed_bytes:
            yield _open(cipher, _nonce(prefix, frames, last=False), bytes(pending[:sealed_bytes]))
            del pending[:sealed_bytes]
            frames += 1
    if prefix is None:
        raise Tampered
    yield _open(cipher, _nonce(prefix, frames, last=True), bytes(pending))


def _read_header(pending: bytearray) -> bytes:
    header = bytes(pending[: len(MAGIC) + PREFIX_BYTES])
    if not header.startswith(MAGIC):
        raise Tampered
    del pending[: len(header)]
    return header[len(MAGIC) :]


def _nonce(prefix: bytes, frame: int, *, last: bool) -> bytes:
    return prefix + frame.to_bytes(4, "big") + bytes([last])


def _open(cipher: AESGCM, nonce: bytes, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag:
        raise Tampered from None
