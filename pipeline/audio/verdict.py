"""Whether what ffmpeg made of a recording can be used, and what the client is told if not."""

from dataclasses import dataclass

from pipeline.audio.decoder import DecodeLimits
from pipeline.audio.diagnosis import Diagnosis
from pipeline.audio.formats import AudioFormat
from pipeline.errors import Permanent

CUT_SHORT = "The recording ends before its declared length; what was received of it was transcribed."
DAMAGED = "Parts of the recording were damaged and could not be decoded; they are not in the transcript."

# The others only estimate: a WAV written to a pipe declares nonsense, an MP3 what its first frame says.
_DECLARE_LENGTH = (AudioFormat.MP4, AudioFormat.FLAC, AudioFormat.WEBM)
_CUT_SECONDS = 2
_CUT_SHARE = 0.02


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


def judge(seconds: float, diagnosis: Diagnosis, *, succeeded: bool, limits: DecodeLimits) -> Decoded:
    """Keep the `seconds` decoded, with warnings, where they are enough; else say why they are not.

    Raises:
        Permanent: ``NO_AUDIO_TRACK``, ``UNREADABLE_AUDIO`` or ``AUDIO_TOO_SHORT``.
    """
    warnings = _warnings(seconds, diagnosis, succeeded=succeeded)
    if diagnosis.no_audio_track:
        raise Permanent("The file has no audio track. Send a recording with sound.", code="NO_AUDIO_TRACK")
    if (seconds == 0 or seconds < limits.min_seconds) and warnings:
        raise Permanent(
            "The recording is damaged or incomplete and cannot be decoded. "
            "Check that it plays to its end, then export or upload it again.",
            code="UNREADABLE_AUDIO",
        )
    if seconds == 0 or seconds < limits.min_seconds:
        raise Permanent(
            f"The recording is shorter than {limits.min_seconds:g} s. Send a longer one.",
            code="AUDIO_TOO_SHORT",
        )
    return Decoded(seconds, warnings)


def _warnings(seconds: float, diagnosis: Diagnosis, *, succeeded: bool) -> list[str]:
    declared = diagnosis.declared_seconds or 0
    if declared - seconds > max(_CUT_SECONDS, _CUT_SHARE * declared):
        return [CUT_SHORT]
    return [] if succeeded and not diagnosis.errors else [DAMAGED]
