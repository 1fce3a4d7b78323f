"""The voice of one channel that leaks into the other's microphone.

Where each speaker has a channel, the other is heard there too, faintly. Decoded, a leak would give
the other's words twice.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.asr.speech_file import SAMPLE_RATE, Samples

FRAME = SAMPLE_RATE // 10
# A channel's speaker is talking where it is this near, dB, to the level of its loudest hundredth.
_TALKING_DB = 15
_LOUDEST = 0.99
# A leak lasts this many frames longer than the voice: the room's echo and the line's delay.
_ECHO_FRAMES = 3
# Words begin and end softly: this many frames around a speaker's own are kept.
_EDGE_FRAMES = 2
_LEAST_LIMIT_DB, _MOST_LIMIT_DB = -20.0, -4.0

Leaks = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)


def find_leaks(blocks: Iterable[Samples]) -> Leaks:
    """Which frames of 0.1 s hold on a channel no more than a leak of the other; shape (frames, 2).

    Args:
        blocks: Samples of both channels in order, each of shape (2, samples).
    """
    powers = [np.square(frame).mean(axis=1) for frame in _frames(blocks)]
    if not powers:
        return np.zeros((0, 2), np.bool_)
    levels = 10 * np.log10(np.maximum(np.array(powers), 1e-10))
    return np.stack([_leaks(levels[:, own], levels[:, 1 - own]) for own in (0, 1)], axis=1)


def without_leaks(blocks: Iterable[Samples], leaks: Leaks, channel: int) -> Iterator[Samples]:
    """Yield one channel's samples in frames of 0.1 s, each of shape (samples,), leaks silenced."""
    for leaked, frame in zip(leaks[:, channel], _frames(blocks), strict=True):
        yield np.zeros_like(frame[channel]) if leaked else frame[channel]


def _frames(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Cut blocks anew to frames, the last one shorter."""
    rest: Samples = np.empty((2, 0), np.float32)
    for block in blocks:
        joined = np.concatenate([rest, block], axis=1)
        whole = joined.shape[1] // FRAME * FRAME
        yield from (joined[:, start : start + FRAME] for start in range(0, whole, FRAME))
        rest = joined[:, whole:]
    if rest.shape[1]:
        yield rest


def _leaks(own: NDArray[np.float64], other: NDArray[np.float64]) -> Leaks:
    """Frames in which ``own`` is nearer to the other's leak than to a voice of its own.

    The leak is measured where the other talks and is the louder: half of it, in dB, is the limit.
    """
    difference = own - other
    leaking = difference[_talking(other) & (difference < 0)]
    leak = float(np.median(leaking)) if len(leaking) else _LEAST_LIMIT_DB
    limit = min(max(leak / 2, _LEAST_LIMIT_DB), _MOST_LIMIT_DB)
    echo = np.max([_later(other, frames) for frames in range(_ECHO_FRAMES + 1)], axis=0)
    own_voice = own - echo > limit
    # Only around speech: beside a pause, in which neither is louder, a leak is still a leak.
    edges = range(-_EDGE_FRAMES, _EDGE_FRAMES + 1)
    near = np.any([_later(own_voice & _talking(own), frames) for frames in edges], axis=0)
    leaks: Leaks = ~(own_voice | near)
    return leaks


def _talking(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = levels > np.quantile(levels, _LOUDEST) - _TALKING_DB
    return found


def _later(values: NDArray[Kind], frames: int) -> NDArray[Kind]:
    """The values moved by some frames, the first or the last one repeated."""
    return values[np.clip(np.arange(len(values)) - frames, 0, len(values) - 1)]
