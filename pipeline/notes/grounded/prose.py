"""How much a written sentence reads like one of a clinician's note rather than like speech.

A linear model over the word patterns of a sentence. Rare words count by their ending only,
so that it judges wording and not content.
"""

import re
from collections.abc import Collection
from itertools import pairwise

from pipeline.notes.grounded.linear import load_common_words, load_model

_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+(?:[./]\d+)*|[,;]")
_PATIENT = {"he": "HE", "she": "HE", "they": "HE", "his": "HIS", "their": "HIS", "him": "HIM", "them": "HIM"}
_LENGTHS = (3, 5, 8, 12, 17, 23, 30, 40)


def features(sentence: str, common: Collection[str]) -> list[str]:
    """Features of a sentence: one to four words in a row, and its length; ``common`` words count as such."""
    text = re.sub(r"\bthe patient\b|^patient\b", "he", sentence.lower())
    tokens = ["^", *(_shape(t, common) for t in _TOKEN.findall(text)), "$"]
    pairs = list(pairwise(tokens))
    found = [*tokens[1:-1], *(f"{a} {b}" for a, b in pairs)]
    found += [f"{a} {b} {c}" for (a, b), (_, c) in pairwise(pairs)]
    found += [f"{a} _ {c}" for (a, _), (_, c) in pairwise(pairs)]
    length = sum(len(tokens) - 2 > n for n in _LENGTHS)
    return [*dict.fromkeys(found), f"length={length}"]


def _shape(word: str, common: Collection[str]) -> str:
    if word[0].isdigit():
        return "#"
    if word in _PATIENT:
        return _PATIENT[word]
    return word if word in common or word in ",;" else f"~{word[-2:]}"


def prose(sentence: str) -> float:
    """Log-odds that the sentence is one of a note; about 0 where it might be either."""
    return float(load_model("prose").scores(features(sentence, load_common_words()))[0])
