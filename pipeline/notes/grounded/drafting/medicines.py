"""Medications asked for by name alone: "And lisinopril, ten milligrams once a day?"

Where the talk is of what the patient takes, or the question has a dose, it asks whether they are taken.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.attribution import names_another
from pipeline.notes.facts import has_dose
from pipeline.notes.grounded.drafting.named_medicines import (
    asks_nobody_else,
    asks_patient,
    is_no,
    names_alone,
)
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_medications

_LEAD = re.compile(
    r"^\W*(?:(?:and|so|okay|also|then|now|what about|how about|still|the|your|any)\b[\s,]*)*", re.I
)
_ASKS_TAKING = re.compile(
    r"\b(?:tak(?:e|es|en|ing)|on any|are you on|medications?|medicines?|meds|refills?|prescri\w+)\b", re.I
)
_OF_OTHER = re.compile(
    r"\b(?:allerg\w*|help\w*|work(?:s|ed|ing)?|tried|try|caus\w+|reaction|side effects?)\b", re.I
)
TAKEN_BACK = re.compile(
    r"\b(?:but|ran out|stop\w*|quit|skip\w*|used to|no longer|any ?more|until|forg[eo]t\w*|miss\w*)\b", re.I
)
_MORE = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|also|then|now|alright|all right|good|great)\b[\s,.]*)*(?:"
    r"(?:is there |are there |do you (?:take|use) )?(?:any(?:thing|s)?|what|any)(?: \w+)?"
    r" ?(?:else|others?|more)"
    r"(?: (?:that )?you(?:'re| are)? (?:take|taking|on))?"
    r"|(?:and|what about|how about|(?:do you (?:take|use) )?(?:anything|something)) for"
    r" (?:(?:your|the) )?[\w ]{3,30}"
    r"|(?:(?:do you (?:take|use) )?anything|what about|how about) over[- ]the[- ]counter"
    r")?\W*$",
    re.I,
)
"""A question for more medications, after one that asked for them."""
_ON = re.compile(r"\b(?:are you|you're|you are) on\b", re.I)
_TAKES = re.compile(r"\btak(?:e|es|en|ing)\b", re.I)
_BARE_YES = re.compile(r"^\W*(?:(?:yes|yeah|yep|yup|i do|i am|sure|um|uh)\b\W*)+$", re.I)
_REMEMBERED = 6
"""Units before a question among which the one about taking medications may be."""


def with_taking(question: Unit, reply: Sequence[Unit], before: Sequence[Unit]) -> Unit:
    """The question about a medication by name alone as one about taking it; another as it is.

    ``before``: the units that precede the question, nearest last. Where the talk is of another person's
    medications, or the reply takes itself back, the question stays.
    """
    named = _LEAD.sub("", question.text.rstrip(" ?."))
    drug = next(iter(find_medications(named)), None)
    if drug is None or drug.start or has_verb(named):
        return question
    others = any(names_another(unit.raw) for unit in before[-_REMEMBERED:])
    if others or any(TAKEN_BACK.search(unit.raw) for unit in reply):
        return question
    about = question_of_taking(before)
    if about is None and not has_dose(named):
        return question
    asking = f"are you taking {named}?"
    cited = dict.fromkeys((*(about.segments if about else ()), *question.segments))
    return replace(question, text=asking, raw=asking, segments=tuple(cited))


def with_more(question: Unit, reply: Sequence[Unit], before: Sequence[Unit]) -> Unit:
    """A question for anything else as one for medications, where these were asked for and are named."""
    named = names_alone(reply[0].raw) and not any(map(_takes_back, reply))
    if (
        not named
        or not asks_nobody_else(question.raw)
        or not _MORE.match(question.raw)
        or _ASKS_TAKING.search(question.raw)
    ):
        return question
    about = question_of_taking(before)
    if about is None or not asks_patient(about.raw):
        return question
    cited = tuple(dict.fromkeys((*about.segments, *question.segments)))
    taken = "what else do you take?" if _TAKES.search(about.raw) else "what other medications?"
    asking = "what other medications are you on?" if _ON.search(about.raw) else taken
    return replace(question, text=asking, raw=asking, segments=cited)


def without_bare_yes(question: Unit, reply: Sequence[Unit]) -> Sequence[Unit]:
    """The reply from the medications that it names on, where these follow a mere yes ("Yes. Metformin.")."""
    named = len(reply) > 1 and names_alone(reply[1].raw) and not any(map(_takes_back, reply[2:]))
    asked = (
        _ASKS_TAKING.search(question.raw)
        and asks_patient(question.raw)
        and not find_medications(question.raw)
    )
    return reply[1:] if named and asked and _BARE_YES.match(reply[0].raw) else reply


def _takes_back(unit: Unit) -> bool:
    return bool(TAKEN_BACK.search(unit.raw)) or is_no(unit.raw)


def question_of_taking(before: Sequence[Unit]) -> Unit | None:
    """The last question about medications, where it asked if they are taken."""
    for unit in reversed(before[-_REMEMBERED:]):
        asked = unit.question and unit.speaker is not Speaker.PATIENT
        if asked and not _OF_OTHER.search(unit.raw) and _ASKS_TAKING.search(unit.raw):
            return unit
        if unit.question and not (asked and (find_medications(unit.raw) or _MORE.match(unit.raw))):
            return None
    return None
