"""One or two channels of a recording as windows in the order of time."""

import heapq
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import numpy as np

from pipeline.asr.speech_file import SAMPLE_RATE, Samples, SpeechFile, open_speech
from pipeline.asr.windows import Window, speech_windows

# How much of a two-channel recording is compared to see whether its channels differ.
_COMPARED = 120 * SAMPLE_RATE
# Below this, -30 dB, the difference of the channels (or one of them) is nothing beside the rest.
_NOTHING = 1e-3
# A voice this much louder on the other channel, 15 dB, is the other speaker's, leaking in.
_LEAKED = 10**1.5


def voices_apart(path: Path) -> bool:
    """Whether the recording has two channels with a voice of its own on each.

    The same sound on both, or silence on one, is a mono recording in a stereo file.
    """
    energy = np.zeros(3)
    compared = 0
    with open_speech(path) as speech:
        if speech.channels == 1:
            return False
        for left, right in speech.blocks():
            energy += [np.square(left).sum(), np.square(right).sum(), np.square(left - right).sum()]
            compared += len(left)
            if compared >= _COMPARED:
                break
    return bool(energy.min() > _NOTHING * energy.max())


def recording_windows(path: Path, longest: float, *, apart: bool) -> Iterator[Window]:
    """Yield the windows of a recording in the order of their starts.

    Args:
        path: 16 kHz FLAC of one or two channels; streamed, once a channel.
        longest: Most seconds of speech in a window.
        apart: Hear each channel for itself; else their mean.

    Raises:
        Permanent: The file is damaged (``UNREADABLE_AUDIO``).
    """
    if not apart:
        return _windows(path, longest, None)
    return heapq.merge(*(_windows(path, longest, channel) for channel in (0, 1)), key=attrgetter("start"))


def _windows(path: Path, longest: float, channel: int | None) -> Iterator[Window]:
    with open_speech(path) as speech:
        yield from speech_windows(_samples(speech, channel), longest, channel or 0)


def _samples(speech: SpeechFile, channel: int | None) -> Iterator[Samples]:
    for block in speech.blocks():
        if channel is None:
            yield block.mean(axis=0)
        else:
            yield _without_leak(block[channel], block[1 - channel])


def _without_leak(own: Samples, other: Samples) -> Samples:
    """Silence a block in which the other channel is so much louder that its voice leaks in."""
    leaked = np.square(other).sum() > _LEAKED * np.square(own).sum()
    return np.zeros_like(own) if leaked else own
