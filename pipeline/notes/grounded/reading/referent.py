"""How the patient is referred to: he, she or they."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pipeline.models import Segment, Speaker
from pipeline.notes.grounded.language.person import HE, SHE, THEY, Pronouns
from pipeline.notes.grounded.reading.roles import is_dictation

_MISS = (
    r"(?:(?<=^)|(?<=[.,?!] )|(?:hi|hey|hello|okay|alright|well|so|and|thanks|thank you|morning|afternoon"
    r"|evening|bye|with|is|for|yes|no|right) )miss (?=[a-z])"
    r"(?!(?:a|an|any|the|my|your|it|them|that|this|out|some|taking)\b)"
)
"""The title, and not what a patient does with a dose."""
_FEMALE = re.compile(
    r"\b(?:\d+ ?-?years?[- ]old (?:[\w-]+ ){0,2}(?:female|woman|lady|girl)|ma'am|mrs"
    rf"|{_MISS}"
    r"|i'm a (?:female|woman)|identify as a? ?female"
    r"|pregnan(?:t|cy)|my period|menopause|my husband|pap smear|my ovar\w+|menstrua\w+|she is (?:a|here))\b",
    re.I,
)
_MALE = re.compile(
    r"\b(?:\d+ ?-?years?[- ]old (?:[\w-]+ ){0,2}(?:male|man|gentleman|boy)|sir"
    r"|(?<!about )mister|(?<!about )mr(?=\.? [a-z])|your prostate|my prostate|my wife|your wife"
    r"|i'm a (?:male|man)|identify as a? ?male|testic\w+|erecti\w+|he is (?:a|here))\b",
    re.I,
)
_TO_CLINICIAN = re.compile(r"\b(?:sir|ma'am|mister|mrs|miss)\b", re.I)
"""In a patient's mouth these are not the patient's own titles."""
_THIRD = re.compile(r"\b(he|him|his|she|her|hers)\b", re.I)
_GREETED = re.compile(
    r"\b(?:hi|hey|hello|hello there|good morning|good afternoon|morning|so|okay|well|miss|ms"
    r"|mr|patient is|name is|name)\b[\s,.]*([a-z]+)\b",
    re.I,
)
_OPENING_SEGMENTS = 6


@cache
def _names() -> dict[str, Pronouns]:
    table = tomllib.loads(files(__package__).joinpath("first_names.toml").read_text(encoding="utf-8"))
    women = dict.fromkeys(table["female"].split(), SHE)
    return women | dict.fromkeys(table["male"].split(), HE)


def is_first_name(word: str) -> bool:
    """Whether the word is a first name that the table knows."""
    return word.lower() in _names()


def patient_pronouns(segments: Sequence[Segment], gender: str | None = None) -> Pronouns:
    """The patient's pronouns.

    From the chart where it has a sex, else from what was said ("a 50-year-old female",
    "my husband"), else from the first name the patient is greeted by, else singular they.
    """
    if gender and gender.lower()[0] in "mfw":
        return HE if gender.lower().startswith("m") else SHE
    text = " ".join(
        _TO_CLINICIAN.sub("", s.text) if s.speaker is Speaker.PATIENT else s.text for s in segments
    )
    said = _more(len(_FEMALE.findall(text)), len(_MALE.findall(text)))
    if said is None:
        said = _by_name(" ".join(s.text for s in segments[:_OPENING_SEGMENTS]))
    if said is None and is_dictation(segments):
        third = [w.lower()[0] for w in _THIRD.findall(text)]
        said = _more(third.count("s"), third.count("h"))
    return said or THEY


def _more(female: int, male: int) -> Pronouns | None:
    if female == male:
        return None
    return SHE if female > male else HE


def _by_name(opening: str) -> Pronouns | None:
    greeted = [m.group(1).lower() for m in _GREETED.finditer(opening)]
    words = greeted + [w.lower() for w in re.findall(r"[A-Za-z]+", opening)[:30]]
    return next((_names()[w] for w in words if w in _names()), None)
