"""A clinical term and its lay name said one after the other: "ecchymosis or bruising".

Where both name one finding, a note has the clinical term alone. A clause that only says the term
in other words ("gastritis, which is inflammation of the stomach") goes, too.
"""

import re
from itertools import pairwise

from pipeline.notes.facts import quantities, sides
from pipeline.notes.grounded.language.linear import load_common_words
from pipeline.notes.lexicon import Mention, find_concepts

_CLINICAL = re.compile(
    r"(?:ema|osis|asis|itis|algia|pnea|rrhea|uria|phagia|ysis|opathy|esthesia|esis|emia|tension|megaly)$"
    r"|^(?:syncope|jaundice|pruritus|crepitus|sputum|melena)$",
    re.I,
)
"""How a term of medicine ends, or one of another form."""
_OR = re.compile(r",? or(?: (?:some|any|the|a|an|that))? ", re.I)
_EXPLAINED = re.compile(
    r",? (?:which|that) is (?:(?:just|also|basically|really|a|an|the|some|like) )*(?P<what>[\w -]{4,40})$",
    re.I,
)
_INFLAMED = re.compile(
    r"(?<=itis),? (?:which|that) is (?:just |basically |an? |the )*inflammation (?:of|in)"
    r" (?:the|his|her|their) (?!(?:left|right|both|upper|lower|whole)\b)\w+(?=,| and | but |$)",
    re.I,
)
_DENIES = re.compile(r"\b(?:no|not|without|never)\b", re.I)


def without_doublets(text: str) -> str:
    """The sentence with the clinical term alone where its lay name says the same again."""
    text = _INFLAMED.sub("", text)
    for one, other in reversed(list(pairwise(find_concepts(text)))):
        if one.concept == other.concept and _OR.fullmatch(text[one.end : other.start]):
            text = _with_term(text, one, other)
    explained = _EXPLAINED.search(text)
    return text[: explained.start()] if explained and _only_names_again(text, explained) else text


def _with_term(text: str, one: Mention, other: Mention) -> str:
    first, second = text[one.start : one.end], text[other.start : other.end]
    if _is_clinical(first) and _is_lay(second):
        return text[: one.end] + text[other.end :]
    if _is_lay(first) and _is_clinical(second):
        return text[: one.start] + text[other.start :]
    return text


def _only_names_again(text: str, explained: re.Match[str]) -> bool:
    """Whether a last clause tells only in lay words what the term before it is."""
    what = explained.group("what")
    before, again = find_concepts(text[: explained.start()]), find_concepts(what)
    if not (before and again) or quantities(what) or sides(what) or _DENIES.search(what):
        return False
    term, named = text[before[-1].start : before[-1].end], tuple(m.concept.name for m in before)
    return _is_clinical(term) and all(m.concept.name.endswith(named) for m in again)


def _is_clinical(name: str) -> bool:
    return any(map(_CLINICAL.search, name.split()))


def _is_lay(name: str) -> bool:
    return not _is_clinical(name) and all(w in load_common_words() for w in name.lower().split())
