"""Where a draft belongs in the note and how much it is worth keeping, by the learned models."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.notes.grounded.choosing.dictated import dictated_parts, section_by_cue
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
        part = parts[draft.index] if dictated else None
        if dictated:
            section, value = part or section_by_cue(draft.text), max(value, _DICTATED_VALUE)
        examined |= section in _EXAMINED and value > _EXAMINED_VALUE and not draft.by_patient
        scored.append(Scored(draft, section, value, headed=part is not None))
    return scored


def _section(draft: Draft, row: Sequence[str], *, examined: bool) -> str:
    """The likeliest section; a patient tells only history, a clinician none more after the examination."""
    model = load_model("section")
    scores = model.scores(row)
    told = examined and draft.kind is Kind.STATEMENT and not draft.by_patient
    allowed = HISTORY if draft.by_patient else _AFTERWARDS if told else model.classes
    return max(allowed, key=lambda name: float(scores[model.classes.index(name)]))
