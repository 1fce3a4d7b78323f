"""Where the patient agrees with the plan in so many words, and which plan that is."""

import re
from collections.abc import Collection

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.reading.others import speaks_for_patient

_AGREES = re.compile(
    r"\b(?:(?:that |it )?(?:all )?sounds? (?:very |really )?(?:good|great|fine|perfect|wonderful|excellent"
    r"|reasonable|like a (?:good )?plan)"
    r"|that works|good to me|i (?:can|will|'ll) do that|i(?: would|'d)? agree|i am okay with that"
    r"|let's do (?:it|that))\b",
    re.I,
)
_DISAGREES = re.compile(r"\b(?:but|not|rather|however)\b|n't\b|\?", re.I)
_PROPOSES = re.compile(
    r"\b(?:we(?:'ll| will|'re going to| are going to| can)|i(?:'ll| will|'m going to| am going to"
    r"| want you to| would recommend| recommend)|let's|schedule|come back|follow[- ]?up)\b",
    re.I,
)
_EXAMINES = re.compile(r"\bexamin\w*|\btake a (?:\w+ )?look|\blisten\b|\bask you\b", re.I)
_CONSENT = re.compile(
    r"\b(?:sound|okay|ok|alright|all right|agree|make sense|works?)\W*(?:good|fine|okay|for you|to you)?\W*$"
    r"|\b(?:questions?|concerns?|comments?)\b"
    r"|\b(?:sound|okay|agree|make sense|plan)\b[^?]*\?",
    re.I,
)
"""How a clinician asks whether the patient agrees."""
_LEAVES = re.compile(
    r"\bsign(?:ed|ing)? (?:you )?out\b|\b(?:let|call) (?:us|me)(?: know)? if you (?:need|have|want)\b"
    r"|\bhave a (?:good|great|nice|wonderful)\b|\bcome (?:on )?with me\b"
    r"|\bsee you (?:soon|then|next|later)\b",
    re.I,
)
"""The end of a visit, where "sounds good" answers no plan."""
_LONGEST = 30
"""Words of a patient's sentence that only agrees."""
_LAST_WORDS = 250
"""Characters of the clinician's turn to which the patient answers."""
_LATE_SEGMENTS = 12
"""Segments before the patient's agreement, one of which must bring a plan that the note has."""
_PROPOSED_SEGMENTS = 30
"""The same where the words just before propose something themselves."""


def find_agreement(conversation: Conversation, planned: Collection[int]) -> list[int] | None:
    """The segments of a plan and of the patient's last explicit agreement with it, or None.

    ``planned``: indices of the segments that the note's plan rests on. Nobody agrees for another.
    """
    if speaks_for_patient(conversation.units):
        return None
    for unit in reversed(conversation.units):
        agrees = _AGREES.search(unit.raw) and not _DISAGREES.search(unit.raw)
        if unit.speaker is Speaker.PATIENT and agrees and len(unit.raw.split()) <= _LONGEST:
            first = unit.segments[0]
            before = conversation.segments[first - 1].text[-_LAST_WORDS:] if first else ""
            if _answers_plan(before, first, planned):
                return [max(i for i in planned if i < first), *unit.segments]
    return None


def _answers_plan(before: str, segment: int, planned: Collection[int]) -> bool:
    """Whether the segment answers a plan from shortly before, which was just told or asked to be agreed with.

    ``before``: the clinician's last words.
    """
    proposed = segment - 1 in planned or _PROPOSES.search(before)
    reach = _PROPOSED_SEGMENTS if proposed else _LATE_SEGMENTS
    near = any(segment - reach <= i < segment for i in planned)
    return (
        near
        and bool(proposed or _CONSENT.search(before))
        and not (_EXAMINES.search(before) or _LEAVES.search(before))
    )
