"""What the patient told, as a report: a bare finding gets a verb, a statement its source now and then."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.listing import report
from pipeline.notes.grounded.reading.others import speaks_for_patient
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_concepts

_NOT_ONE = re.compile(r"\b(?:no|not|nothing|without|maybe|if|or|any|like|when|but|risks?)\b|,", re.I)
_LONGEST = 10
_ATTRIBUTED_EVERY = 3
_SAYS = ("reports that", "states that")
_SAID = re.compile(
    r"^(?:\S+ )?\S+ (?:also |does not |did not )?(?:reports?|den(?:y|ies|ied)|endorses?|states?|notes?"
    r"|thinks?|thought|believes?|feels? like|wonders?|presents?|agrees?|says?|said|know|remember|is here"
    r"|is coming in)\b"
    r"|^\S+ \S+ is an? [^.]{0,30}(?:year|male|female)",
    re.I,
)
"""A sentence that tells its source already, or that introduces the patient."""


def reported(draft: Draft, writer: Writer) -> Draft:
    """The draft of the history, a bare finding ("A little dizziness.") as a sentence."""
    text = draft.text.rstrip(".")
    symptom = any(m.noun and m.concept.kind == "symptoms" for m in find_concepts(text))
    bare = draft.kind is Kind.STATEMENT and not has_verb(text) and len(text.split()) <= _LONGEST
    if not (symptom and bare and draft.by_patient) or _NOT_ONE.search(text):
        return draft
    return replace(draft, text=writer.sentence(report([text[:1].lower() + text[1:]], writer)))


def attributed(items: Sequence[Scored], conversation: Conversation) -> Iterator[Scored]:
    """The items of a history, every third that could name its source with it: "He reports that he ...".

    Only what the patient said is attributed; nothing is where a relative speaks for the patient.
    """
    who = conversation.writer.who
    lead, says, since = f"{who.subject.capitalize()} ", cycle(_SAYS), _ATTRIBUTED_EVERY
    spoken_for = who.plural or speaks_for_patient(conversation.units)
    for item in items:
        draft, since = item.draft, since + 1
        told = draft.by_patient and draft.text.startswith(lead) and not _SAID.match(draft.text)
        if spoken_for or not told or since <= _ATTRIBUTED_EVERY:
            yield item
            continue
        text = f"{lead}{next(says)} {who.subject} {draft.text.removeprefix(lead)}"
        supported = conversation.supports(text, draft.segments)
        since = 0 if supported else since
        yield replace(item, draft=replace(draft, text=text)) if supported else item
