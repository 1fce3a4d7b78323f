"""How a spoken sentence is written in a note.

`Writer` turns one cleaned sentence of a patient or clinician into note prose by the rules
of ``phrases.toml``: third person, expanded contractions, written numbers, clinical phrases
and capitals.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.notes.facts import in_digits
from pipeline.notes.grounded.language.person import Pronouns, third_person
from pipeline.notes.grounded.wording.beliefs import as_belief
from pipeline.notes.grounded.wording.capitals import with_capitals
from pipeline.notes.grounded.wording.doublets import without_doublets
from pipeline.notes.grounded.wording.emphasis import without_emphasis, without_some
from pipeline.notes.grounded.wording.labels import labelled
from pipeline.notes.grounded.wording.restarts import without_restarts

_SMALL = {"one": "1", "two": "2", "three": "3"}
_COUNTED = re.compile(
    r"\b(?:one|two|three)"
    r"(?= (?:\w+ )?(?:times?|years?|months?|weeks?|days?|hours?|minutes?"
    r"|pounds?|packs?|miles?"
    r"|beers?|glasses|tablets?|pills?|drinks?|cups?|children|kids|to|or|through|mg|milligrams?|out of"
    r"|over (?:6|six)|by (?:\d|two|three)|centimeters?|millimeters?|cm|mm)\b)"
    r"|(?:(?<=\d to )|(?<=\d or )|(?<=\d by ))(?:two|three)\b"
)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_RANGE = re.compile(
    rf"\b({'|'.join(_ONES[:-1])}),? ({'|'.join(_ONES[1:])})(?= (?:\w+ )?(?:times|years|months|weeks"
    rf"|days|hours|minutes))",
    re.I,
)
_BEFORE_VOWEL = re.compile(
    r"\b(a) (?=(?:x-?rays?|mri|ekg|ecg|emg|ldl|mcl|lcl|er)\b|(?:[aei](?!u)|o(?!ne\b|nce)|un(?!i)|ul|up)\w+)",
    re.I,
)
_THEIR_PART = re.compile(
    r"\btheir (?=(?:(?:left|right|lower|upper) )*(?:kidneys?|lungs?|heart|abdomen|fingers?|toes?|knees?|legs?"
    r"|arms?|feet|foot|hands?|neck|back|chest|skin|eyes?|ears?|throat|hips?|shoulders?|ankles?|wrists?|elbows?"
    r"|spine|liver|spleen|extremit(?:y|ies))\b)",
    re.I,
)
_SENTENCE_START = re.compile(r"^([^a-zA-Z0-9]*)([a-z])")

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _as_range(match: re.Match[str]) -> str:
    """Two numbers in a row that follow one another ("two three weeks") are a range."""
    low, high = (_ONES.index(word.lower()) for word in match.groups())
    return f"{low + 1} to {high + 1}" if high == low + 1 else match.group()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))


def _for_pronouns(text: str, who: Pronouns) -> str:
    forms = {
        "{He}": who.subject.capitalize(),
        "{he}": who.subject,
        "{him}": who.object,
        "{his}": who.possessive,
        "{has}": "have" if who.plural else "has",
        "{is}": "are" if who.plural else "is",
        "{s}": "" if who.plural else "s",
    }
    for mark, form in forms.items():
        text = text.replace(mark, form)
    return text


@cache
def _rules(name: str, who: Pronouns) -> Rules:
    return tuple(
        (re.compile(_for_pronouns(pattern, who), re.I), _for_pronouns(plain, who))
        for pattern, plain in _table()[name]
    )


def apply(name: str, text: str, who: Pronouns) -> str:
    """The text after the rules of one table."""
    for pattern, plain in _rules(name, who):
        text = pattern.sub(plain, text)
    return re.sub(r"\s+", " ", text).strip(" ,;-")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes sentences about one patient."""

    who: Pronouns
    casing: Mapping[str, str] = field(default_factory=dict)

    def statement(self, text: str, *, by_patient: bool) -> str:
        """A statement in note prose, without capital or full stop."""
        text = third_person(text.rstrip(".?! "), self.who, first=by_patient)
        text = text if by_patient or not self.who.plural else _THEIR_PART.sub("the ", text)
        text = without_restarts(apply("patient" if by_patient else "clinician", text, self.who))
        return without_emphasis(self.plain(text if by_patient else labelled(as_belief(text, self.who))))

    def plain(self, text: str) -> str:
        """Common phrases, and numbers as digits."""
        text = _RANGE.sub(_as_range, text)
        text = _COUNTED.sub(lambda m: _SMALL[m.group()], in_digits(apply("common", text, self.who)))
        return without_some(without_doublets(apply("numbers", text, self.who)))

    def sentence(self, text: str) -> str:
        """The text as a sentence: capitals where notes have them, one full stop."""
        text = re.sub(r"\s+(?!\.\d)([,.?!;:%])", r"\1", re.sub(r"\s+", " ", text)).rstrip(" .,;:?!-")
        text = with_capitals(text, self.casing)
        text = _BEFORE_VOWEL.sub(r"\1n ", text)
        return _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2).upper(), text) + "."
