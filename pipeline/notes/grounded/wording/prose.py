"""How much a written sentence reads like one of a clinician's note rather than like speech.

A linear model over the wording of a sentence: its words and their classes. Rare words count
by their ending and class only, so that it judges wording and not content.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pipeline.notes.grounded.language.linear import load_common_words, load_model
from pipeline.notes.grounded.language.word_classes import word_class

_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+(?:[./]\d+)*|[,;]")
_PATIENT = {"he": "HE", "she": "HE", "they": "HE", "his": "HIS", "their": "HIS", "him": "HIM", "them": "HIM"}
_LENGTHS = (3, 5, 8, 12, 17, 23, 30, 40)
_LONGEST_RUN = 3
_LONGEST_CLASS_RUN = 4
_FINITE = frozenset(
    ("is", "are", "was", "were", "has", "have", "had", "do", "does", "did", "will", "can", "would", "should")
)
_JOINING = frozenset(
    ("and", "but", "or", "because", "so", "which", "that", "if", "when", "who", "since", "while", ",", ";")
)
_LONG_WORD = 4


def wording(sentence: str, common: Collection[str]) -> list[str]:
    """The sentence without its content: ``common`` words as they are, others as ``~ending:CLASS``."""
    text = re.sub(r"\bthe patient\b|^patient\b", "he", sentence.lower())
    return [_shape(token, common) for token in _TOKEN.findall(text)]


def _shape(word: str, common: Collection[str]) -> str:
    if word[0].isdigit():
        return "#"
    if word in _PATIENT:
        return _PATIENT[word]
    return word if word in common or word in ",;" else f"~{word[-2:]}:{word_class(word)}"


def features(worded: Sequence[str]) -> list[str]:
    """Features of a `wording`: up to three words in a row, up to four classes in a row, and its length."""
    tokens = ["^", *(w.partition(":")[0] for w in worded), "$"]
    classes = ["^", *map(_class, worded), "$"]
    found = [*tokens[1:-1], *_runs(tokens, 2, _LONGEST_RUN)]
    found += [f"{a} _ {c}" for a, c in zip(tokens, tokens[2:], strict=False)]
    found += [f"classes {run}" for run in _runs(classes, 2, _LONGEST_CLASS_RUN)]
    length = sum(len(worded) > n for n in _LENGTHS)
    return [*dict.fromkeys(found), f"length={length}", *_shape_of(worded)]


def _shape_of(worded: Sequence[str]) -> Iterator[str]:
    """Features of the whole: verbs that nothing joins, words said twice, how it opens and ends."""
    if not worded:
        return
    finite, joined = sum(w in _FINITE for w in worded), sum(w in _JOINING for w in worded)
    size = min(3, len(worded) // 6)
    yield f"finite={min(4, finite)} joined={min(4, joined)}"
    yield f"unjoined={max(-2, min(3, finite - joined))}"
    yield f"run={min(3, finite)} {min(2, joined)} {size}"
    yield f"commas={min(3, worded.count(','))} ands={min(3, worded.count('and'))}"
    if _repeats([w for w in worded if len(w) >= _LONG_WORD and w[0] != "~"]):
        yield "word twice"
    if _repeats(list(pairwise(worded))):
        yield "pair twice"
    yield f"start={worded[0].partition(':')[0]} {size}"
    yield f"end={worded[-1].partition(':')[0]} {size}"


def _repeats(items: Sequence[object]) -> bool:
    return len(set(items)) < len(items)


def _class(word: str) -> str:
    if word in _PATIENT.values():
        return {"HE": "SUBJECT", "HIS": "DETERMINER", "HIM": "OBJECT"}[word]
    return word.partition(":")[2] or ("NUMBER" if word == "#" else word_class(word))


def _runs(tokens: Sequence[str], least: int, most: int) -> list[str]:
    return [" ".join(tokens[i : i + n]) for n in range(least, most + 1) for i in range(len(tokens) - n + 1)]


def prose(sentence: str) -> float:
    """Log-odds that a reader takes the sentence for one of a note; about 0 where it might be either."""
    worded = wording(sentence, load_common_words())
    return float(load_model("prose").scores(features(worded))[0])
