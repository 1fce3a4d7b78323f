"""Turns any accepted recording into 16 kHz 16-bit FLAC at a level that can be transcribed.

Two passes, both through a caged ffmpeg, neither holding more than one piece in memory: the first
decodes to PCM in a private folder beside the destination (115 MB an hour and channel) while pydub
measures it, the second mixes the channels unless each holds a voice of its own, applies the gain
and encodes.
"""

import functools
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.audio.channels import Arrangement, ChannelMeter
from pipeline.audio.decoder import DecodeLimits, caged_ffmpeg
from pipeline.audio.formats import AudioFormat
from pipeline.audio.level import SAMPLE_RATE, LevelPolicy, SpeechLevel
from pipeline.audio.pcm import Channels, decode
from pipeline.audio.verdict import Decoded
from pipeline.errors import Permanent, Retryable
from pipeline.models import Speech

__all__ = ["LevelPolicy", "normalize_audio"]

_DECODE_SHARE = 0.9
_HEADER_BYTES = 65_536
_LAYOUT_MAY_BE_WHY = ("NO_SPEECH", "UNREADABLE_AUDIO")


@dataclass(frozen=True, slots=True)
class _Measured:
    """What the first pass found.

    Attributes:
        decoded: What the file is worth.
        channels: How many the PCM has.
        arrangement: What becomes of them.
        levels: Of the speech on each channel that is kept.
    """

    decoded: Decoded
    channels: int
    arrangement: Arrangement
    levels: list[SpeechLevel]


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
    """Write the first audio track of `source` to `destination` as 16 kHz 16-bit FLAC.

    It is mono, or has two channels where each holds a voice of its own. The file appears at
    `destination` whole or not at all, without metadata. Speech quieter than the policy allows is
    raised, each channel for itself, its peaks limited to -1 dBFS. `on_progress` is called with the
    share done, 0 to 1.

    Raises:
        Permanent: the recording cannot be used; the code is one of ``UNREADABLE_AUDIO``,
            ``NO_AUDIO_TRACK``, ``AUDIO_TOO_SHORT``, ``AUDIO_TOO_LONG``, ``NO_SPEECH``,
            ``DECODE_LIMIT``.
    """
    report = on_progress or (lambda _: None)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".normalize-") as folder:
        pcm, flac = Path(folder, "speech.pcm"), Path(folder, "speech.flac")
        measured = _measure_all_or_first(
            source,
            pcm,
            audio_format=audio_format,
            ffmpeg=ffmpeg,
            limits=limits,
            on_progress=lambda done: report(done * _DECODE_SHARE),
        )
        gains = [level.gain_db(speech.dbfs) for speech in measured.levels]
        _encode(pcm, flac, measured, gains, ffmpeg, limits)
        os.replace(flac, destination)
    report(1.0)
    return _described(measured, gains)


def _described(measured: _Measured, gains: list[float]) -> Speech:
    raised = [speech.dbfs + gain for speech, gain in zip(measured.levels, gains, strict=True)]
    seconds = sum(speech.seconds for speech in measured.levels)
    return Speech(
        duration=measured.decoded.seconds,
        channels=len(measured.levels),
        level_dbfs=round(min(raised), 1),
        gain_db=round(max(gains), 1),
        speech_seconds=round(min(seconds, measured.decoded.seconds), 2),
        warnings=measured.decoded.warnings,
    )


def _measure_all_or_first(
    source: Path,
    pcm: Path,
    *,
    audio_format: AudioFormat,
    ffmpeg: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None],
) -> _Measured:
    """All channels; the first alone where ffmpeg cannot make two of them, as in some layouts of many."""
    measure = functools.partial(
        _measure, source, pcm, audio_format, ffmpeg=ffmpeg, limits=limits, on_progress=on_progress
    )
    try:
        return measure(Channels.ONE_OR_TWO)
    except Permanent as refusal:
        if refusal.code not in _LAYOUT_MAY_BE_WHY:
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
) -> _Measured:
    """The first pass: decode `source` into `pcm` and measure it on the way."""
    meter = ChannelMeter()
    with pcm.open("wb") as file:

        def keep(piece: bytes, made: int) -> None:
            meter.add(piece, made)
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
    levels = meter.speech()
    if not levels:
        raise Permanent(
            "The recording is silent. Check the microphone and its volume, then record again.",
            code="NO_SPEECH",
        )
    return _Measured(decoded, meter.channels, meter.arrangement(), levels)


def _encode(
    pcm: Path, flac: Path, measured: _Measured, gains: list[float], ffmpeg: Path, limits: DecodeLimits
) -> None:
    """The second pass: mix, apply the gains and compress. The output is seekable, for FLAC's header."""
    arguments = [
        *("-protocol_whitelist", "pipe", "-f", "s16le", "-ar", str(SAMPLE_RATE)),
        *("-ac", str(measured.channels), "-i", "pipe:0"),
        *("-af", _filters(measured.arrangement, gains), "-threads", "1"),
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


def _filters(arrangement: Arrangement, gains: list[float]) -> str:
    raising = "alimiter=limit=-1dB:level=false," if any(gains) else ""
    volumes = "|".join(f"c{channel}={10 ** (gain / 20):.4f}*c{channel}" for channel, gain in enumerate(gains))
    layout = "mono" if len(gains) == 1 else "stereo"
    return f"aformat=sample_fmts=flt,{arrangement},pan={layout}|{volumes},{raising}aformat=sample_fmts=s16"
