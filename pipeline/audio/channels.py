"""Whether the two channels of a recording hold a voice each, or the same room twice.

A headset for each speaker, or the two ends of a call, must not be mixed: who speaks is known for
good. A stereo microphone in one room must be: each of its channels holds every word.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.level import SAMPLE_BYTES, SAMPLE_RATE, SILENCE_DBFS, LevelMeter, SpeechLevel

# Shorter frames follow a room's echo rather than its speakers.
_FRAME = SAMPLE_RATE // 5
_FULL_SCALE = 32768**2
# A sample of both channels; a decoder that is stopped may end within one.
_BOTH_BYTES = 2 * SAMPLE_BYTES
# The loudest hundredth of a channel's frames is taken for its speaker's level, however little he says.
_LOUDEST = 0.01
# Frames further below that, dB, are pauses; leaks of the other voice are lost among them.
_RANGE_DB = 20
_HEARD_DB = 15
# Measured on dialogues with a channel each and leaks of -30 to -15 dB: more than 4 % of the frames
# differ by more than 9 dB in favour of either speaker, and levels correlate at 0.35 or less. In a
# room they correlate at 0.45 and more, with microphones 3 to 15 dB apart and with an echo.
_OWN_DB = 9
_LEAST_SHARE = 0.02
_MOST_CORRELATION = 0.4
# A channel this much quieter than the other carries its hum, not a voice.
_HUM_DB = 25


class Arrangement(StrEnum):
    """What becomes of the decoded channels; the value is the ffmpeg filter that makes it so."""

    KEPT = "anull"
    MIXED = "pan=mono|c0=0.5*c0+0.5*c1"
    LEFT = "pan=mono|c0=c0"


class ChannelMeter:
    """Measures decoded pieces of one or two channels; its size does not depend on theirs."""

    def __init__(self) -> None:
        self._mix, self._left, self._right = LevelMeter(), LevelMeter(), LevelMeter()
        self._pairs: Counter[tuple[int, int]] = Counter()
        self.channels = 1

    def add(self, pcm: bytes, channels: int) -> None:
        """Measure a piece of 16 kHz 16-bit PCM, interleaved, whole frames of 0.2 s but for the last."""
        self.channels = channels
        if channels == 1:
            self._mix.add(pcm)
            return
        samples = np.frombuffer(pcm[: len(pcm) // _BOTH_BYTES * _BOTH_BYTES], "<i2").reshape(-1, 2)
        self._mix.add(samples.mean(axis=1).astype("<i2").tobytes())
        self._left.add(samples[:, 0].tobytes())
        self._right.add(samples[:, 1].tobytes())
        self._pairs.update(map(tuple, _levels(samples).tolist()))

    def arrangement(self) -> Arrangement:
        """What the channels measured so far call for."""
        if self.channels == 1:
            return Arrangement.KEPT
        if self._left.speech() and self._right.speech() and _Frames.of(self._pairs).voices_apart():
            return Arrangement.KEPT
        # Channels of opposite phase (a balanced microphone on a stereo input) cancel out.
        return Arrangement.LEFT if self._left.speech() and not self._mix.speech() else Arrangement.MIXED

    def speech(self) -> list[SpeechLevel]:
        """Level of the speech on each channel that `arrangement` keeps; empty where all is silent."""
        if self.channels > 1 and self.arrangement() is Arrangement.KEPT:
            frames = _Frames.of(self._pairs)
            return [frames.voice(channel) for channel in (0, 1)]
        meter = self._left if self.arrangement() is Arrangement.LEFT else self._mix
        level = meter.speech()
        return [level] if level else []


def _levels(samples: NDArray[np.int16]) -> NDArray[np.int64]:
    """Levels of whole frames, whole dBFS and never below silence; shape (frames, 2)."""
    whole = len(samples) // _FRAME * _FRAME
    power = np.square(samples[:whole].reshape(-1, _FRAME, 2).astype(np.float64)).mean(axis=1)
    levels = np.floor(10 * np.log10(np.maximum(power, 1e-9) / _FULL_SCALE))
    found: NDArray[np.int64] = np.maximum(levels, SILENCE_DBFS).astype(np.int64)
    return found


@dataclass(frozen=True, slots=True)
class _Frames:
    """Frames counted by the levels of their two channels.

    Attributes:
        levels: dBFS, shape (pairs of levels, 2).
        counts: How many frames have these levels.
        loudest: Level of each channel's loudest hundredth, dBFS.
    """

    levels: NDArray[np.float64]
    counts: NDArray[np.int64]
    loudest: tuple[float, float]

    @classmethod
    def of(cls, pairs: Counter[tuple[int, int]]) -> Self:
        """Read the counted pairs."""
        levels, counts = np.array(list(pairs), np.float64), np.array(list(pairs.values()))
        return cls(levels, counts, (_loudest(levels[:, 0], counts), _loudest(levels[:, 1], counts)))

    def voices_apart(self) -> bool:
        """Whether each channel is often far the louder, each by its own measure, and they rise apart."""
        if abs(self.loudest[0] - self.loudest[1]) > _HUM_DB:
            return False
        below = self._below()
        heard = self.counts[below.max(axis=1) > -_HEARD_DB].sum()
        shares = [self.counts[self._own(channel)].sum() / heard for channel in (0, 1)]
        return min(shares) >= _LEAST_SHARE and _correlation(below, self.counts) < _MOST_CORRELATION

    def voice(self, channel: int) -> SpeechLevel:
        """Level of the channel's own voice: the other's leaks would have it seem quieter than it is."""
        own = self._own(channel)
        counts = self.counts[own]
        # Levels are rounded down.
        power = (counts * 10 ** ((self.levels[own, channel] + 0.5) / 10)).sum() / counts.sum()
        return SpeechLevel(10 * float(np.log10(power)), float(counts.sum()) * _FRAME / SAMPLE_RATE)

    def _own(self, channel: int) -> NDArray[np.bool_]:
        """Frames in which the channel's speaker talks and the other's does not."""
        below = self._below()
        own, other = below[:, channel], below[:, 1 - channel]
        found: NDArray[np.bool_] = (own > -_HEARD_DB) & (own - other > _OWN_DB)
        return found

    def _below(self) -> NDArray[np.float64]:
        """Levels relative to the channel's own speaker, dB."""
        return np.clip(self.levels - self.loudest, -_RANGE_DB, 0)


def _loudest(levels: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    """The level that the loudest frames above silence reach; silence where there are none."""
    order = np.argsort(-levels)
    sounding = np.where(levels[order] > SILENCE_DBFS, counts[order], 0).cumsum()
    return float(levels[order[np.searchsorted(sounding, _LOUDEST * sounding[-1])]])


def _correlation(levels: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    """Pearson's, of the two columns; 1 where either never changes."""
    spread = np.cov(levels.T, fweights=counts)
    scale = float(np.sqrt(spread[0, 0] * spread[1, 1]))
    return float(spread[0, 1]) / scale if scale > 0 else 1.0
