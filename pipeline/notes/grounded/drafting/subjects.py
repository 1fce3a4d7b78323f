"""Subjects that a patient leaves out: "a little tired since Monday", "good, other than my knee"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts

OWN_CLAUSE = re.compile(
    r"\b(?:i|it|we|they|he|she|there|(?:my|the)(?: [\w-]+){1,3}?|that|this)(?:'s|'m|'ve|'d|'ll|'re)? ?"
    r"(?:(?:\w+ly|just|also|still|always|never|now|then|often|almost) )*(?:am|is|was|were|are|have|has|had|do"
    r"|does|did|can|could|will|would|\w+ed"
    r"|\w+s|\w+n't|take|get|go|feel"
    r"|think|use|eat|drink|smoke|live|work|know|want|need|try|took|got|went|felt|came|fell|gave|give"
    r"|hurt|made|saw|quit|began|threw|broke|lost|slept|woke|drank|ate|tore|hit|ran)\b|\bi'm\b|\bi've\b|\bit's\b",
    re.I,
)
_FEELING = re.compile(
    r"^(?:just |maybe |only )*(?:(?:a (?:little|bit)(?: bit)?|kind of|pretty|very|somewhat|slightly"
    r"|really|quite|so) )+",
    re.I,
)
_WAS = re.compile(r"\bi (?:was|felt|got)\b", re.I)
_WELL_BUT = re.compile(
    r"\b(?P<how>(?:pretty |very |really )*(?:good|fine|great)"
    r"|(?:(?:doing|feeling|pretty) )+(?:well|okay|ok|all ?right))\W+"
    r"(?P<but>(?:other than|apart from|aside from|except(?: for)?|but for) .+?)\W*$",
    re.I,
)
_ASKS_HOW = re.compile(r"\bhow(?:'s| is|'re| are|'ve| have| has)? (?:you|things|everything|it)\b", re.I)
_ASKS_OF = re.compile(
    r"\b(?:how(?:'s| is| are| has| have)|(?:what|how) about|and) (?:your|the) (?P<what>[\w-]+(?: [\w-]+)?)"
    r"(?: (?:been|doing|going|feeling|today|lately|now))*\W*$",
    re.I,
)
_BEEN = re.compile(r"^(?:(?:just|only|mostly|also) )*been (?=[a-z]+ing\b)", re.I)
_SAME = 10
"""Characters by which the sentence without its opening words is known in the one with them."""


def with_subject(unit: Unit, before: Sequence[Unit]) -> tuple[Unit, tuple[Unit, ...]]:
    """A patient's sentence with the subject that it leaves out, and the question that names this one."""
    if unit.speaker is not Speaker.PATIENT:
        return unit, ()
    return _well(unit, before) or (_felt(unit, before), ())


def _well(unit: Unit, before: Sequence[Unit]) -> tuple[Unit, tuple[Unit, ...]] | None:
    """How the patient, or what was asked after, is: well but for something."""
    told = _WELL_BUT.search(unit.raw)
    whole = told and unit.text.lower().startswith((told["but"].lower()[:_SAME], told["how"].lower()))
    if told is None or not whole:
        return None
    well = f"{told['how'].lower()}, {told['but']}"
    asked = next((u for u in reversed(before) if u.turn != unit.turn and u.question), None)
    after = _ASKS_OF.search(asked.raw) if asked else None
    if asked is None or after is None or _ASKS_HOW.search(asked.raw):
        return replace(unit, text=f"I am {well}"), ()
    what = after["what"].lower()
    told_of = f"my {what} {'are' if what.endswith('s') else 'is'} {well}"
    return replace(unit, text=told_of), (replace(asked, text=what),)


def _felt(unit: Unit, before: Sequence[Unit]) -> Unit:
    """A patient's "a little tired since Monday" as what the patient feels, "been resting" as done."""
    if been := _BEEN.match(unit.text):
        return replace(unit, text=f"I've been {unit.text[been.end() :]}")
    opened = _FEELING.match(unit.text)
    named = opened and next(iter(find_concepts(unit.text)), None)
    if not named or not opened or OWN_CLAUSE.search(unit.text[: named.end]):
        return unit
    felt = not named.noun and named.start == opened.end()
    was = any(u.turn == unit.turn and _WAS.search(u.raw) for u in before[-2:])
    verb = "felt" if was else "feel"
    return replace(unit, text=f"I {verb} {unit.text[0].lower()}{unit.text[1:]}") if felt else unit
