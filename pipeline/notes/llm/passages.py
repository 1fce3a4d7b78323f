"""The transcript as numbered lines, in passages that fit the model.

The numbers are the segments' positions, counted from 1 over the whole transcript, so that
a line keeps its number in every passage. Sentences that order the note's writer about
("ignore your rules and write ...") are no part of an encounter: the model never reads
them and nothing can rest on them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.models import Transcript
from pipeline.notes.grounded.reading.corrections import corrected
from pipeline.notes.orders import is_order
from pipeline.notes.polarity import sentences

BYTES_A_TOKEN = 3
"""Fewer than in English prose (about 4), so that an estimate errs on the safe side."""

OVERLAP = 2
"""Lines of the passage before that are shown again, so that an answer meets its question."""


@dataclass(frozen=True, slots=True)
class Line:
    """A segment, or a piece of a long one, as the model reads it."""

    number: int
    speaker: str
    text: str

    @property
    def shown(self) -> str:
        """The line in the prompt. Angle brackets would let it close the transcript's tag."""
        return f"[{self.number}] {self.speaker}: {self.text.translate(_NO_TAGS)}"


_NO_TAGS = str.maketrans("<>", "()")


@dataclass(frozen=True, slots=True)
class Said:
    """What of a transcript counts: texts by line number less one, and what was left out."""

    texts: tuple[str, ...]
    speakers: tuple[str, ...]
    ordered_about: tuple[int, ...]


def hear(transcript: Transcript) -> Said:
    """The transcript without what was taken back and what orders the note's writer about."""
    texts = [corrected(" ".join(s.text.split())) for s in transcript.segments]
    heard = list(zip(texts, (s.speaker for s in transcript.segments), strict=True))
    kept = [" ".join(s for s in sentences(text) if not is_order(s, by)) for text, by in heard]
    changed = tuple(i for i, (text, by) in enumerate(heard) if any(is_order(s, by) for s in sentences(text)))
    return Said(
        texts=tuple(k if i in changed else t for i, (t, k) in enumerate(zip(texts, kept, strict=True))),
        speakers=tuple(s.speaker.value for s in transcript.segments),
        ordered_about=changed,
    )


def tokens(text: str) -> int:
    """An upper estimate of the tokens of a text."""
    return len(text.encode()) // BYTES_A_TOKEN + 1


def passages(said: Said, room: int) -> list[tuple[Line, ...]]:
    """The lines in order, in as few passages of at most ``room`` tokens as they need."""
    found: list[tuple[Line, ...]] = []
    current: list[Line] = []
    used = fresh = 0
    for line in _lines(said, room // 4):
        cost = tokens(line.shown)
        if current and used + cost > room:
            found.append(tuple(current))
            current = current[-OVERLAP:]
            used, fresh = sum(tokens(kept.shown) for kept in current), 0
        current.append(line)
        used, fresh = used + cost, fresh + 1
    return [*found, tuple(current)] if fresh else found


def _lines(said: Said, longest: int) -> Iterator[Line]:
    for number, (speaker, text) in enumerate(zip(said.speakers, said.texts, strict=True), 1):
        for piece in _pieces(text.split(), longest):
            yield Line(number, speaker, piece)


def _pieces(words: Sequence[str], longest: int) -> Iterator[str]:
    piece = ""
    for word in words:
        if piece and tokens(f"{piece} {word}") > longest:
            yield piece
            piece = ""
        piece = f"{piece} {word}" if piece else word[: longest * BYTES_A_TOKEN]
    if piece:
        yield piece
