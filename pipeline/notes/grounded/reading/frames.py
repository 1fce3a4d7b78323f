"""Frames that open what follows them in run-on speech: "and on your lung exam", "for your next problem".

A learned border often puts such a frame at the end of the sentence before it. It belongs to the
finding or the plan that is told next, so a sentence ends before it and none within it.
"""

import re
from collections.abc import Mapping, Sequence

_JOINED = r"(?:(?:and|but|so|now|then|okay|alright|also) )*"
_WHOSE = r"(?:a|an|the|your|his|her|their)"
_FINDS = (
    r"(?=(?:i|i'm|i'll|i've|i'd|you|you're|you've|he|she|they|they're|we|it|it's|there|there's|no|your|his|her|the"
    r"|everything)\b)"
)
_PLANS = (
    r"(?=(?:continue|start|stop|increase|decrease|take|keep|use"
    r"|i'm going|i am going|i'll|i will|i want|i'd like|i would|let's|we'll|we will|we're going"
    r"|we are going|i think|what i)\b)"
)
_EXAM = (
    rf"(?:on|for) (?:{_WHOSE} )?(?!{_WHOSE}\b)(?:(?!(?:and|or|i|you|is|are|was|no)\b)[\w-]+ ){{0,4}}?"
    r"exam(?:ination)?"
    rf"(?: of (?:the |your |his |her )(?:(?:left|right|lower|upper) )*[\w-]+)? {_FINDS}"
)
_PROBLEM = (
    r"for (?:your|his|her|the) (?:(?!(?:and|or|i|you|is|are|was)\b)[\w-]+ ){0,3}?"
    rf"(?:problem|issue|concern|diagnosis|symptoms|condition)"
    rf"(?: of (?:the |your )?(?:[\w-]+ ){{1,3}}?)? ?{_PLANS}"
)
_PART = (
    r"(?:with|for|on) (?:your|his|her|the) (?:(?:left|right) )?[\w-]+"
    r" (?=let's (?:go ahead and |just )*focus on (?:it|that)\b)"
)
_FRAME = re.compile(rf"(?:(?<=\s)|^){_JOINED}(?:{_EXAM}|{_PROBLEM}|{_PART})")
_BELONGS = re.compile(
    r"\b(?:based|depending|seen|see|found|find|noted|heard|focus|is|was|are|were|that|which|when|what|if"
    r"|because|as|done|doing|you|i|the|a|your) $"
)
"""Words that a frame may be the object of."""


_LEAST = 5
"""Words of what a frame opens, the subject included, before its sentence may end."""
_OPEN = re.compile(r"(?:^|\b(?:and|but|so|then) )(?:if|once|unless) (?:\S+ ){1,4}\S+$|\bwithin$")


def opens_more(words: Sequence[str]) -> bool:
    """Whether the words of a sentence so far end on what needs more: a condition without its main clause."""
    return bool(_OPEN.search(" ".join(words)))


def frame_marks(words: Sequence[str]) -> Mapping[int, str]:
    """The mark after each word that a frame settles, by the word's index; the words are lower-case."""
    text = " ".join(words)
    marks: dict[int, str] = {}
    for frame in _FRAME.finditer(text):
        first = len(text[: frame.start()].split())
        last = len(text[: frame.end()].split()) - 1
        if first and not _BELONGS.search(text[: frame.start()]):
            marks[first - 1] = "."
        marks |= dict.fromkeys(range(first, last + _LEAST), "") | {last: ","}
    return marks
