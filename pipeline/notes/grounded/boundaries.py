"""Sentence ends and commas in run-on speech, put back by a learned model.

The model labels each gap between two words: nothing, a comma, a full stop or a question
mark. It sees two words before the gap and three after.
"""

import re
from collections.abc import Sequence

import numpy as np

from pipeline.notes.grounded.linear import load_model

_RUN_ON = 12
_MARKED = re.compile(r"[.?!](?=\s)|,(?=\s)")
_WORDS_PER_MARK = 30
_SHORTEST = 3
_STOPS = {".", "?"}


def features(words: Sequence[str], i: int) -> list[str]:
    """Features of the gap after word ``i``."""

    def at(offset: int) -> str:
        j = i + offset
        return words[j] if 0 <= j < len(words) else "<>"

    before, last, here, after, then = at(-1), at(0), at(1), at(2), at(3)
    return [
        f"0={last}", f"1={here}", f"2={after}", f"-1={before}", f"3={then}",
        f"01={last} {here}", f"12={here} {after}", f"-10={before} {last}", f"123={here} {after} {then}",
        f"-101={before} {last} {here}", f"012={last} {here} {after}", f"suffix={last[-3:]}",
        f"shape={last[-2:]} {here[-2:]}",
    ]  # fmt: skip


def restore(text: str) -> str:
    """The text with its marks; a stretch that has enough of its own is left alone."""
    words = text.split()
    marks = len(_MARKED.findall(text))
    if len(words) < _RUN_ON or len(words) < _WORDS_PER_MARK * marks:
        return text
    model = load_model("boundary")
    plain = [w.strip(".,?!").lower() for w in words]
    out: list[str] = []
    since = 0
    for i, word in enumerate(words):
        since += 1
        mark = ""
        if i + 1 < len(words) and word[-1] not in ".,?!":
            mark = model.classes[int(np.argmax(model.scores(features(plain, i))))]
            mark = "" if mark in _STOPS and since < _SHORTEST else mark
        out.append(word + mark)
        since = 0 if mark in _STOPS or word[-1] in ".?!" else since
    return " ".join(out)
