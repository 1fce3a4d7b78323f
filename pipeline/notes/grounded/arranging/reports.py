"""Findings of the history that were named without a verb, told as what the patient reports."""

import re
from dataclasses import replace

from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.listing import report
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_concepts

_NOT_ONE = re.compile(r"\b(?:no|not|nothing|without|maybe|if|or|any|like|when|but|risks?)\b|,", re.I)
_LONGEST = 10


def reported(draft: Draft, writer: Writer) -> Draft:
    """The draft of the history, a bare finding ("A little dizziness.") as a sentence."""
    text = draft.text.rstrip(".")
    symptom = any(m.noun and m.concept.kind == "symptoms" for m in find_concepts(text))
    bare = draft.kind is Kind.STATEMENT and not has_verb(text) and len(text.split()) <= _LONGEST
    if not (symptom and bare and draft.by_patient) or _NOT_ONE.search(text):
        return draft
    return replace(draft, text=writer.sentence(report([text[:1].lower() + text[1:]], writer)))
