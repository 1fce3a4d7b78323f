"""Whose a finding is, and whether it was only supposed: what a search for its words does not tell.

>>> [*of_others("The patient takes warfarin.", ["I take metformin, and my husband takes warfarin."])]
['warfarin']
>>> [*only_supposed("Pain got worse.", ["If the pain gets worse, come back."])]
['pain', 'got', 'worse']
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.notes.facts import content_words, in_digits, stem
from pipeline.notes.lexicon import WORD, Mention, find_concepts, find_medications
from pipeline.notes.polarity import CONDITION, Polarity, answer, negated, sentences
from pipeline.notes.questions import is_question

_PERSONS = (
    r"(?:grand|step)?(?:mothers?|fathers?|parents?)|mom|mum|dad|grand(?:ma|pa)|brothers?|sisters?|siblings?"
    r"|husband|wife|aunts?|uncles?|cousins?|nieces?|nephews?|neighbou?rs?|friends?|(?:room|flat|house)-?mates?|boss|co-?workers?"
)
# One who only tells of the patient is no owner of what he tells.
_OTHER = re.compile(
    rf"\b(?:{_PERSONS})\b(?! (?:\w+ly )?(?:says?|said|thinks?|thought|notices?|noticed|tells?|told|worr\w+"
    r"|wants?|wanted|asked|made|makes|brought|drove|gave|saw|found|heard)\b)",
    re.I,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|mine|myself|we|you|you're|you've)\b", re.I)
_NAMED_IN_NOTE = re.compile(
    rf"\b(?:{_PERSONS}|family|maternal|paternal|relatives?|sons?|daughters?|child(?:ren)?|kids?"
    r"|boyfriend|girlfriend|spouse|in-laws?)\b",
    re.I,
)
_CLAUSES = re.compile(r"((?<=[.?!])\s+)")
_DOUBT = re.compile(r"\b(?:know|sure|certain|see|check|wonder\w*|ask\w*|tell|remember|like) if\b", re.I)
_TENTATIVE = re.compile(
    r"\b(?:if|when|unless|until|should|could|would|may|might|can|in case|as needed|possib\w+|consider\w*"
    r"|return\w*|call\w*|contact|seek|monitor\w*|watch\w*|report any|come back|go to)\b",
    re.I,
)


_REACH = 600
"""Characters before a finding in which its owner is looked for: the time for run-on speech stays linear."""


def names_another(text: str) -> bool:
    """Whether the text names a relative or an acquaintance of the patient."""
    return bool(_NAMED_IN_NOTE.search(text))


def of_others(sentence: str, segments: Sequence[str]) -> Iterator[str]:
    """Findings and medications that a note's sentence gives to nobody else and that are another's.

    They are those that the segments name in the words of relatives and acquaintances alone.
    Children are not among these: a parent often speaks for the patient.
    """
    if names_another(sentence):
        return
    others = _owned_by_others(tuple(segments))
    wanted = (m.concept.name for m in _mentions(sentence) if not negated(sentence, m))
    yield from (name for name in dict.fromkeys(wanted) if name in others)


@lru_cache(maxsize=512)
def _owned_by_others(segments: tuple[str, ...]) -> frozenset[str]:
    """The findings and medications that the segments give to relatives and acquaintances alone."""
    said: dict[str, list[bool]] = {}
    for spoken in _without_denied_questions(segments):
        for mention in _mentions(spoken):
            said.setdefault(mention.concept.name, []).append(
                _is_of_another(spoken[max(0, mention.start - _REACH) : mention.start])
            )
    return frozenset(name for name, anothers in said.items() if all(anothers))


def only_supposed(sentence: str, segments: Sequence[str]) -> Iterator[str]:
    """Content words of a plain statement that the segments say in conditions, if these are most of it."""
    if _TENTATIVE.search(sentence):
        return
    supposed = _supposed_stems(tuple(segments))
    words = content_words(in_digits(sentence))
    lost = [word for word in words if stem(word) in supposed]
    if 2 * len(lost) > len(words):
        yield from lost


def _mentions(text: str) -> tuple[Mention, ...]:
    return (*find_concepts(text), *find_medications(text))


def _without_denied_questions(segments: Sequence[str]) -> Iterator[str]:
    said = [sentence for segment in segments for sentence in sentences(segment)]
    for i, sentence in enumerate(said):
        replies = filter(None, map(answer, said[i + 1 : i + 4]))
        if not (is_question(sentence) and next(replies, None) is Polarity.ABSENT):
            yield sentence


def _is_of_another(before: str) -> bool:
    other, own = (max((m.start() for m in p.finditer(before)), default=-1) for p in (_OTHER, _SELF))
    return other > own


def _without_conditions(text: str) -> str:
    clauses = _CLAUSES.split(text)
    return "".join(clause if _DOUBT.search(clause) else CONDITION.sub(" ", clause) for clause in clauses)


@lru_cache(maxsize=512)
def _supposed_stems(segments: tuple[str, ...]) -> frozenset[str]:
    """Stems of the words that the segments say in conditions alone."""
    return frozenset(_stems(segments) - _stems([_without_conditions(segment) for segment in segments]))


def _stems(texts: Sequence[str]) -> set[str]:
    return {stem(word) for text in texts for word in WORD.findall(in_digits(text))}
