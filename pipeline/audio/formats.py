"""What an uploaded file is, judged by its first bytes and never by its name or declared type.

The checks are written here rather than taken from ``filetype`` or ``puremagic``: both take two
bytes of frame sync for an MP3 (ADTS AAC passes) and do not tell WebM from Matroska, or an M4A
from a HEIC image. Whether the file can be decoded is the decoder's business.
"""

# ruff: noqa: PLR2004 - the bit patterns are those of the specifications named beside them

from collections.abc import Callable, Iterator
from enum import StrEnum

from pipeline.audio.mpeg import HEADER_BYTES, id3_bytes, layer3_frame_bytes
from pipeline.errors import Rejected, UnsupportedMedia

HEAD_BYTES = 4096
"""How many first bytes `judge_format` wants: two of the longest MP3 frames (1441 bytes) and more."""

ACCEPTED = "MP3, M4A/MP4 (AAC), WAV, OGG (Vorbis or Opus), WebM (Opus) and FLAC"

SUFFIXES = (".mp3", ".m4a", ".mp4", ".wav", ".ogg", ".oga", ".opus", ".webm", ".weba", ".flac")
"""How the names of such files end, lower case: to find them in a folder, never to judge them."""


class AudioFormat(StrEnum):
    """The accepted containers."""

    MP3 = "mp3"
    MP4 = "mp4"
    WAV = "wav"
    OGG = "ogg"
    WEBM = "webm"
    FLAC = "flac"


def judge_format(head: bytes) -> AudioFormat:
    """The format of a file that begins with `head` (its first `HEAD_BYTES`, or all of a shorter file).

    Raises:
        Rejected: ``VALIDATION_ERROR`` when there is nothing in the file.
        UnsupportedMedia: the file is none of the accepted formats.
    """
    if not head:
        raise Rejected("The audio file is empty. Send the recording again.")
    found = _tagged(head) if id3_bytes(head) else _untagged(head)
    if found is None:
        raise UnsupportedMedia(
            f"The file is not in an accepted audio format. Accepted are {ACCEPTED}, judged by content."
        )
    return found


def _untagged(head: bytes) -> AudioFormat | None:
    return next((audio_format for audio_format, fits in _SIGNS.items() if fits(head)), None)


def _is_wav(head: bytes) -> bool:
    return head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE"


def _tagged(head: bytes) -> AudioFormat | None:
    """MP3, unless what follows the tag is in sight and is something else (FLAC, ADTS AAC)."""
    rest = head[id3_bytes(head) :].lstrip(b"\x00")
    if len(rest) < HEADER_BYTES:
        return AudioFormat.MP3
    return _untagged(rest)


def _is_mpeg_audio(data: bytes) -> bool:
    """Whether `data` begins with Layer III frames: two in a row, or one in a file that ends there."""
    data = data.lstrip(b"\x00")
    length = layer3_frame_bytes(data)
    if length == 0:
        return False
    following = data[length : length + HEADER_BYTES]
    return len(following) < HEADER_BYTES or layer3_frame_bytes(following) > 0


# ISO base media ----------------------------------------------------------------------------

_MP4_BRANDS = frozenset(
    [b"isom", b"mp41", b"mp42", b"M4A ", b"M4B ", b"M4V ", b"MSNV", b"dash", b"avc1", b"iso2"]
    + [b"iso%d" % version for version in range(3, 10)]
)
_IMAGE_BRANDS = frozenset([b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "])


def _is_mp4(head: bytes) -> bool:
    """Whether an ISO base media file names an MP4 brand and is no image (ISO 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return False
    box = head[: min(int.from_bytes(head[:4], "big"), len(head))]
    brands = {box[8:12], *(box[at : at + 4] for at in range(16, len(box) - 3, 4))}
    return bool(brands & _MP4_BRANDS) and box[8:12] not in _IMAGE_BRANDS


# EBML --------------------------------------------------------------------------------------

EBML_MAGIC = b"\x1a\x45\xdf\xa3"
_DOCTYPE_ID = 0x4282


def _is_webm(head: bytes) -> bool:
    """Whether an EBML header's DocType is ``webm``; Matroska's is ``matroska`` (RFC 8794, 11.2.4)."""
    if not head.startswith(EBML_MAGIC):
        return False
    size, at = _vint(head, len(EBML_MAGIC), keep_marker=False)
    return (_DOCTYPE_ID, b"webm") in _ebml_elements(head[: at + size], at)


def _ebml_elements(header: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at < len(header):
        element, at = _vint(header, at, keep_marker=True)
        size, at = _vint(header, at, keep_marker=False)
        yield element, header[at : at + size].rstrip(b"\x00")
        at += size


def _vint(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """A variable-size integer at `at`, and where it ends (RFC 8794, 4); damage reads as the end."""
    width = 9 - data[at].bit_length() if at < len(data) else 9
    if width > 8 or at + width > len(data):
        return 0, len(data)
    value = int.from_bytes(data[at : at + width], "big")
    return value if keep_marker else value & ~(1 << 7 * width), at + width


_SIGNS: dict[AudioFormat, Callable[[bytes], bool]] = {
    AudioFormat.FLAC: lambda head: head.startswith(b"fLaC"),
    AudioFormat.OGG: lambda head: head.startswith(b"OggS\x00"),
    AudioFormat.WAV: _is_wav,
    AudioFormat.MP4: _is_mp4,
    AudioFormat.WEBM: _is_webm,
    AudioFormat.MP3: _is_mpeg_audio,
}
