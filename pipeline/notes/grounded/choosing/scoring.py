"""Where a draft belongs in the note and how much it is worth keeping, by the learned models."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.notes.grounded.choosing.dictated import dictated_parts
from pipeline.notes.grounded.choosing.features import features
from pipeline.notes.grounded.choosing.placement import placed
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.language.linear import load_model
from pipeline.notes.grounded.reading.units import Unit

HISTORY = ("history", "past", "social", "family", "medications", "allergies")
"""Sections that tell what the patient told."""
_EXAMINED = ("vitals", "exam")
_AFTERWARDS = ("exam", "results", "assessment", "plan")
_EXAMINED_VALUE = 0.4
_DICTATED_VALUE = 0.5
_DICTATED = (
    ("medications", r"\bmedications? (?:include|are|list)|\btakes\b.*\b(?:mg|daily)\b"),
    ("vitals", r"^(?:\w+ ){0,4}(?:temperature|blood pressure|vital|heart rate|pulse)"),
    (
        "results",
        r"\b(?:ct|mri|x-?ray|labs?|ultrasound|ekg|echo\w*)\b.*\b(?:normal|show\w*|reveal\w*"
        r"|negative|positive|came|come)\b",
    ),
    (
        "assessment",
        r"\bin (?:stable|good|fair|critical|guarded) condition|\bdiagnos|\bimpression\b|\bconsistent with",
    ),
    (
        "plan",
        r"\b(?:will|should|discharged? (?:home|with)|prescription|referred|follow[- ]?up"
        r"|recommend\w*|is to)\b",
    ),
    ("exam", r"\b(?:drainage|tender\w*|lungs?|abdomen is|on exam\w*|granulation|no signs)\b"),
    ("history", r"."),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A draft with its section and its predicted value (share of it worth keeping, 0 to 1)."""

    draft: Draft
    section: str
    value: float
    headed: bool = False
    """Whether it stands under a heading that the speaker of a dictation said."""


def score(drafts: Sequence[Draft], units: Sequence[Unit], *, dictated: bool = False) -> list[Scored]:
    """Section and value of every draft of the conversation's ``units``.

    ``dictated``: one clinician tells the whole note, so every sentence is worth keeping, and headings
    and cue words say where a sentence belongs.
    """
    values = load_model("value")
    scored: list[Scored] = []
    examined = False
    parts = dictated_parts(units) if dictated else []
    for i, draft in enumerate(drafts):
        row = features(drafts, i, units=len(units))
        section = placed(draft, _section(draft, row, examined=examined and not dictated))
        value = float(values.scores(row)[0])
        if dictated:
            section, value = _dictated_section(draft.text, section), max(value, _DICTATED_VALUE)
        examined |= section in _EXAMINED and value > _EXAMINED_VALUE and not draft.by_patient
        part = parts[draft.index] if dictated else None
        scored.append(Scored(draft, part or section, value, headed=part is not None))
    return scored


def _section(draft: Draft, row: Sequence[str], *, examined: bool) -> str:
    """The likeliest section; a patient tells only history, a clinician none more after the examination."""
    model = load_model("section")
    scores = model.scores(row)
    told = examined and draft.kind is Kind.STATEMENT and not draft.by_patient
    allowed = HISTORY if draft.by_patient else _AFTERWARDS if told else model.classes
    return max(allowed, key=lambda name: float(scores[model.classes.index(name)]))


def _dictated_section(text: str, section: str) -> str:
    return next((name for name, cue in _DICTATED if re.search(cue, text, re.I)), section)
