import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audio.decoder import DecodeLimits
from pipeline.audio.formats import AudioFormat
from pipeline.audio.level import LevelMeter
from pipeline.audio.speech import normalize_audio
from pipeline.audio.verdict import DAMAGED, INCOMPLETE
from pipeline.errors import Permanent
from tests.audio.recordings import (
    FFMPEG,
    LEVEL,
    LIMITS,
    SECONDS,
    ffmpeg,
    flac_properties,
    normalize,
    record,
    voice_pcm,
    wav,
)
from tests.audio.references import with_external_sound

TITLE = "Jane Doe, born 1950"

ENCODINGS = [
    ("mp3.mp3", ["-c:a", "libmp3lame"]),
    ("bare.mp3", ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"]),
    ("vbr.mp3", ["-c:a", "libmp3lame", "-q:a", "6"]),
    ("end.m4a", ["-c:a", "aac"]),
    ("front.m4a", ["-c:a", "aac", "-movflags", "faststart"]),
    ("fragments.mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"]),
    ("alac.m4a", ["-c:a", "alac"]),
    ("16.wav", []),
    ("8.wav", ["-c:a", "pcm_u8"]),
    ("24.wav", ["-c:a", "pcm_s24le"]),
    ("32.wav", ["-c:a", "pcm_s32le"]),
    ("float.wav", ["-c:a", "pcm_f32le"]),
    ("double.wav", ["-c:a", "pcm_f64le"]),
    ("telephone.wav", ["-c:a", "pcm_mulaw", "-ar", "8000"]),
    ("adpcm.wav", ["-c:a", "adpcm_ima_wav"]),
    ("rf64.wav", ["-rf64", "always"]),
    ("vorbis.ogg", ["-c:a", "libvorbis"]),
    ("opus.ogg", ["-c:a", "libopus"]),
    ("opus.webm", ["-c:a", "libopus"]),
    ("vorbis.webm", ["-c:a", "libvorbis"]),
    ("flac.flac", []),
    ("24.flac", ["-c:a", "flac", "-sample_fmt", "s32"]),
    ("8khz.flac", ["-ar", "8000"]),
    ("96khz.flac", ["-ar", "96000"]),
    ("stereo.flac", ["-ac", "2"]),
    ("surround.flac", ["-af", "pan=5.1|FL=c0|FR=c0|FC=c0"]),
]


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    """Where the speech goes: a folder of its own, to see what is left behind in it."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "speech.flac"


def pcm_of(flac: Path) -> bytes:
    return ffmpeg("-i", flac, "-f", "s16le", "-")


def level_of(flac: Path) -> float:
    meter = LevelMeter()
    meter.add(pcm_of(flac))
    found = meter.speech()
    assert found is not None
    return found.dbfs


def refusal_of(source: Path, flac: Path, limits: DecodeLimits = LIMITS) -> str:
    with pytest.raises(Permanent) as refusal:
        normalize(source, flac, limits)
    assert list(flac.parent.iterdir()) == [], "something was left behind"
    assert TITLE not in str(refusal.value)
    return refusal.value.code


@pytest.mark.parametrize(("name", "arguments"), ENCODINGS, ids=[name for name, _ in ENCODINGS])
def test_every_format_becomes_16_khz_mono_speech(
    tmp_path: Path, flac: Path, name: str, arguments: list[str]
) -> None:
    speech = normalize(record(tmp_path / name, *arguments), flac)
    assert speech.duration == pytest.approx(SECONDS, abs=0.1)
    assert speech.warnings == []
    rate, channels, bits, samples = flac_properties(flac)
    assert (rate, channels, bits) == (16_000, 1, 16)
    assert samples == round(speech.duration * 16_000)
    assert speech.speech_seconds == pytest.approx(SECONDS * 0.8 / 1.2, abs=0.5)
    assert level_of(flac) == pytest.approx(speech.level_dbfs, abs=0.5)
    assert list(flac.parent.iterdir()) == [flac]


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


def test_loud_enough_speech_keeps_its_level(tmp_path: Path, flac: Path) -> None:
    speech = normalize(wav(tmp_path / "a.wav", voice_pcm()), flac)
    assert speech.gain_db == 0


@pytest.mark.parametrize("volume", [-16, -30, -50])
def test_quiet_speech_is_raised_to_the_target(tmp_path: Path, flac: Path, volume: int) -> None:
    before = normalize(wav(tmp_path / "a.wav", voice_pcm()), flac).level_dbfs
    speech = normalize(wav(tmp_path / "a.wav", voice_pcm(volume=f"{volume}dB")), flac)
    assert speech.level_dbfs == LEVEL.target_dbfs
    assert speech.gain_db == pytest.approx(LEVEL.target_dbfs - before - volume, abs=1)
    assert level_of(flac) == pytest.approx(LEVEL.target_dbfs, abs=1)


def test_a_knock_in_a_quiet_recording_is_limited_rather_than_clipped(tmp_path: Path, flac: Path) -> None:
    knock = voice_pcm(seconds=0.1)
    normalize(wav(tmp_path / "a.wav", voice_pcm(volume="-40dB") + knock), flac)
    samples = memoryview(pcm_of(flac)).cast("h")
    assert 28_000 < max(samples) < 30_000
    assert level_of(flac) == pytest.approx(LEVEL.target_dbfs, abs=1)


def test_one_empty_channel_of_two_does_not_matter(tmp_path: Path, flac: Path) -> None:
    speech = normalize(record(tmp_path / "a.wav", "-af", "pan=stereo|c1=c0"), flac)
    assert speech.speech_seconds > 3


def test_channels_that_cancel_each_other_out_are_not_mixed(tmp_path: Path, flac: Path) -> None:
    speech = normalize(record(tmp_path / "a.wav", "-af", "pan=stereo|c0=c0|c1=-1*c0"), flac)
    assert speech.speech_seconds == pytest.approx(SECONDS * 0.8 / 1.2, abs=0.5)


def test_twelve_channels_without_a_layout_are_understood(tmp_path: Path, flac: Path) -> None:
    voice = memoryview(voice_pcm()).cast("h")
    samples = b"".join(sample.to_bytes(2, "little", signed=True) + bytes(22) for sample in voice)
    speech = normalize(wav(tmp_path / "a.wav", samples, channels=12), flac)
    assert speech.duration == pytest.approx(SECONDS, abs=0.1)


def test_no_metadata_reaches_the_speech(tmp_path: Path, flac: Path) -> None:
    tags = ["-metadata", f"title={TITLE}", "-metadata", f"artist={TITLE}"]
    source = record(tmp_path / "a.mp3", "-c:a", "libmp3lame", *tags)
    assert TITLE.encode() in source.read_bytes()
    normalize(source, flac)
    assert TITLE.encode() not in flac.read_bytes()
    assert b"Lavf" not in flac.read_bytes()


@pytest.mark.parametrize("audio_format", AudioFormat)
def test_progress_rises_to_one(tmp_path: Path, flac: Path, audio_format: AudioFormat) -> None:
    source = record(tmp_path / f"a.{audio_format}", voice="sine=f=300", seconds=100)
    progress: list[float] = []
    normalize_audio(
        source,
        flac,
        audio_format=audio_format,
        ffmpeg=FFMPEG,
        limits=LIMITS,
        level=LEVEL,
        on_progress=progress.append,
    )
    assert len(progress) == 5
    assert progress == sorted(progress)
    assert progress[0] > 0
    assert progress[-1] == 1


# Bad input ---------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "sound",
    ["anullsrc", "anoisesrc=a=0.0001", "aevalsrc=0.1"],
    ids=["digital silence", "a muted input", "a constant offset"],
)
def test_silence_holds_no_speech(tmp_path: Path, flac: Path, sound: str) -> None:
    path = tmp_path / "a.flac"
    ffmpeg("-f", "lavfi", "-i", sound, "-t", "5", path)
    assert refusal_of(path, flac) == "NO_SPEECH"


def test_a_decoder_that_takes_too_long_hits_the_limit(tmp_path: Path, flac: Path) -> None:
    assert refusal_of(record(tmp_path / "a.wav"), flac, replace(LIMITS, wall_seconds=0.001)) == "DECODE_LIMIT"


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


# Two channels -------------------------------------------------------------------------------

TALK = "0.25*(sin(2*PI*140*t)+sin(2*PI*420*t)/2)*lt(mod(t\\,1.2)\\,0.8)"
FIRST_HALF, SECOND_HALF = f"{TALK}*lt(mod(t\\,6)\\,3)", f"{TALK}*gte(mod(t\\,6)\\,3)"


def stereo(left: str, right: str) -> str:
    return f"aevalsrc={left}|{right}"


def test_channels_with_a_voice_of_its_own_each_are_kept_and_raised_each_for_itself(
    tmp_path: Path, flac: Path
) -> None:
    quiet = stereo(FIRST_HALF, f"0.1*{SECOND_HALF}+0.0002*random(0)")
    speech = normalize(record(tmp_path / "a.wav", voice=quiet, seconds=24), flac)
    assert speech.channels == flac_properties(flac)[1] == 2
    assert speech.gain_db > 10
    right = ffmpeg("-i", flac, "-af", "pan=mono|c0=c1", "-f", "s16le", "-")
    meter = LevelMeter()
    meter.add(right)
    found = meter.speech()
    assert found is not None
    assert found.dbfs == pytest.approx(LEVEL.target_dbfs, abs=1)
    assert samples_of(flac) == round(speech.duration * 16_000)


def test_a_room_in_stereo_is_mixed(tmp_path: Path, flac: Path) -> None:
    room = stereo(f"{FIRST_HALF}+0.6*{SECOND_HALF}", f"0.6*{FIRST_HALF}+{SECOND_HALF}")
    speech = normalize(record(tmp_path / "a.wav", voice=room, seconds=24), flac)
    assert speech.channels == flac_properties(flac)[1] == 1
    assert speech.duration == pytest.approx(24, abs=0.1)


def samples_of(flac: Path) -> int:
    return flac_properties(flac)[3]


PEAK = """
import resource, sys
from pathlib import Path
from tests.audio.recordings import normalize
normalize(Path(sys.argv[1]), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_two_hours_of_two_channels_take_no_more_memory_than_two_minutes(tmp_path: Path, flac: Path) -> None:
    source, peaks = stereo(FIRST_HALF, SECOND_HALF), []
    for seconds in (120, 7200):
        path = record(tmp_path / f"{seconds}.flac", voice=source, seconds=seconds, rate=16_000)
        run = subprocess.run(
            [sys.executable, "-c", PEAK, path, flac], capture_output=True, text=True, check=True
        )
        peaks.append(int(run.stdout))
    assert peaks[1] < peaks[0] + 16 * 1024, "KiB"
