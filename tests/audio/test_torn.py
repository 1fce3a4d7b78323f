from pathlib import Path

import pytest

from pipeline.audio.formats import AudioFormat
from pipeline.audio.torn import is_torn
from tests.audio.recordings import record, wav

ENCODINGS = {
    AudioFormat.MP3: ("a.mp3", ["-c:a", "libmp3lame"]),
    AudioFormat.MP4: ("a.m4a", ["-movflags", "faststart"]),
    AudioFormat.OGG: ("a.ogg", ["-c:a", "libopus"]),
    AudioFormat.WAV: ("a.wav", []),
}


@pytest.mark.parametrize("audio_format", ENCODINGS)
def test_a_whole_file_is_not_torn(tmp_path: Path, audio_format: AudioFormat) -> None:
    name, arguments = ENCODINGS[audio_format]
    assert not is_torn(record(tmp_path / name, *arguments), audio_format)


@pytest.mark.parametrize("audio_format", ENCODINGS)
@pytest.mark.parametrize("missing", [1, 30, 20_000])
def test_a_file_that_stops_in_the_middle_is_torn(
    tmp_path: Path, audio_format: AudioFormat, missing: int
) -> None:
    name, arguments = ENCODINGS[audio_format]
    path = record(tmp_path / name, *arguments)
    path.write_bytes(path.read_bytes()[:-missing])
    assert is_torn(path, audio_format)


@pytest.mark.parametrize("tag", [b"TAG" + bytes(125), b"APETAGEX" + bytes(60), bytes(500), b"\xff"])
def test_what_follows_an_mp3s_last_frame_does_not_make_it_torn(tmp_path: Path, tag: bytes) -> None:
    path = record(tmp_path / "a.mp3", "-c:a", "libmp3lame")
    path.write_bytes(path.read_bytes() + tag)
    assert not is_torn(path, AudioFormat.MP3)


@pytest.mark.parametrize("declared", [0, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_wav_written_to_a_pipe_is_not_torn(tmp_path: Path, declared: int) -> None:
    assert not is_torn(wav(tmp_path / "a.wav", bytes(1000), data_bytes=declared), AudioFormat.WAV)


def test_a_wav_may_have_a_chunk_of_odd_length_before_its_data(tmp_path: Path) -> None:
    plain = wav(tmp_path / "a.wav", bytes(1000)).read_bytes()
    (tmp_path / "b.wav").write_bytes(plain[:36] + b"LIST\x03\x00\x00\x00abc\x00" + plain[36:])
    assert not is_torn(tmp_path / "b.wav", AudioFormat.WAV)
    (tmp_path / "c.wav").write_bytes(plain[:36] + b"LIST\x03\x00\x00\x00abc\x00" + plain[36:-2])
    assert is_torn(tmp_path / "c.wav", AudioFormat.WAV)


@pytest.mark.parametrize("data", [b"", b"R", b"RIFF\x00\x00\x00\x00WAVE", b"OggS", b"ID3\x03"])
@pytest.mark.parametrize("audio_format", AudioFormat)
def test_a_stub_of_a_file_is_judged_without_failing(
    tmp_path: Path, data: bytes, audio_format: AudioFormat
) -> None:
    (tmp_path / "a").write_bytes(data)
    torn = data == b"OggS" if audio_format is AudioFormat.OGG else audio_format is AudioFormat.MP4 and data
    assert is_torn(tmp_path / "a", audio_format) == bool(torn)
