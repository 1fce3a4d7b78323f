"""The check of a note's sentence against the segments that it cites.

Both note engines call `check_sentence` for every sentence and `find_omissions` for the
whole note. Nothing here knows how a sentence was written.

    >>> check_sentence("Denies fever.", ["Any fever?", "No."]).outcome
    <CheckOutcome.SUPPORTED: 'supported'>
    >>> check_sentence("Takes 50 mg of metoprolol.", ["I take metoprolol 15 milligrams."]).missing
    ('50 mg',)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.models import CheckOutcome
from pipeline.notes.attribution import of_others, only_supposed
from pipeline.notes.facts import (
    STOPWORDS,
    Quantity,
    content_words,
    in_digits,
    quantities,
    sides,
    spoken_numbers,
    stem,
)
from pipeline.notes.lexicon import WORD, Mention, find_concepts, find_medications, find_synonyms
from pipeline.notes.polarity import Polarity, spoken, stated

OF_ANOTHER = "(of another person)"
"""What stands behind a finding that the segments say of somebody else."""

LEAST_WORDS_FOUND = 0.75
"""Share of a sentence's content words that the cited segments must hold; below it they count as missing."""

_OPENING = re.compile(
    r"\b(?:came|comes) (?:in|to (?:see )?the (?:clinic|office|hospital|doctor))(?: today)?\b", re.I
)
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied)|no|not|without)\b", re.I)
_SHORTEST_DENIED = 5
_OPPOSITE = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome, and each fact that the cited segments do not hold, in the sentence's words."""

    outcome: CheckOutcome
    missing: tuple[str, ...] = ()


def check_sentence(sentence: str, segments: Sequence[str]) -> CheckResult:
    """Check one sentence of a note against the texts of its segments, in spoken order.

    Looked for are numbers with their units, medications, body sides, findings with their
    polarity, tests, and content words (lay and clinical wordings match by the lexicon). A
    sentence is ``supported`` when nothing is missing, ``unsupported`` when it cites nothing,
    when it turns a finding into its opposite, or what another has or what may be into what the
    patient has, or when most of its facts are missing, else ``partly``.
    """
    if not segments:
        return CheckResult(CheckOutcome.UNSUPPORTED, ("any cited segment",))
    return _checked(sentence, tuple(segments))


@lru_cache(maxsize=2048)
def _checked(sentence: str, segments: tuple[str, ...]) -> CheckResult:
    source = _source(segments)
    inverted = (*_inverted(sentence, source), *_misattributed(sentence, segments))
    missing = (*_numbers(sentence, source), *_medications(sentence, source), *_sides(sentence, source))
    missing += (
        *_unnamed(sentence, source),
        *_words(sentence, source),
        *_all_denied(sentence, source),
        *inverted,
    )
    if not missing:
        return CheckResult(CheckOutcome.SUPPORTED)
    mostly = 2 * len(missing) > len(content_words(sentence)) + len(quantities(sentence))
    outcome = CheckOutcome.UNSUPPORTED if inverted or mostly else CheckOutcome.PARTLY
    return CheckResult(outcome, tuple(dict.fromkeys(missing)))


@dataclass(frozen=True, slots=True)
class _Source:
    """The cited segments, taken apart once."""

    text: str
    stems: frozenset[str]
    numbers: frozenset[str]
    quantities: frozenset[Quantity]
    concepts: frozenset[str]
    polarities: dict[str, frozenset[Polarity]]


@lru_cache(maxsize=2048)
def _source(segments: tuple[str, ...]) -> _Source:
    text = "\n".join(segments)
    words = {part for w in WORD.findall(in_digits(text)) for part in (w, *re.split("[-']", w))}
    said: dict[str, set[Polarity]] = {}
    for finding in spoken(segments):
        said.setdefault(finding.concept.name, set()).add(finding.polarity)
    return _Source(
        text=text,
        stems=frozenset(map(stem, words)),
        numbers=spoken_numbers(text),
        quantities=quantities(text),
        concepts=frozenset(m.concept.name for m in (*find_concepts(text), *find_synonyms(text))),
        polarities={name: frozenset(found) for name, found in said.items()},
    )


def _numbers(sentence: str, source: _Source) -> Iterator[str]:
    units = {q.unit for q in source.quantities}
    for quantity in quantities(sentence):
        said = quantity.number in source.numbers
        with_other_unit = quantity.unit is not None and not any(
            q.number == quantity.number and q.unit in (None, quantity.unit) for q in source.quantities
        )
        if not said or (with_other_unit and quantity.unit not in units):
            yield str(quantity)


def _medications(sentence: str, source: _Source) -> Iterator[str]:
    for mention in find_medications(sentence):
        if stem(mention.concept.name) not in source.stems:
            yield mention.concept.name


def _sides(sentence: str, source: _Source) -> Iterator[str]:
    said = sides(source.text)
    for wanted in sides(sentence):
        here = {s for s in said if s.side == wanted.side}
        opposite = {s.part for s in said if s.side == _OPPOSITE.get(wanted.side)}
        swapped = wanted.part in opposite and wanted.part not in {s.part for s in here}
        if not here or (wanted.part is not None and swapped):
            yield wanted.side


def _unnamed(sentence: str, source: _Source) -> Iterator[str]:
    for mention in find_concepts(sentence):
        words = WORD.findall(sentence[mention.start : mention.end])
        if mention.concept.name not in source.concepts and not all(_said(w, source) for w in words):
            yield sentence[mention.start : mention.end]


def _inverted(sentence: str, source: _Source) -> Iterator[str]:
    for finding in stated(sentence):
        if finding.concept.kind == "tests":
            continue
        said = source.polarities.get(finding.concept.name, frozenset())
        if said and finding.polarity not in said:
            yield f"{finding.concept.name} ({finding.polarity.value})"


def _misattributed(sentence: str, segments: Sequence[str]) -> Iterator[str]:
    yield from (f"{name} {OF_ANOTHER}" for name in of_others(sentence, segments))
    yield from (f"{word} ({Polarity.SUPPOSED.value})" for word in only_supposed(sentence, segments))


def _words(sentence: str, source: _Source) -> Iterator[str]:
    words = content_words(in_digits(_OPENING.sub(" ", sentence)))
    known = _known_spans(sentence, source)
    lost = [w for w in words if not _said(w, source) and w not in known]
    if words and len(lost) > (1 - LEAST_WORDS_FOUND) * len(words):
        yield from lost


def _all_denied(sentence: str, source: _Source) -> Iterator[str]:
    """The words of a denial that names no finding ("Denied other symptoms."), where nobody said them."""
    if content_words(sentence) or find_concepts(sentence):
        return
    for denial in _DENIAL.finditer(sentence):
        words = (w.lower() for w in WORD.findall(sentence[denial.end() :]))
        yield from (w for w in words if len(w) >= _SHORTEST_DENIED and stem(w) not in source.stems)


def _known_spans(sentence: str, source: _Source) -> frozenset[str]:
    """Words of the sentence inside a wording whose concept the segments name."""

    def words_of(mention: Mention) -> list[str]:
        return [w.lower() for w in WORD.findall(sentence[mention.start : mention.end])]

    mentions = (*find_concepts(sentence), *find_synonyms(sentence))
    return frozenset(w for m in mentions if m.concept.name in source.concepts for w in words_of(m))


def _said(word: str, source: _Source) -> bool:
    parts = [p for p in re.split("[-']", word.lower()) if p and p not in STOPWORDS]
    return stem(word) in source.stems or all(stem(p) in source.stems for p in parts)
