"""Segments of a transcript: sentences, cut where a speaker pauses."""

from collections.abc import Iterable, Sequence

from pipeline.models import Segment, Speaker, Word

# A pause this long ends a segment even within a sentence, seconds.
PAUSE = 1.0
# A sentence without a mark is cut after this many seconds at the next pause of _BREATH.
_LONG = 15.0
_BREATH = 0.3
_SENTENCE_END = (".", "?", "!", "。")
_ABBREVIATIONS = frozenset({"dr.", "mr.", "mrs.", "ms.", "st.", "vs.", "no.", "approx."})


def sentences(words: Iterable[Word]) -> list[list[Word]]:
    """Group timed words to sentences, in order."""
    groups: list[list[Word]] = []
    for word in words:
        if not groups or _ends(groups[-1], word):
            groups.append([])
        groups[-1].append(word)
    return groups


def _ends(sentence: Sequence[Word], following: Word) -> bool:
    last = sentence[-1]
    gap = following.start - last.end
    marked = last.text.endswith(_SENTENCE_END) and last.text.lower() not in _ABBREVIATIONS
    overlong = last.end - sentence[0].start > _LONG
    return marked or gap > PAUSE or (overlong and gap > _BREATH)


def segment(words: Sequence[Word], number: int, speaker: Speaker = Speaker.UNKNOWN) -> Segment:
    """The segment of a sentence; ``number`` counts from 1 and makes its id."""
    return Segment(
        id=f"s{number}",
        start=words[0].start,
        end=words[-1].end,
        speaker=speaker,
        text=" ".join(word.text for word in words),
        words=list(words),
    )
