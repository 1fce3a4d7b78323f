"""Whether a file stops in the middle, for the formats whose decoders do not notice.

ffmpeg reads a torn MP3, OGG or WAV to its last whole piece and says nothing, and an MP4 of
fragments need not declare its length. FLAC and WebM do, and what was decoded is compared with that.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pipeline.audio.formats import AudioFormat
from pipeline.audio.mpeg import HEADER_BYTES, ID3_HEADER_BYTES, id3_bytes, layer3_frame_bytes

_OGG_PAGE_BYTES = 65_307
_OGG_HEADER_BYTES = 27
_RIFF_HEADER_BYTES = 12
_CHUNK_HEADER_BYTES = 8
_BOX_HEADER_BYTES = 16
_LENGTH_FOLLOWS = 1
# Programs that write a WAV to a pipe leave its length at 0 or near the largest number, and do not return.
_UNKNOWN_LENGTH = 0x7FFF_0000


def is_torn(source: Path, audio_format: AudioFormat) -> bool:
    """Whether the last frame, page, chunk or box of `source` announces more bytes than the file has."""
    end_of = _ENDS.get(audio_format)
    if end_of is None:
        return False
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return end_of(file, size) > size


def _mp3_end(file: BinaryIO, size: int) -> int:
    """Where the last of the frames that follow each other from the start would end."""
    end = id3_bytes(file.read(ID3_HEADER_BYTES))
    file.seek(end)
    while end < size and (length := layer3_frame_bytes(file.read(HEADER_BYTES))):
        end += length
        file.seek(end)
    return end


def _ogg_end(file: BinaryIO, size: int) -> int:
    """Where the last page would end (RFC 3533, section 6)."""
    file.seek(max(0, size - _OGG_PAGE_BYTES))
    tail = file.read()
    found = tail.rfind(b"OggS")
    page = tail[found:] if found >= 0 else b""
    lengths = page[_OGG_HEADER_BYTES:][: page[26]] if len(page) >= _OGG_HEADER_BYTES else b""
    missing = _OGG_HEADER_BYTES + len(lengths) + sum(lengths) - len(page)
    return size + max(0, missing) if page else size


def _wav_end(file: BinaryIO, size: int) -> int:
    """Where the data chunk would end; 0 where it declares no length."""
    at = _RIFF_HEADER_BYTES
    while at < size:
        file.seek(at)
        header = file.read(_CHUNK_HEADER_BYTES)
        length = int.from_bytes(header[4:], "little")
        at += _CHUNK_HEADER_BYTES + length + length % 2
        if header[:4] == b"data":
            return at - length % 2 if length < _UNKNOWN_LENGTH else 0
    return 0


def _mp4_end(file: BinaryIO, size: int) -> int:
    """Where the last of the outermost boxes would end (ISO 14496-12, 4.2)."""
    at = 0
    while at < size:
        file.seek(at)
        header = file.read(_BOX_HEADER_BYTES)
        length = int.from_bytes(header[:4], "big")
        if length == _LENGTH_FOLLOWS:
            length = int.from_bytes(header[8:], "big")
        if length < _CHUNK_HEADER_BYTES:
            return size
        at += length
    return at


_ENDS: dict[AudioFormat, Callable[[BinaryIO, int], int]] = {
    AudioFormat.MP3: _mp3_end,
    AudioFormat.MP4: _mp4_end,
    AudioFormat.OGG: _ogg_end,
    AudioFormat.WAV: _wav_end,
}
