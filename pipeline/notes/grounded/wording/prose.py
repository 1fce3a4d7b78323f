"""How much a written sentence reads like one of a clinician's note rather than like speech.

A linear model over the wording of a sentence: its words and their classes. Rare words count
by their ending and class only, so that it judges wording and not content.
"""

import re
from collections.abc import Collection, Sequence

from pipeline.notes.grounded.language.linear import load_common_words, load_model
from pipeline.notes.grounded.language.word_classes import word_class

_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+(?:[./]\d+)*|[,;]")
_PATIENT = {"he": "HE", "she": "HE", "they": "HE", "his": "HIS", "their": "HIS", "him": "HIM", "them": "HIM"}
_LENGTHS = (3, 5, 8, 12, 17, 23, 30, 40)
_LONGEST_RUN = 3
_LONGEST_CLASS_RUN = 4


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
    return [*dict.fromkeys(found), f"length={length}"]


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
