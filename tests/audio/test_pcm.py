import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audio.formats import AudioFormat
from pipeline.audio.speech import normalize_audio
from pipeline.errors import Permanent
from tests.audio.recordings import (
    FFMPEG,
    LEVEL,
    LIMITS,
    SECONDS,
    TITLE,
    ffmpeg,
    normalize,
    record,
    voice_pcm,
    wav,
)
from tests.audio.references import with_external_sound


def test_the_index_of_an_m4a_may_stand_at_its_end(tmp_path: Path, flac: Path) -> None:
    path = record(tmp_path / "a.m4a", "-c:a", "aac")
    data = path.read_bytes()
    assert data.index(b"mdat") < data.index(b"moov")
    assert normalize(path, flac).duration == pytest.approx(SECONDS, abs=0.1)


def test_a_video_gives_its_sound(tmp_path: Path, flac: Path) -> None:
    picture = ["-f", "lavfi", "-i", f"testsrc=d={SECONDS}:s=64x64", "-c:v", "libx264"]
    speech = normalize(record(tmp_path / "a.mp4", *picture, "-c:a", "aac"), flac)
    assert speech.duration == pytest.approx(SECONDS, abs=0.1)
    assert speech.warnings == []


def test_a_cover_picture_in_an_mp3_is_passed_over(tmp_path: Path, flac: Path) -> None:
    cover = ["-f", "lavfi", "-i", "testsrc=d=1:r=1:s=64x64", "-map", "0", "-map", "1", "-c:v", "mjpeg"]
    speech = normalize(record(tmp_path / "a.mp3", *cover, "-disposition:v", "attached_pic"), flac)
    assert speech.warnings == []


@pytest.mark.parametrize("audio_format", AudioFormat)
@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{0}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:6,\nfile://{0}\n",
        "ffconcat version 1.0\nfile '{0}'\n",
        "ID3\x03\x00\x00\x00\x00\x00\x00#EXTM3U\n#EXTINF:6,\nfile://{0}\n",
    ],
    ids=["HLS", "HLS with a URL", "ffconcat", "HLS behind an MP3 tag"],
)
def test_a_playlist_cannot_make_ffmpeg_read_another_file(
    tmp_path: Path, flac: Path, script: str, audio_format: AudioFormat
) -> None:
    other = record(tmp_path / "other.wav")
    playlist = tmp_path / "visit.mp3"
    playlist.write_text(script.format(other))
    with pytest.raises(Permanent) as refusal:
        normalize_audio(playlist, flac, audio_format=audio_format, ffmpeg=FFMPEG, limits=LIMITS, level=LEVEL)
    assert refusal.value.code in ("UNREADABLE_AUDIO", "AUDIO_TOO_SHORT")
    assert list(flac.parent.iterdir()) == []


def test_the_playlists_of_these_tests_would_work_on_an_unguarded_ffmpeg(tmp_path: Path) -> None:
    other = record(tmp_path / "other.wav")
    playlist = tmp_path / "visit.mp3"
    playlist.write_text(f"ffconcat version 1.0\nfile '{other}'\n")
    assert len(ffmpeg("-safe", "0", "-i", playlist, "-f", "s16le", "-")) > 100_000


def test_an_mp4_cannot_make_ffmpeg_read_another_file(tmp_path: Path, flac: Path) -> None:
    other = wav(tmp_path / "other.wav", voice_pcm())
    path = with_external_sound(tmp_path / "visit.mp4", other)
    follow = ["-enable_drefs", "1", "-use_absolute_path", "1"]
    assert any(ffmpeg(*follow, "-i", path, "-f", "s16le", "-")), (
        "the file works where references are followed"
    )
    with pytest.raises(Permanent) as refusal:
        normalize_audio(
            path,
            flac,
            audio_format=AudioFormat.MP4,
            ffmpeg=FFMPEG,
            limits=LIMITS,
            level=LEVEL,
        )
    assert refusal.value.code in ("UNREADABLE_AUDIO", "NO_SPEECH")


def test_errors_of_the_decoder_never_quote_the_file(
    tmp_path: Path, flac: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    path = record(tmp_path / "a.flac", "-metadata", f"title={TITLE}")
    data = bytearray(path.read_bytes())
    data[9000:] = random.Random(3).randbytes(len(data) - 9000)
    path.write_bytes(data)
    with pytest.raises(Permanent) as refusal:
        normalize(path, flac, replace(LIMITS, min_seconds=SECONDS))
    out, err = capfd.readouterr()
    assert TITLE not in repr(refusal.value) + repr(refusal.value.__context__) + caplog.text + out + err
