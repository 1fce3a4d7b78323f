"""Sentence ends and commas in run-on speech, put back by a learned model.

The model labels each gap between two words: nothing, a comma, a full stop or a question
mark. It sees the words around the gap, and what has been said since the last stop.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pipeline.notes.grounded.language.linear import load_model
from pipeline.notes.grounded.reading.frames import frame_marks, opens_more
from pipeline.notes.grounded.reading.gaps import around, since
from pipeline.notes.grounded.reading.settled import ends_here, goes_on_here, one_amount
from pipeline.notes.questions import CHECKS, is_question

_RUN_ON = 12
_LONG_RUN_ON = 60
_MARKED = re.compile(r"[.?!](?=\s)|,(?=\s)")
_WORDS_PER_MARK = 30
_SHORTEST = 3
_LONG_QUESTION = 14
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_SCALE = re.compile(r"\bscale\b|\b(?:one|1|zero|0) to (?:ten|10)\b", re.I)
_STOPS = {".", "?"}
_STOP_BIAS = 1.2
_PAUSE_BIAS = 1.5


def ends_sentence(words: Sequence[str], i: int, length: int) -> bool:
    """Whether a sentence may well end after word ``i``, where the speaker also paused.

    ``words`` are lower-case without marks; ``length`` counts them from the last stop.
    """
    return _mark(words, i, max(0, i + 1 - length), paused=True) in _STOPS


def _mark(words: Sequence[str], i: int, start: int, *, paused: bool = False) -> str:
    """The mark after word ``i``, where ``start`` is the first word after the last stop."""
    model = load_model("boundary")
    scores = model.scores([*around(words, i), *since(words, start, i)])
    bias = _STOP_BIAS + (_PAUSE_BIAS if paused else 0.0)
    open_still = goes_on_here(words, i, start) or opens_more(words[start : i + 1])
    bias = -np.inf if open_still else bias
    stops = np.array([bias if c in _STOPS else 0.0 for c in model.classes])
    mark = model.classes[int(np.argmax(scores + stops))]
    return "." if mark == "?" and words[start] == "no" else mark


_CHECKED_BEFORE = re.compile(rf"\b{CHECKS}(?=\s+and (?:you|your|you're|you've)\b)", re.I)
"""What is said behind one statement in front of the next, to have both confirmed."""


@lru_cache(maxsize=2048)
def restore(text: str, *, punctuated: bool) -> str:
    """The text with its marks; a stretch that has enough of its own is left alone.

    ``punctuated``: the transcript as a whole has marks, so that only a very long stretch
    without any is taken for run-on speech.
    """
    text = _CHECKED_BEFORE.sub(r"\g<0>?", text)
    if punctuated:
        text = " ".join(map(_merged_question, _SENTENCES.split(text)))
    words = text.split()
    marks = len(_MARKED.findall(text))
    if len(words) < (_LONG_RUN_ON if punctuated else _RUN_ON) or len(words) < _WORDS_PER_MARK * marks:
        return text
    return _with_marks(words)


def _merged_question(sentence: str) -> str:
    """A question that opens as a statement, with the marks between the two."""
    words = sentence.split()
    if not sentence.endswith("?") or len(words) < _LONG_QUESTION or is_question(sentence.rstrip("?")):
        return sentence
    return _asked_last(sentence) or _with_marks(words)


def _asked_last(sentence: str) -> str | None:
    """The sentence with a stop before its last clause, where that one is the question.

    A scale and the rating asked for on it stay together.
    """
    if _SCALE.search(sentence):
        return sentence
    lead, _, asked = sentence.rpartition(", ")
    return f"{lead}. {asked}" if lead and is_question(asked.rstrip("?")) else None


def _settled(words: Sequence[str], i: int, start: int) -> str | None:
    """The mark after word ``i`` that needs no model, or None."""
    return "." if ends_here(words, i, start) else "" if one_amount(words, i) else None


def _with_marks(words: Sequence[str]) -> str:
    plain = [w.strip(".,?!").lower() for w in words]
    framed = frame_marks(plain)
    out: list[str] = []
    start = 0
    for i, word in enumerate(words):
        mark = ""
        if i + 1 < len(words) and word[-1] not in ".,?!":
            settled = framed[i] if i in framed else _settled(plain, i, start)
            mark = _mark(plain, i, start) if settled is None else settled
            mark = "" if mark in _STOPS and i + 1 - start < _SHORTEST else mark
        out.append(word + mark)
        start = i + 1 if mark in _STOPS or word[-1] in ".?!" else start
    return " ".join(out)
