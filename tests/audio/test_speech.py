import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audio.formats import AudioFormat
from pipeline.audio.level import LevelMeter
from pipeline.audio.speech import normalize_audio
from tests.audio.recordings import (
    FFMPEG,
    LEVEL,
    LIMITS,
    SECONDS,
    TITLE,
    ffmpeg,
    flac_properties,
    normalize,
    record,
    refusal_of,
    voice_pcm,
    wav,
)

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


def pcm_of(flac: Path) -> bytes:
    return ffmpeg("-i", flac, "-f", "s16le", "-")


def level_of(flac: Path) -> float:
    meter = LevelMeter()
    meter.add(pcm_of(flac))
    found = meter.speech()
    assert found is not None
    return found.dbfs


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
