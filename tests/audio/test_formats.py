import io
import zipfile
from pathlib import Path

import pytest

from pipeline.audio.formats import HEAD_BYTES, AudioFormat, judge_format
from pipeline.errors import Rejected, UnsupportedMedia
from tests.audio.recordings import record

MP3, MP4, WAV, OGG, WEBM, FLAC = AudioFormat


def head(path: Path) -> bytes:
    return path.read_bytes()[:HEAD_BYTES]


def id3(size: int) -> bytes:
    return b"ID3\x03\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + b"\x00\x00\x00\x00" + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\x00\x00\x00\x08mdat"


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        (MP3, "a.mp3", ["-c:a", "libmp3lame"]),
        (MP3, "b.mp3", ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"]),
        (MP3, "c.mp3", ["-c:a", "libmp3lame", "-ar", "16000", "-b:a", "24k", "-id3v2_version", "0"]),
        (MP3, "d.mp3", ["-c:a", "libmp3lame", "-ar", "8000", "-b:a", "8k", "-id3v2_version", "0"]),
        (MP4, "a.m4a", ["-c:a", "aac"]),
        (MP4, "a.mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"]),
        (MP4, "dash.mp4", ["-c:a", "aac", "-movflags", "dash", "-brand", "dash"]),
        (WAV, "a.wav", []),
        (WAV, "rf64.wav", ["-rf64", "always"]),
        (OGG, "a.ogg", ["-c:a", "libvorbis"]),
        (OGG, "a.opus", ["-c:a", "libopus"]),
        (WEBM, "a.webm", ["-c:a", "libopus"]),
        (FLAC, "a.flac", []),
    ],
)
def test_every_accepted_format_is_told_by_its_content(
    tmp_path: Path, expected: AudioFormat, name: str, arguments: list[str]
) -> None:
    assert judge_format(head(record(tmp_path / name, *arguments, seconds=1))) is expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("a.aac", ["-c:a", "aac"]),
        ("a.mka", ["-c:a", "libopus"]),
        ("a.mov", ["-c:a", "aac"]),
        ("a.avi", ["-c:a", "libmp3lame"]),
        ("a.aiff", []),
        ("a.mp2", ["-c:a", "mp2"]),
        ("a.ts", ["-c:a", "aac"]),
        ("a.caf", []),
    ],
)
def test_other_audio_formats_are_refused(tmp_path: Path, name: str, arguments: list[str]) -> None:
    with pytest.raises(UnsupportedMedia, match="MP3, M4A/MP4"):
        judge_format(head(record(tmp_path / name, *arguments, seconds=1)))


def zip_file() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.mp3", b"ID3")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"Patient seen for follow-up.\n" * 50, id="text"),
        pytest.param("Patient".encode("utf-16"), id="UTF-16 text"),
        pytest.param(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", id="HLS playlist"),
        pytest.param(b"ffconcat version 1.0\nfile /etc/hostname\n", id="ffconcat script"),
        pytest.param(b"<!DOCTYPE html><html></html>", id="HTML"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", id="PDF"),
        pytest.param(zip_file(), id="ZIP"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", id="JPEG"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8 ", id="WebP"),
        pytest.param(ftyp(b"heic", b"mif1", b"heic"), id="HEIC"),
        pytest.param(ftyp(b"avif", b"mif1", b"isom"), id="AVIF"),
        pytest.param(b"\xff\xfb\x90\x00" + bytes(2000), id="one MP3 header, then nothing of the kind"),
        pytest.param(b"\xff\xfb", id="half an MP3 header"),
        pytest.param(b"\x1a\x45\xdf\xa3", id="EBML magic alone"),
        pytest.param(
            b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff\x42\x82\xff", id="EBML of endless size"
        ),
        pytest.param(b"\x00\x00\x00\x00ftyp", id="MP4 box of no size"),
        pytest.param(bytes(HEAD_BYTES), id="zeros"),
    ],
)
def test_what_is_not_audio_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match="not in an accepted audio format") as refusal:
        judge_format(data[:HEAD_BYTES])
    assert refusal.value.code == "UNSUPPORTED_MEDIA_TYPE"


def test_an_empty_file_is_a_validation_error() -> None:
    with pytest.raises(Rejected, match="empty") as refusal:
        judge_format(b"")
    assert refusal.value.code == "VALIDATION_ERROR"


def test_an_mp3_may_begin_with_a_tag_longer_than_the_head() -> None:
    assert judge_format(id3(20 << 20) + b"APIC" + bytes(HEAD_BYTES)) is MP3


def test_behind_a_short_tag_the_audio_itself_is_judged(tmp_path: Path) -> None:
    bare = ["-c:a", "libmp3lame", "-id3v2_version", "0"]
    assert judge_format(id3(100) + bytes(100) + head(record(tmp_path / "a.mp3", *bare, seconds=1))) is MP3
    assert judge_format(id3(100) + bytes(100) + head(record(tmp_path / "a.flac", seconds=1))) is FLAC
    with pytest.raises(UnsupportedMedia):
        judge_format(id3(100) + bytes(100) + head(record(tmp_path / "a.aac", seconds=1)))


def test_an_mp3_of_a_single_frame_is_recognised() -> None:
    assert judge_format(b"\xff\xfb\x90\x00" + bytes(413)) is MP3


@pytest.mark.parametrize("brand", [b"M4A ", b"mp42", b"isom", b"iso5", b"dash"])
def test_mp4_is_known_by_any_of_its_brands(brand: bytes) -> None:
    assert judge_format(ftyp(brand)) is MP4
    assert judge_format(ftyp(b"xxxx", b"yyyy", brand)) is MP4
