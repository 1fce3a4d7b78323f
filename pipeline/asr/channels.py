"""One or two channels of a recording as windows in the order of time."""

import heapq
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from pipeline.asr.leaks import Leaks, find_leaks, without_leaks
from pipeline.asr.speech_file import open_speech
from pipeline.asr.windows import Window, speech_windows


def recording_windows(path: Path, longest: float, *, apart: bool) -> Iterator[Window]:
    """Yield the windows of a recording in the order of their starts.

    Args:
        path: 16 kHz FLAC of one or two channels; streamed, once a channel and once before.
        longest: Most seconds of speech in a window.
        apart: Hear each of two channels for itself; else their mean.

    Raises:
        Permanent: The file is damaged (``UNREADABLE_AUDIO``).
    """
    if not apart:
        return _mean_windows(path, longest)
    with open_speech(path) as speech:
        leaks = find_leaks(speech.blocks())
    return heapq.merge(
        *(_channel_windows(path, longest, leaks, channel) for channel in (0, 1)), key=attrgetter("start")
    )


def _mean_windows(path: Path, longest: float) -> Iterator[Window]:
    with open_speech(path) as speech:
        yield from speech_windows((block.mean(axis=0) for block in speech.blocks()), longest)


def _channel_windows(path: Path, longest: float, leaks: Leaks, channel: int) -> Iterator[Window]:
    with open_speech(path) as speech:
        yield from speech_windows(without_leaks(speech.blocks(), leaks, channel), longest, channel)
