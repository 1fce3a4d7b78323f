"""The first pass: any accepted format to 16 kHz 16-bit PCM of one or two channels, as a stream of pieces."""

import os
import subprocess
from collections.abc import Callable
from enum import StrEnum
from io import FileIO
from pathlib import Path

from pipeline.audio.decoder import DecodeLimits, caged_ffmpeg
from pipeline.audio.diagnosis import Diagnosis
from pipeline.audio.formats import AudioFormat
from pipeline.audio.level import SAMPLE_BYTES, SAMPLE_RATE
from pipeline.audio.torn import is_torn
from pipeline.audio.verdict import Decoded, judge, refuse_too_long

BYTES_PER_SECOND = SAMPLE_RATE * SAMPLE_BYTES
PIECE_SECONDS = 30

_DEMUXERS = {
    AudioFormat.MP3: "mp3",
    AudioFormat.MP4: "mov",
    AudioFormat.WAV: "wav",
    AudioFormat.OGG: "ogg",
    AudioFormat.WEBM: "matroska",
    AudioFormat.FLAC: "flac",
}
_CODECS = (
    "aac,alac,flac,libopus,libvorbis,mp3,mp3float,opus,vorbis,"
    "adpcm_ima_wav,adpcm_ms,gsm_ms,pcm_alaw,pcm_f32le,pcm_f64le,pcm_mulaw,"
    "pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8"
)
# The high-pass takes out a constant offset, which would count as sound.
_TO_SPEECH = "aformat=sample_fmts=s16:channel_layouts=mono|stereo:sample_rates=16000,highpass=f=20"
# ffmpeg says how many channels it made in the header of a WAV, which is this long where it is
# written to a pipe without metadata.
_WAV_HEADER_BYTES = 44
_WAV_CHANNELS = slice(22, 24)


class Channels(StrEnum):
    """What becomes of several channels; the value is the ffmpeg filter's beginning."""

    ONE_OR_TWO = ""
    FIRST = "pan=mono|c0=c0,"


def decode(
    source: Path,
    audio_format: AudioFormat,
    *,
    channels: Channels,
    folder: Path,
    ffmpeg: Path,
    limits: DecodeLimits,
    on_piece: Callable[[bytes, int], None],
    on_progress: Callable[[float], None],
) -> Decoded:
    """Decode the first audio track of `source`, handing each 30 s of PCM (the last: less) to `on_piece`.

    `on_piece` gets the samples, interleaved, and how many channels they are of. ffmpeg runs in
    `folder` and writes nothing there. `on_progress` is called with the share done, 0 to 1.

    Raises:
        Permanent: with the codes of `pipeline.audio.speech.normalize_audio`, but ``NO_SPEECH``.
    """
    seconds = 0.0
    with (
        source.open("rb", buffering=0) as stdin,
        caged_ffmpeg(
            ffmpeg,
            _arguments(audio_format, channels),
            stdin=stdin,
            stdout=subprocess.PIPE,
            folder=folder,
            limits=limits,
        ) as running,
    ):
        channels_made = max(1, int.from_bytes(running.read(_WAV_HEADER_BYTES)[_WAV_CHANNELS], "little"))
        while piece := running.read(PIECE_SECONDS * BYTES_PER_SECOND * channels_made):
            seconds += len(piece) / channels_made / BYTES_PER_SECOND
            refuse_too_long(seconds, running.diagnosis, audio_format, limits)
            on_piece(piece, channels_made)
            on_progress(_share_done(seconds, running.diagnosis, stdin))
        succeeded = running.succeeded()
    refuse_too_long(0, running.diagnosis, audio_format, limits)
    return judge(
        seconds,
        running.diagnosis,
        audio_format,
        succeeded=succeeded,
        torn=is_torn(source, audio_format),
        limits=limits,
    )


def _arguments(audio_format: AudioFormat, channels: Channels) -> list[str]:
    """Only the judged demuxer, audio decoders, and the one input that is already open.

    An MP4's index may stand at its end, so it must be seekable; ffmpeg's ``pipe:`` never is, and
    ``fd:`` came with version 6. Its ``file:`` protocol is allowed there and the demuxer forbidden
    to follow references to other files; every other format is read without any file protocol.
    """
    seekable = audio_format is AudioFormat.MP4
    references = ["-enable_drefs", "0", "-use_absolute_path", "0"] if seekable else []
    return [
        *("-protocol_whitelist", "file" if seekable else "pipe"),
        *("-f", _DEMUXERS[audio_format], "-format_whitelist", _DEMUXERS[audio_format]),
        *("-codec_whitelist", _CODECS, "-threads", "1", *references),
        *("-i", "file:/dev/fd/0" if seekable else "pipe:0"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-af", channels + _TO_SPEECH, "-threads", "1", "-fflags", "+bitexact"),
        *("-flags:a", "+bitexact", "-c:a", "pcm_s16le", "-f", "wav", "pipe:1"),
    ]


def _share_done(seconds: float, diagnosis: Diagnosis, stdin: FileIO) -> float:
    """By declared length where there is one, else by how far ffmpeg has read its stdin."""
    if diagnosis.declared_seconds:
        return min(1.0, seconds / diagnosis.declared_seconds)
    return stdin.tell() / max(1, os.fstat(stdin.fileno()).st_size)
