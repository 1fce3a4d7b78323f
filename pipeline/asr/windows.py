"""Windows of speech: what the model hears at once.

Voice activity is detected while the recording streams; neighbouring stretches of speech
are packed into one window and the silence between windows is never decoded. A window
ends at a pause, so that its border neither cuts a word nor repeats one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from pipeline.asr.speech_file import SAMPLE_RATE, Samples

# Speech is looked for in stretches of this length, so memory does not grow with the recording.
_STRETCH = 60 * SAMPLE_RATE
# Speech that ends nearer than this to the end of a stretch may go on in the next.
_BORDER = 2 * SAMPLE_RATE
_MIN_SILENCE_MS = 160
_PAD_MS = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech, in samples from the start of the recording."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Samples."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Window:
    """Speech that goes through the model at once.

    Attributes:
        pieces: The stretches it is made of, in order.
        samples: Their samples joined, shape (samples,).
        channel: Which channel of the recording it was heard on.
    """

    pieces: tuple[Piece, ...]
    samples: Samples
    channel: int = 0

    @property
    def start(self) -> float:
        """Where it begins in the recording, seconds."""
        return self.pieces[0].start / SAMPLE_RATE

    @property
    def end(self) -> float:
        """Where it ends in the recording, seconds."""
        return self.pieces[-1].end / SAMPLE_RATE

    @property
    def seconds(self) -> float:
        """How much speech it holds."""
        return len(self.samples) / SAMPLE_RATE

    def span(self, start: float, end: float) -> tuple[float, float]:
        """Turn a word's times in the window into times in the recording, seconds.

        Both ends are resolved to the piece that holds the word's middle: a word is never
        stretched over silence that was left out.
        """
        before, piece = self._piece_at((start + end) / 2)
        offset = (piece.start - before) / SAMPLE_RATE
        low, high = piece.start / SAMPLE_RATE, piece.end / SAMPLE_RATE
        begin = min(max(start + offset, low), high)
        return begin, min(max(end + offset, begin), high)

    def excerpt(self, start: float, end: float) -> Samples:
        """The samples between two times of the recording, without the silence left out."""
        low, high = int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)
        parts, before = [self.samples[:0]], 0
        for piece in self.pieces:
            first, last = max(low, piece.start), min(high, piece.end)
            if first < last:
                shift = before - piece.start
                parts.append(self.samples[first + shift : last + shift])
            before += piece.length
        return np.concatenate(parts)

    def _piece_at(self, seconds: float) -> tuple[int, Piece]:
        """The piece that holds a time of the window, and how many samples precede it."""
        before = 0
        for piece in self.pieces[:-1]:
            if seconds * SAMPLE_RATE < before + piece.length:
                return before, piece
            before += piece.length
        return before, self.pieces[-1]


def speech_windows(blocks: Iterable[Samples], longest: float, channel: int = 0) -> Iterator[Window]:
    """Yield the windows of one channel, none longer than ``longest`` seconds.

    Args:
        blocks: Samples in order, each of shape (samples,).
        longest: Most seconds of speech in a window.
        channel: What the windows are marked with.
    """
    pieces: list[Piece] = []
    samples: list[Samples] = []
    room = int(longest * SAMPLE_RATE)
    for piece, heard in _speech_pieces(blocks, longest):
        if pieces and piece.length > room:
            yield Window(tuple(pieces), np.concatenate(samples), channel)
            pieces, samples, room = [], [], int(longest * SAMPLE_RATE)
        pieces.append(piece)
        samples.append(heard)
        room -= piece.length
    if pieces:
        yield Window(tuple(pieces), np.concatenate(samples), channel)


def _speech_pieces(blocks: Iterable[Samples], longest: float) -> Iterator[tuple[Piece, Samples]]:
    """Yield each stretch of speech with its samples, as soon as its end is known."""
    start = 0
    rest: Samples = np.empty(0, np.float32)
    for stretch, final in _stretches(blocks):
        heard = np.concatenate([rest, stretch])
        pieces = _detect(heard, longest)
        done = len(heard)
        if not final:
            # Speech near the border may go on, and the next one's padding reaches back.
            done -= _BORDER
            if pieces and pieces[-1].end > done:
                done = pieces.pop().start
            done = max([done, *(piece.end for piece in pieces[-1:])])
        for piece in pieces:
            yield Piece(start + piece.start, start + piece.end), heard[piece.start : piece.end]
        rest, start = heard[done:].copy(), start + done


def _stretches(blocks: Iterable[Samples]) -> Iterator[tuple[Samples, bool]]:
    """Join blocks to stretches worth a look; the flag marks the last one."""
    held: list[Samples] = []
    length = 0
    for block in blocks:
        if length >= _STRETCH:
            yield np.concatenate(held), False
            held, length = [], 0
        held.append(block)
        length += len(block)
    if held:
        yield np.concatenate(held), True


def _detect(samples: Samples, longest: float) -> list[Piece]:
    options = VadOptions(
        max_speech_duration_s=longest, min_silence_duration_ms=_MIN_SILENCE_MS, speech_pad_ms=_PAD_MS
    )
    return [Piece(found["start"], found["end"]) for found in get_speech_timestamps(samples, options)]
