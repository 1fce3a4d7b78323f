"""Recordings made for the tests with the real ffmpeg, and readers of what comes out."""

import struct
import subprocess
from pathlib import Path

import pytest

from pipeline.audio.decoder import DecodeLimits, find_ffmpeg
from pipeline.audio.formats import HEAD_BYTES, judge_format
from pipeline.audio.speech import LevelPolicy, normalize_audio
from pipeline.errors import Permanent
from pipeline.models import Speech

FFMPEG = find_ffmpeg(None)
LIMITS = DecodeLimits(
    max_seconds=4 * 3600, min_seconds=1, wall_seconds=600, cpu_seconds=600, memory_bytes=1024 << 20
)
LEVEL = LevelPolicy(quiet_dbfs=-25, target_dbfs=-20)
SECONDS = 6
TITLE = "Jane Doe, born 1950"
# A buzz at a voice's pitch in bursts of 0.8 s with pauses of 0.4 s: speech to a level meter.
VOICE = "aevalsrc=0.25*(sin(2*PI*140*t)+sin(2*PI*420*t)/2+sin(2*PI*1260*t)/4)*lt(mod(t\\,1.2)\\,0.8)"


def ffmpeg(*arguments: str | Path, data: bytes | None = None) -> bytes:
    """Run ffmpeg uncaged; what it writes to stdout."""
    command = [FFMPEG, "-nostats", "-loglevel", "error", "-y", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def record(
    path: Path, *arguments: str, voice: str = VOICE, seconds: float = SECONDS, rate: int = 44_100
) -> Path:
    """A voice-like recording at `path`, encoded with `arguments`."""
    ffmpeg("-f", "lavfi", "-i", f"{voice}:sample_rate={rate}", *arguments, "-t", str(seconds), path)
    return path


def normalize(source: Path, destination: Path, limits: DecodeLimits = LIMITS) -> Speech:
    """Judge and normalize as the stage does."""
    with source.open("rb") as file:
        audio_format = judge_format(file.read(HEAD_BYTES))
    return normalize_audio(
        source,
        destination,
        audio_format=audio_format,
        ffmpeg=FFMPEG,
        limits=limits,
        level=LEVEL,
    )


def refusal_of(source: Path, flac: Path, limits: DecodeLimits = LIMITS) -> str:
    """The code with which a recording is refused; nothing of it may be left behind or quoted."""
    with pytest.raises(Permanent) as refusal:
        normalize(source, flac, limits)
    assert list(flac.parent.iterdir()) == [], "something was left behind"
    assert TITLE not in str(refusal.value)
    return refusal.value.code


def flac_properties(path: Path) -> tuple[int, int, int, int]:
    """Sample rate (Hz), channels, bits and samples that a FLAC's STREAMINFO declares (RFC 9639, 8.2)."""
    packed = int.from_bytes(path.read_bytes()[18:26], "big")
    return packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1, packed & (1 << 36) - 1


def wav(
    path: Path, samples: bytes, *, channels: int = 1, rate: int = 16_000, data_bytes: int | None = None
) -> Path:
    """A 16-bit WAV; its data chunk declares `data_bytes`, by default the truth."""
    declared = len(samples) if data_bytes is None else data_bytes
    header = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * channels * 2, channels * 2, 16)
    data = b"data" + struct.pack("<I", declared) + samples
    path.write_bytes(b"RIFF" + struct.pack("<I", 28 + len(data)) + b"WAVEfmt " + header + data)
    return path


def voice_pcm(seconds: float = SECONDS, rate: int = 16_000, volume: str = "0dB") -> bytes:
    """The voice as 16-bit mono PCM."""
    source = f"{VOICE}:sample_rate={rate}:duration={seconds},volume={volume}"
    return ffmpeg("-f", "lavfi", "-i", source, "-ac", "1", "-f", "s16le", "-")
