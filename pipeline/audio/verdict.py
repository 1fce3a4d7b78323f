"""Whether what ffmpeg made of a recording can be used, and what the client is told if not."""

from dataclasses import dataclass

from pipeline.audio.decoder import DecodeLimits
from pipeline.audio.diagnosis import Diagnosis
from pipeline.audio.formats import AudioFormat
from pipeline.errors import Permanent

INCOMPLETE = "The file is incomplete: part of the recording, probably its end, is not in the transcript."
DAMAGED = "Parts of the recording were damaged and could not be decoded; they are not in the transcript."

# The others only estimate: a WAV written to a pipe declares nonsense, an MP3 what its first frame says.
_DECLARE_LENGTH = (AudioFormat.MP4, AudioFormat.FLAC, AudioFormat.WEBM)
_MISSING_SECONDS = 2
_MISSING_SHARE = 0.02
# Tags after the last frame of an MP3 (lyrics, play counts) read as one bad frame: two messages.
_HARMLESS_ERRORS = {AudioFormat.MP3: 2}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came out of a recording besides its samples."""

    seconds: float
    warnings: list[str]


def refuse_too_long(
    seconds: float, diagnosis: Diagnosis, audio_format: AudioFormat, limits: DecodeLimits
) -> None:
    """Stop as soon as the declared length, or the `seconds` decoded so far, pass the limit.

    Raises:
        Permanent: ``AUDIO_TOO_LONG``.
    """
    declared = diagnosis.declared_seconds if audio_format in _DECLARE_LENGTH else None
    if max(seconds, declared or 0) > limits.max_seconds:
        raise Permanent(
            f"The recording is longer than {limits.max_seconds / 3600:g} hours. "
            "Split it and send the parts as separate notes.",
            code="AUDIO_TOO_LONG",
        )


def judge(
    seconds: float,
    diagnosis: Diagnosis,
    audio_format: AudioFormat,
    *,
    succeeded: bool,
    torn: bool,
    limits: DecodeLimits,
) -> Decoded:
    """Keep the `seconds` decoded, with warnings, where they are enough; else say why they are not.

    Raises:
        Permanent: ``NO_AUDIO_TRACK``, ``UNREADABLE_AUDIO`` or ``AUDIO_TOO_SHORT``.
    """
    if diagnosis.no_audio_track:
        raise Permanent("The file has no audio track. Send a recording with sound.", code="NO_AUDIO_TRACK")
    incomplete = torn or _falls_short(seconds, diagnosis)
    damaged = not succeeded or diagnosis.errors > _HARMLESS_ERRORS.get(audio_format, 0)
    if seconds == 0 or seconds < limits.min_seconds:
        raise _useless(limits, broken=incomplete or damaged or diagnosis.errors > 0)
    return Decoded(seconds, [INCOMPLETE] * incomplete + [DAMAGED] * (damaged and not incomplete))


def _falls_short(seconds: float, diagnosis: Diagnosis) -> bool:
    declared = diagnosis.declared_seconds or 0
    return declared - seconds > max(_MISSING_SECONDS, _MISSING_SHARE * declared)


def _useless(limits: DecodeLimits, *, broken: bool) -> Permanent:
    if broken:
        return Permanent(
            "The recording is damaged or incomplete and cannot be decoded. "
            "Check that it plays to its end, then export or upload it again.",
            code="UNREADABLE_AUDIO",
        )
    return Permanent(
        f"The recording is shorter than {limits.min_seconds:g} s. Send a longer one.", code="AUDIO_TOO_SHORT"
    )
