import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audio.verdict import DAMAGED, INCOMPLETE
from tests.audio.recordings import LIMITS, TITLE, ffmpeg, normalize, record, refusal_of


def cut(path: Path, keep: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path


@pytest.mark.parametrize(
    "name", ["a.mp3", "a.wav", "a.opus", "a.webm", "a.flac", "front.m4a", "fragments.mp4"]
)
def test_truncated_audio_is_used_as_far_as_it_goes_and_says_so(tmp_path: Path, flac: Path, name: str) -> None:
    arguments = {
        "front.m4a": ["-movflags", "faststart"],
        "fragments.mp4": ["-movflags", "empty_moov", "-frag_duration", "500000"],
    }.get(name, [])
    speech = normalize(cut(record(tmp_path / name, *arguments, seconds=30), 0.6), flac)
    assert speech.duration == pytest.approx(18, abs=3)
    assert speech.warnings == [INCOMPLETE]


def test_an_m4a_that_lost_its_index_is_unreadable(tmp_path: Path, flac: Path) -> None:
    assert refusal_of(cut(record(tmp_path / "a.m4a"), 0.6), flac) == "UNREADABLE_AUDIO"


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.opus", "a.webm", "a.flac", "a.m4a"])
def test_a_stub_of_a_recording_is_unreadable(tmp_path: Path, flac: Path, name: str) -> None:
    path = record(tmp_path / name, "-metadata", f"title={TITLE}")
    path.write_bytes(path.read_bytes()[:600])
    assert refusal_of(path, flac) == "UNREADABLE_AUDIO"


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.m4a", "a.opus"])
def test_damage_in_the_middle_is_said(tmp_path: Path, flac: Path, name: str) -> None:
    path = record(tmp_path / name, seconds=30)
    data = bytearray(path.read_bytes())
    at, size = len(data) // 2, len(data) // 20
    data[at : at + size] = random.Random(3).randbytes(size)
    path.write_bytes(data)
    assert normalize(path, flac).warnings == [DAMAGED]


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.webm", "libvpx"), ("a.ogg", "libtheora")]
)
def test_a_video_without_sound_has_no_audio_track(tmp_path: Path, flac: Path, name: str, codec: str) -> None:
    path = tmp_path / name
    ffmpeg("-f", "lavfi", "-i", "testsrc=d=2:s=64x64", "-c:v", codec, "-metadata", f"title={TITLE}", path)
    assert refusal_of(path, flac) == "NO_AUDIO_TRACK"


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.opus", "a.webm", "a.flac", "a.m4a"])
def test_less_than_a_second_is_too_short(tmp_path: Path, flac: Path, name: str) -> None:
    assert refusal_of(record(tmp_path / name, seconds=0.7), flac) == "AUDIO_TOO_SHORT"


def test_one_second_is_enough(tmp_path: Path, flac: Path) -> None:
    assert normalize(record(tmp_path / "a.wav", seconds=1), flac).duration == 1


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.opus", "a.webm", "a.flac", "a.m4a"])
def test_a_recording_past_the_limit_is_too_long(tmp_path: Path, flac: Path, name: str) -> None:
    assert refusal_of(record(tmp_path / name), flac, replace(LIMITS, max_seconds=5)) == "AUDIO_TOO_LONG"


@pytest.mark.parametrize(("name", "declares"), [("a.flac", True), ("streamed.flac", False)])
def test_ten_hours_of_silence_are_refused_without_decoding_them_all(
    tmp_path: Path, flac: Path, name: str, declares: bool
) -> None:
    path = record(tmp_path / name, voice="anullsrc=channel_layout=mono", seconds=600, rate=16_000)
    data = bytearray(path.read_bytes())
    samples = 36_000 * 16_000 if declares else 0
    data[21] = data[21] & 0xF0 | samples >> 32
    data[22:26] = (samples & 0xFFFF_FFFF).to_bytes(4, "big")
    path.write_bytes(data)
    limit = 4 * 3600 if declares else 500
    assert refusal_of(path, flac, replace(LIMITS, max_seconds=limit)) == "AUDIO_TOO_LONG"


@pytest.mark.slow
def test_a_real_ten_hours_of_silence_is_too_long(tmp_path: Path, flac: Path) -> None:
    path = record(tmp_path / "a.flac", voice="anullsrc=channel_layout=mono", seconds=36_000, rate=16_000)
    assert path.stat().st_size < 8 << 20
    assert refusal_of(path, flac) == "AUDIO_TOO_LONG"
