"""An MP4 whose sound lies in another file, as QuickTime's alias records allow."""

import struct
from pathlib import Path

from tests.audio.recordings import ffmpeg

CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"dinf")


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def alias(path: Path) -> bytes:
    """A data reference of type 'alis' with the absolute path of the file (QuickTime File Format)."""
    name = str(path).encode()
    record = bytes(10) + bytes(28) + bytes(12) + bytes([len(path.name)]) + path.name.encode().ljust(63, b"\0")
    record += bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    record += struct.pack(">HH", 2, len(name)) + name + b"\0" * (len(name) % 2)
    record += struct.pack(">HH", 0xFFFF, 0)
    return box(b"alis", bytes(4) + record)


def rewrite(data: bytes, references: bytes) -> bytes:
    """`data` with its sound zeroed and its data references replaced."""
    out, at = b"", 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + size]
        if kind in CONTAINERS:
            body = rewrite(body, references)
        elif kind == b"dref":
            body = bytes(4) + struct.pack(">I", 1) + references
        elif kind == b"mdat":
            body = bytes(len(body))
        out += box(kind, body)
        at += size
    return out


def with_external_sound(path: Path, sound: Path) -> Path:
    """An MP4 at `path` whose one track plays the PCM of `sound` and holds none itself."""
    ffmpeg("-i", sound, "-c:a", "copy", "-f", "mov", path)
    path.write_bytes(rewrite(path.read_bytes(), alias(sound)))
    return path
