"""Denials kept honest and put together.

A finding that the patient affirms anywhere is left out of the denials; denials that follow
one another become one sentence.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.listing import denial
from pipeline.notes.grounded.wording.naming import named
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.polarity import Polarity, stated

_MOST_TOGETHER = 8


def without_contradicted(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts less the denials of findings that other drafts of the patient affirm."""
    affirmed = {
        finding.concept.name
        for draft in drafts
        if draft.by_patient and draft.kind is not Kind.DENIAL
        for finding in stated(draft.text)
        if finding.polarity is Polarity.PRESENT
    }
    return [d for d in drafts if d.kind is not Kind.DENIAL or not affirmed.intersection(d.concepts)]


def merge(items: Sequence[Scored], writer: Writer) -> list[Scored]:
    """The items with neighbouring denials as one sentence that cites all their segments."""
    merged: list[Scored] = []
    for item in items:
        last = merged[-1] if merged else None
        if last and _listed(last.draft) and _listed(item.draft) and len(last.draft.wordings) < _MOST_TOGETHER:
            merged[-1] = Scored(
                _joined(last.draft, item.draft, writer), last.section, max(last.value, item.value)
            )
        else:
            merged.append(item)
    return merged


def _listed(draft: Draft) -> bool:
    return draft.kind is Kind.DENIAL and bool(draft.wordings)


def _joined(first: Draft, second: Draft, writer: Writer) -> Draft:
    wordings = tuple(dict.fromkeys((*first.wordings, *second.wordings)))
    text = named(denial(wordings, writer), "", writer.who)
    return replace(
        first, text=text, units=(*first.units, *second.units), wordings=wordings,
        concepts=(*first.concepts, *second.concepts),
    )  # fmt: skip
