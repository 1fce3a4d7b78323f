"""Turns any accepted recording into 16 kHz mono 16-bit FLAC at a level that can be transcribed.

Two passes, both through a caged ffmpeg, neither holding more than one piece in memory: the first
decodes to PCM in a private folder beside the destination (115 MB an hour) while pydub measures it,
the second applies the gain and encodes.
"""

import functools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.audio.decoder import DecodeLimits, caged_ffmpeg
from pipeline.audio.formats import AudioFormat
from pipeline.audio.level import SAMPLE_RATE, LevelMeter, LevelPolicy, SpeechLevel
from pipeline.audio.pcm import Channels, decode
from pipeline.audio.verdict import Decoded
from pipeline.errors import Permanent, Retryable
from pipeline.models import Speech

__all__ = ["LevelPolicy", "normalize_audio"]

_DECODE_SHARE = 0.9
_HEADER_BYTES = 65_536
_MIXING_MAY_BE_WHY = ("NO_SPEECH", "UNREADABLE_AUDIO")


def normalize_audio(
    source: Path,
    destination: Path,
    *,
    audio_format: AudioFormat,
    ffmpeg: Path,
    limits: DecodeLimits,
    level: LevelPolicy,
    on_progress: Callable[[float], None] | None = None,
) -> Speech:
    """Write the first audio track of `source` to `destination` as 16 kHz mono 16-bit FLAC.

    The file appears at `destination` whole or not at all, without metadata. Speech quieter than
    the policy allows is raised, its peaks limited to -1 dBFS. `on_progress` is called with the
    share done, 0 to 1.

    Raises:
        Permanent: the recording cannot be used; the code is one of ``UNREADABLE_AUDIO``,
            ``NO_AUDIO_TRACK``, ``AUDIO_TOO_SHORT``, ``AUDIO_TOO_LONG``, ``NO_SPEECH``,
            ``DECODE_LIMIT``.
    """
    report = on_progress or (lambda _: None)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".normalize-") as folder:
        pcm, flac = Path(folder, "speech.pcm"), Path(folder, "speech.flac")
        decoded, speech = _measure_mixed_or_first(
            source,
            pcm,
            audio_format=audio_format,
            ffmpeg=ffmpeg,
            limits=limits,
            on_progress=lambda done: report(done * _DECODE_SHARE),
        )
        gain_db = level.gain_db(speech.dbfs)
        _encode(pcm, flac, gain_db, ffmpeg, limits)
        os.replace(flac, destination)
    report(1.0)
    return Speech(
        duration=decoded.seconds,
        level_dbfs=round(speech.dbfs + gain_db, 1),
        gain_db=round(gain_db, 1),
        speech_seconds=round(speech.seconds, 2),
        warnings=decoded.warnings,
    )


def _measure_mixed_or_first(
    source: Path,
    pcm: Path,
    *,
    audio_format: AudioFormat,
    ffmpeg: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None],
) -> tuple[Decoded, SpeechLevel]:
    """All channels together; the first alone where the mix is silent or cannot be made.

    Two channels of opposite phase (a balanced microphone on a stereo input) cancel out, and some
    layouts with many channels cannot be mixed by ffmpeg.
    """
    measure = functools.partial(
        _measure, source, pcm, audio_format, ffmpeg=ffmpeg, limits=limits, on_progress=on_progress
    )
    try:
        return measure(Channels.MIXED)
    except Permanent as refusal:
        if refusal.code not in _MIXING_MAY_BE_WHY:
            raise
    return measure(Channels.FIRST)


def _measure(
    source: Path,
    pcm: Path,
    audio_format: AudioFormat,
    channels: Channels,
    *,
    ffmpeg: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None],
) -> tuple[Decoded, SpeechLevel]:
    """The first pass: decode `source` into `pcm` and measure it on the way."""
    meter = LevelMeter()
    with pcm.open("wb") as file:

        def keep(piece: bytes) -> None:
            meter.add(piece)
            file.write(piece)

        decoded = decode(
            source,
            audio_format,
            channels=channels,
            folder=pcm.parent,
            ffmpeg=ffmpeg,
            limits=limits,
            on_piece=keep,
            on_progress=on_progress,
        )
    speech = meter.speech()
    if speech is None:
        raise Permanent(
            "The recording is silent. Check the microphone and its volume, then record again.",
            code="NO_SPEECH",
        )
    return decoded, speech


def _encode(pcm: Path, flac: Path, gain_db: float, ffmpeg: Path, limits: DecodeLimits) -> None:
    """The second pass: apply the gain and compress. The output is seekable, for FLAC's header."""
    raise_level = f"volume={gain_db:.2f}dB:precision=float,alimiter=limit=-1dB:level=false,"
    arguments = [
        *("-protocol_whitelist", "pipe", "-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0"),
        *("-af", (raise_level if gain_db else "") + "aformat=sample_fmts=s16", "-threads", "1"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-c:a", "flac", "-f", "flac", "-y", "file:/dev/fd/1"),
    ]
    room = pcm.stat().st_size + _HEADER_BYTES
    with (
        pcm.open("rb") as stdin,
        flac.open("wb") as stdout,
        caged_ffmpeg(
            ffmpeg,
            arguments,
            stdin=stdin,
            stdout=stdout,
            folder=pcm.parent,
            limits=limits,
            file_bytes=room,
        ) as running,
    ):
        if not running.succeeded():
            raise Retryable("The speech could not be written. Check the worker's disk space.")
