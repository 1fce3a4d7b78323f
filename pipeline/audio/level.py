"""How loud the speech in a recording is, measured with pydub piece by piece.

The level is that of the speech alone: pauses do not lower it and a slammed door does not raise it.
Levels are dBFS: decibels relative to a full-scale 16-bit sample.
"""

import math
import warnings
from collections import Counter
from dataclasses import dataclass

with warnings.catch_warnings():
    # pydub warns that no ffmpeg is on PATH (it is not asked to run one) and of its own old syntax.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.utils import make_chunks

SAMPLE_RATE = 16_000
SAMPLE_BYTES = 2
FRAME_SECONDS = 0.05

SILENCE_DBFS = -75
"""Below it lie digital silence, dither (-93) and the noise of a muted input; no voice that 16 bits
can carry intelligibly. What is above may still be noise: the speech model's detector judges that."""
LEAST_SPEECH_SECONDS = 0.3
"""The length of a short word; less sound than that is a click."""
_LOUD_SHARE = 0.05
_KNOCK_DB = 12
_PAUSE_DB = 20


@dataclass(frozen=True, slots=True)
class LevelPolicy:
    """Which recordings are raised, and to where."""

    quiet_dbfs: float
    """Speech below this level is raised."""
    target_dbfs: float
    """The level it is raised to."""

    def gain_db(self, speech_dbfs: float) -> float:
        """The gain for speech at this level, dB; 0 where it is loud enough."""
        return self.target_dbfs - speech_dbfs if speech_dbfs < self.quiet_dbfs else 0.0


@dataclass(frozen=True, slots=True)
class SpeechLevel:
    """What `LevelMeter` found."""

    dbfs: float
    """RMS level of the speech."""
    seconds: float
    """How much is louder than the pauses."""


class LevelMeter:
    """A histogram of 50 ms levels, one bin a decibel: its size does not depend on the recording's."""

    def __init__(self) -> None:
        self._frames: Counter[int] = Counter()
        self._power: Counter[int] = Counter()

    def add(self, pcm: bytes) -> None:
        """Measure a piece of 16 kHz mono 16-bit PCM, whole 50 ms frames but for the last piece."""
        piece = AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=SAMPLE_RATE, channels=1)
        for frame in make_chunks(piece, FRAME_SECONDS * 1000):
            rms: int = frame.rms
            if rms > 0:
                level = math.floor(_dbfs(rms * rms))
                self._frames[level] += 1
                self._power[level] += rms * rms

    def speech(self) -> SpeechLevel | None:
        """The level of the speech so far; None when there is nothing but silence.

        The loudest 5 % of the sounding frames give the reference. Frames more than 12 dB above it
        are knocks. Frames more than 20 dB below it are pauses: that is the 15.9 dB margin of ITU-T
        P.56 under the active level, the reference lying some 4 dB above that level in speech.
        """
        sounding = {level: count for level, count in self._frames.items() if level >= SILENCE_DBFS}
        if sum(sounding.values()) * FRAME_SECONDS < LEAST_SPEECH_SECONDS:
            return None
        reference = _level_of_loudest(sounding, _LOUD_SHARE)
        active = [level for level in sounding if level >= reference - _PAUSE_DB]
        voiced = [level for level in active if level <= reference + _KNOCK_DB]
        power = sum(self._power[level] for level in voiced) / sum(sounding[level] for level in voiced)
        return SpeechLevel(_dbfs(power), sum(sounding[level] for level in active) * FRAME_SECONDS)


def _level_of_loudest(frames: dict[int, int], share: float) -> int:
    """The level that `share` of the frames reach."""
    wanted = share * sum(frames.values())
    for level in sorted(frames, reverse=True):
        wanted -= frames[level]
        if wanted <= 0:
            break
    return level


def _dbfs(power: float) -> float:
    return 10 * math.log10(power / 32768**2)
