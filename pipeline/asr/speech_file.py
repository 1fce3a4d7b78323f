"""The speech of a recording, streamed from its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Permanent

SAMPLE_RATE = 16_000
MAX_CHANNELS = 2

Samples = NDArray[np.float32]


class SpeechFile:
    """An open 16 kHz recording of one or two channels.

    Attributes:
        channels: 1 or 2.
        duration: Length in seconds, as its header says.
    """

    def __init__(self, container: Any) -> None:
        self._container = container
        stream = container.streams.audio[0]
        self.channels: int = stream.codec_context.channels
        if stream.codec_context.sample_rate != SAMPLE_RATE or not 1 <= self.channels <= MAX_CHANNELS:
            raise _unreadable()
        self.duration = float((stream.duration or 0) * stream.time_base)

    def blocks(self) -> Iterator[Samples]:
        """Yield the samples in the order of the file, in blocks of shape (channels, samples).

        Samples are in -1..1. A block is as long as the file's own frames (about 0.3 s).
        """
        resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
        try:
            for frame in self._container.decode(audio=0):
                for converted in resampler.resample(frame):
                    yield converted.to_ndarray().astype(np.float32, copy=False)
        except av.FFmpegError as failure:
            raise _unreadable() from failure


@contextmanager
def open_speech(path: Path) -> Iterator[SpeechFile]:
    """Open the 16 kHz FLAC at ``path``.

    Raises:
        Permanent: It is not audio of that kind, or is damaged (``UNREADABLE_AUDIO``).
    """
    try:
        container = av.open(str(path), format="flac")
    except (av.FFmpegError, OSError) as failure:
        raise _unreadable() from failure
    with container:
        if not container.streams.audio:
            raise _unreadable()
        yield SpeechFile(container)


def _unreadable() -> Permanent:
    return Permanent(
        "The recording's speech cannot be read. Send the recording again.", code="UNREADABLE_AUDIO"
    )
