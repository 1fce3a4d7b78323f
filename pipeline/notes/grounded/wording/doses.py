"""A dose with its medication: "we'll get you some ibuprofen. We'll give you 600 mg every six hours."

The medication is the only one that the speaker named just before, or that the question asks about.
Where two are named, where another may have been given in between, or where the one named is stopped,
refused or another person's, the dose stays as it was said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.attribution import names_another
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_medications

_NUMBER = (
    r"(?:\d[\d.,]*|an?|half|point|to|or|and|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|twenty-?five|thirty|forty|fifty|sixty|seventy|seventy-?five|eighty|ninety|hundred"
    r"|thousand)"
)
_TABLETS = r"(?:tablets?|capsules?)"
_DOSE = re.compile(
    r"\b(?:(?:give|prescribe|put|start|have|get) (?:you|him|her|them)(?: (?:on|at|with))?"
    r"|tak(?:e|es|en|ing)|took|on|do|us(?:e|es|ed|ing)|prescribe|start (?:with|at))"
    r" (?:(?:just|only|about|around|like|approximately) )?"
    rf"(?P<dose>(?:{_NUMBER} ){{1,6}}"
    rf"(?:(?:milligrams?|mg|micrograms?|mcg|units|milliliters?|ml)(?: {_TABLETS})?|{_TABLETS}|puffs?))"
    r"(?=[,.;]|$| (?:every|daily|once|twice|three|four|per (?!\w*liter)|a (?:day|night|week|month)|in|at|for"
    r"|by mouth|as|to|with|before|after|each|nightly|when|if|and|but|because|until|now|right)\b)",
    re.I,
)
_IS_DOSE = re.compile(
    r"^(?:(?:and|so|but),? )*(?:it|that)(?:'s| is|'ll be| will be)(?: going to be)?(?: just| only| about)* "
    rf"(?P<dose>(?:{_NUMBER} ){{1,6}}"
    rf"(?:(?:milligrams?|mg|micrograms?|mcg|units)(?: {_TABLETS})?|{_TABLETS}|puffs?))"
    r"(?=[,.;]|$| (?:every|daily|once|twice|three|four|a (?:day|night|week)|at|for|by mouth|as needed|with"
    r"|before|after|each|nightly|q\b))",
    re.I,
)
"""What is taken of the medication just named: "that's going to be 40 milligrams every morning"."""
_LEFT = re.compile(
    rf"\b(?:have|'ve|got|had) (?:about |around |only )?(?P<dose>(?:{_NUMBER} )*"
    r"(?:days?|weeks?|doses?|pills?|tablets?|refills?) left)(?=[,.]|$)",
    re.I,
)
_OTHER = re.compile(r"\b(?:other|another|instead|both|different|new one)\b", re.I)
_NOT_GIVEN = re.compile(
    r"\b(?:not|no|never|stop\w*|discontinu\w*|hold|quit|off|switch\w*|instead|rather|allerg\w*|avoid|without"
    r"|wean\w*|used to|cannot)\b|n't\b",
    re.I,
)
_GIVES = re.compile(r"\b(?:prescri\w+|start|add|switch|change|order|give|try|put|use|take|taking)\b", re.I)
_CLASSES = frozenset(("antibiotic", "steroid", "vitamin", "nicotine", "vaccine", "supplement"))
_REACH = 2
_TOPIC = re.compile(
    r"^(?:(?:and|so|now|then|but|okay|next),? )*(?:for|as far as|in terms of|regarding|with) "
    r"(?:the|your|his|her|this|that) ",
    re.I,
)
"""Another problem's plan begins: what was named before is not its medication."""
_KEPT = re.compile(r"\b(?:continu\w*|keep\w*|same|stay\w*|still)\b", re.I)
_NEW = re.compile(r"\b(?:start|prescribe|give|put|add)\b", re.I)


def with_medication(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with its dose's medication, and the unit before that names it; None where none surely is."""
    dose, left, taken = _DOSE.search(clause), _LEFT.search(clause), _IS_DOSE.search(clause)
    dose = dose or left or taken
    if dose is None or _OTHER.search(clause) or _NOT_GIVEN.search(clause) or find_medications(clause):
        return None
    if _TOPIC.match(clause) or _TOPIC.match(unit.text):
        return None
    for source, text in _sources(clause, unit, before):
        names = {m.concept.name for m in find_medications(text)}
        classes = frozenset() if left else names & _CLASSES
        kept = _NEW.search(clause) and _KEPT.search(text)
        if len(names) == 1 and not (classes or kept or _NOT_GIVEN.search(text) or names_another(text)):
            (name,) = names
            name = f"{name}s" if name in _CLASSES else name
            lead = clause[: dose.end()]
            if taken:
                subject = "I" if unit.speaker is Speaker.PATIENT else "you will"
                lead = f"{subject} take {dose.group('dose')}"
            told = f"{lead} of {name}{clause[dose.end() :]}"
            return told, () if source is unit else (replace(source, text=name),)
        if names or _GIVES.search(text):
            return None
    return None


def _sources(clause: str, unit: Unit, before: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """The texts that may name the medication, nearest first."""
    yield unit, unit.text.partition(clause)[0]
    own = [u for u in before if u.speaker is unit.speaker]
    asked = [u for u in before if unit.may_answer(u)]
    for source in [*reversed(own[-_REACH:]), *reversed(asked)]:
        yield source, source.raw
