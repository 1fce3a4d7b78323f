"""What the review of systems calls a symptom: with the part of the body and the degree that were said."""

import re

from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.lexicon import Mention
from pipeline.notes.polarity import Polarity

_PARTS = (
    r"(?:neck|face|eyes?|lips?|throat|ankles?|legs?|feet|foot|knees?|wrists?|hands?|fingers?|toes?|arms?"
    r"|elbows?|joints?|tonsils|glands|shoulders?|back|hips?|thighs?|calf|calves|heels?|thumbs?|scalp)"
)
_SIDED = rf"(?P<part>(?:(?:left|right|lower|upper|both) )*{_PARTS})"
_PART_BEFORE = re.compile(
    rf"\b{_SIDED}(?: (?:is|are|was|were|feels?|felt|gets?|got|goes|went|becomes?|became|has|have|had|been"
    r"|also|still|so|very|really|quite|pretty|all|a|bit|little|sometimes|often|always|\w+ly)){0,4} $",
    re.I,
)
"""The part that is said to be swollen, numb or stiff, with nothing between but how it is."""
_PLURALS = {"calves": "calf", "feet": "foot"}
_PART_AFTER = re.compile(
    rf"(?: (?!not\b|never\b)\w+){{0,2}}? (?:in|of|on|around) (?:(?:the|my|his|her|their) )?{_SIDED}\b", re.I
)
_ADJACENT = re.compile(rf"\b{_SIDED} (?:muscle )?$", re.I)
_NOT = re.compile(r"\b(?:not|no|never)\b", re.I)
_DEGREE = re.compile(r"\b(?P<degree>mild|slight|severe|occasional|intermittent|chronic|intentional) $", re.I)
_A_LITTLE = re.compile(r"\ba little (?:bit of )?$", re.I)
_PLACELESS = frozenset(("numbness", "tingling", "stiffness", "swelling", "muscle cramps"))
"""Symptoms that are of a part of the body: without it, what the patient told of them says more."""
_OF_IT = re.compile(r"(?:it|that|this)\b", re.I)
"""A sentence of a part that it does not name tells no more than the line does."""
_UNSPECIFIC = frozenset(("ache", "aches", "aches and pains", "sweat", "sweats"))
_NO_SYMPTOM = frozenset(("wound", "wounds", "ulcer", "ulcers", "aches and pains"))
"""Words that name what was found, or hardly anything."""


def listed_name(draft: Draft, mention: Mention, polarity: Polarity) -> str | None:
    """The symptom as a line of the review names it, or None where it is better left to the history."""
    said = draft.text[mention.start : mention.end].lower()
    if denied := next((w for w in draft.wordings if said in w.lower()), None):
        return denied
    if polarity is Polarity.ABSENT:
        return _named(draft, mention)
    if said in _NO_SYMPTOM:
        return None
    if part := _part(draft, mention):
        return part
    placeless = mention.concept.name in _PLACELESS and " " not in said
    if placeless and draft.kind is Kind.STATEMENT and not _OF_IT.match(draft.text):
        return None
    named = _named(draft, mention)
    return f"{_degree(draft.text[: mention.start])}{named}" if named else None


def _named(draft: Draft, mention: Mention) -> str | None:
    said = draft.text[mention.start : mention.end]
    if mention.noun and said.lower() not in _UNSPECIFIC:
        return said if said[1:] != said[1:].lower() else said.lower()
    return mention.concept.name if _is_said(mention.concept.name, draft) else None


def _part(draft: Draft, mention: Mention) -> str:
    """The symptom with the part of the body that the draft names for it ("left ankle swelling")."""
    name = mention.concept.name
    if name not in _PLACELESS or _NOT.search(draft.text):
        return ""
    before, after = draft.text[: mention.start], draft.text[mention.end :]
    found = _ADJACENT.search(before) if mention.noun else _PART_BEFORE.search(before)
    found = found or (_PART_AFTER.match(after) if mention.noun else None)
    if not found:
        return ""
    *side, last = re.sub(r"^both ", "bilateral ", found.group("part").lower()).split()
    part = " ".join((*side, _PLURALS.get(last, last.removesuffix("s"))))
    return f"{part} {name.removeprefix('muscle ')}"


def _degree(before: str) -> str:
    if found := _DEGREE.search(before):
        return f"{found['degree'].lower()} "
    return "a little " if _A_LITTLE.search(before) else ""


def _is_said(name: str, draft: Draft) -> bool:
    spoken = {stem(w) for w in content_words(draft.spoken)}
    return all(stem(w) in spoken for w in content_words(name))
