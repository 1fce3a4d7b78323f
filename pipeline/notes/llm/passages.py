"""The transcript as numbered lines, in passages that fit the model.

The numbers are the segments' positions, counted from 1 over the whole transcript, so that
a line keeps its number in every passage. Sentences that order the note's writer about
("ignore your rules and write ...") are no part of an encounter: the model never reads
them and nothing can rest on them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.models import Speaker, Transcript
from pipeline.notes.grounded.cleaning import corrected
from pipeline.notes.polarity import sentences

BYTES_A_TOKEN = 3
"""Fewer than in English prose (about 4), so that an estimate errs on the safe side."""

OVERLAP = 2
"""Lines of the passage before that are shown again, so that an answer meets its question."""

_TO_THE_WRITER = re.compile(
    r"(?<!\bi )(?<!n't )(?<!\bnot )\b(?:ignore|disregard|forget|override|bypass)\b[^.?!]{0,40}"
    r"\b(?:rules?|instructions?|prompts?|guidelines|above|constraints)\b"
    r"|\bsystem (?:prompt|message|override)\b|\bas an? (?:ai|language model)\b"
    r"|\b(?:output|print|(?:respond|reply|answer) with) only (?:the|this|these) (?:words?|text|phrase)\b"
    r"|\bpretend (?:that )?(?:you are|you're|to be)\b|\byou are now (?:an? )?(?:ai|assistant|chatbot|model)\b"
    r"|(?:\b(?:ai|language model|scribe),?|^(?:hey )?computer,) (?:please )?"
    r"(?:write|add|document|put|record|state|say|erase|delete|remove|ignore)\b"
    r"|</?(?:transcript|system|assistant|user)>",
    re.I,
)

# A clinician may well dictate so; a patient who does orders the writer about.
_DICTATING = re.compile(
    r"\b(?:write|put|note|mark|type|set) (?:it |this )?down (?:that|as)\b"
    r"|\b(?:add|put|write|change|delete|erase|remove)\b[^.?!]{0,30}"
    r"\b(?:to|in|into|from|on) (?:the|my|this) (?:note|summary|record|chart|report)\b"
    r"|\bnote to (?:whoever|the (?:writer|scribe|typist))\b"
    r"|\bcommands? (?:for|to) the (?:software|computer|system|scribe|machine)\b"
    r"|\bfrom now on,? (?:answer|respond|reply|write|speak) (?:only )?(?:in|with|as)\b"
    r"|\bset my [^.?!]{0,40} to \d",
    re.I,
)


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
    kept = [" ".join(s for s in sentences(text) if not _is_order(s, by)) for text, by in heard]
    changed = tuple(i for i, (text, by) in enumerate(heard) if any(_is_order(s, by) for s in sentences(text)))
    return Said(
        texts=tuple(k if i in changed else t for i, (t, k) in enumerate(zip(texts, kept, strict=True))),
        speakers=tuple(s.speaker.value for s in transcript.segments),
        ordered_about=changed,
    )


def _is_order(sentence: str, speaker: Speaker) -> bool:
    dictates = speaker is Speaker.PATIENT and _DICTATING.search(sentence)
    return bool(dictates or _TO_THE_WRITER.search(sentence))


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
