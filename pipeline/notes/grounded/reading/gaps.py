"""Features of the gap between two words, for the model that puts marks back into run-on speech.

`around` are those of the words on both sides; `since` those of the stretch from the last stop to
the gap, which say whether a whole clause has ended there and another begins.
"""

import re
from collections.abc import Sequence

from pipeline.notes.grounded.language.word_classes import word_class

_CLASS_RUNS = (
    (-1, 0, 1), (0, 1, 2), (1, 2), (1, 2, 3), (1, 2, 3, 4), (-2, -1, 0), (-3, -2, -1, 0), (0, 1),
    (-1, 0, 1, 2), (0, 1, 2, 3), (-2, -1, 0, 1, 2),
)  # fmt: skip
_AHEAD = 7
_LED = r"(?:REPLY |AND |BUT |ADVERB )*"
_CLAUSES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("subject", _LED + r"(?:SUBJECT|THAT|NOUN) (?:ADVERB |NOT )*(?:BE|MODAL|PAST|VERB|VERBS|NEGATED)\b"),
        ("contracted", _LED + r"CONTRACTED\b"),
        ("noun", _LED + r"DETERMINER (?:\S+ ){1,3}?(?:BE|MODAL|PAST|VERBS|NEGATED)\b"),
        ("inverted", r"(?:REPLY |AND |BUT )*(?:BE|NEGATED|MODAL) (?:SUBJECT|THAT|DETERMINER)\b"),
        ("question", r"(?:REPLY |AND |BUT )*WHICH\b"),
        ("verb", r"(?:REPLY |AND |BUT )*VERB\b"),
    )
)
_CLAUSE = re.compile(
    r"\b(?:SUBJECT|THAT|NOUN) (?:ADVERB |NOT )*(?:BE|MODAL|PAST|VERB|VERBS|NEGATED)\b|\bCONTRACTED\b"
)
_VERB = frozenset(("BE", "NEGATED", "MODAL", "CONTRACTED", "PAST", "VERB", "VERBS"))
_FINITE = frozenset(("BE", "MODAL", "PAST", "VERBS", "NEGATED", "CONTRACTED"))
_DEPENDENT = frozenset(
    "if when because as after before since while although in on for with what how".split()  # noqa: SIM905
)
_SHORT, _LONG, _SPELT = 4, 30, 6


def around(words: Sequence[str], i: int) -> list[str]:
    """Features of the words on both sides of the gap after word ``i``, and of their classes."""

    def at(offset: int) -> str:
        j = i + offset
        return words[j] if 0 <= j < len(words) else "<>"

    c = {offset: word_class(at(offset)) for offset in range(-3, 5)}
    before, last, here, after, then = at(-1), at(0), at(1), at(2), at(3)
    found = [
        f"0={last}", f"1={here}", f"2={after}", f"-1={before}", f"3={then}",
        f"01={last} {here}", f"12={here} {after}", f"-10={before} {last}", f"123={here} {after} {then}",
        f"-101={before} {last} {here}", f"012={last} {here} {after}", f"suffix={last[-3:]}",
        f"shape={last[-2:]} {here[-2:]}",
        f"last {last} {c[1]} {c[2]}", f"here {c[-1]} {c[0]} {here}", f"here {here} {c[2]} {c[3]}",
        f"here {here} {after} {c[3]}", f"last {c[-1]} {last} {c[1]}",
    ]  # fmt: skip
    return found + [f"{run}={' '.join(c[o] for o in run)}" for run in _CLASS_RUNS]


def since(words: Sequence[str], start: int, i: int) -> list[str]:
    """Features of the words from ``start``, the first after the last stop, to the gap after word ``i``."""
    classes = [word_class(w) for w in words[start : i + 1]]
    spelt = " ".join(classes)
    n, last, here, ahead = len(classes), classes[-1], word_class(words[i + 1]), _clause_ahead(words, i)
    whole = "clause" if _CLAUSE.search(spelt) else "verb" if _VERB.intersection(classes) else "none"
    length = 9 if n >= _LONG else min(n // 3, 8)
    finite = min(3, sum(c in _FINITE for c in classes))
    first = words[start]
    found = [
        f"length={n if n < _SHORT else _SHORT + length}", f"whole={whole} {ahead}",
        f"whole={whole} {here} {last}", f"whole={whole} {length} {here}",
        f"dependent={first if first in _DEPENDENT else ''} {whole} {ahead}",
        f"finite={finite} {ahead} {last}", f"finite={finite} {length}", f"first={first} {ahead}",
        f"begins={classes[0]} {whole} {ahead}", f"stretch={min(n, 9)} {last} {here}",
        f"ahead={ahead} {last} {here}",
    ]  # fmt: skip
    return [*found, f"spelt={spelt} {ahead}"] if n <= _SPELT else found


def _clause_ahead(words: Sequence[str], i: int) -> str:
    """How a clause begins after the gap, or "none"."""
    classes = " ".join(map(word_class, words[i + 1 : i + 1 + _AHEAD]))
    return next((name for name, opening in _CLAUSES if opening.match(classes)), "none")
