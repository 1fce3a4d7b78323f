"""Where a sentence belongs when its words say so, whatever the learned model prefers."""

import re

from pipeline.notes.grounded.choosing.topics import topic
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.language.disorders import names_disorder
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import WARNING

_ALLERGY = re.compile(
    r"\ballergic to\b|\b(?:no|any|have|has|deny|denies|denied) (?:\w+ )?allerg(?:y|ies)\b", re.I
)
_SEASONAL = re.compile(r"\bseasonal\b|\bhay fever\b", re.I)
_OPINION = re.compile(
    r"\bi (?:do |really |also )?(?:think|believe|suspect)\b"
    r"|\b(?:this|it|that|which|what)(?:'s| is)? (?:all |really |probably |likely |most )*"
    r"(?:looks?|sounds?|seems?|appears?) (?:like|to be|most)\b"
    r"|\bmost likely\b|\bmy (?:impression|diagnosis|assessment)\b|\bconsistent with\b"
    r"|\bdiagnosis (?:is|would be)\b",
    re.I,
)
_EXAMINED = re.compile(
    r"^(?:and |so |now )*(?:i|we) (?:can |do |also |just |still |don't |do not )*"
    r"(?:hear|feel|palpate|appreciate|notice|see)\b",
    re.I,
)
_PURPOSE = re.compile(
    r"\b(?:came|comes?|coming|are|is|you're) (?:back )?(?:in|here)\b|\bhere (?:for|to|today)\b", re.I
)
_INTRODUCES = re.compile(r"\bis an? \d+[- ]year[- ]old\b.*\b(?:presents?|here|comes|came)\b", re.I)
_BELIEF = re.compile(r"\bi (?:do |really |also )?(?:think|believe|suspect)\b", re.I)
_HAS = re.compile(r"\bi (?:do |really |also )?(?:think|believe|suspect) (?:that )?(?:you|he|she|they) ", re.I)
_NAMED = re.compile(
    r"\bi (?:do |really |also )?(?:think|believe|suspect)(?: that)? (?:this|it|that|you|what you have)"
    r"(?:'s| is|'ve got| have| might have| may have| could be| might be| may be) (?!no\b|not\b)"
    r"|\b(?:this|it) (?:really |all |most )?(?:looks|sounds) (?:most |a lot )?like"
    r" (?!you\b|he\b|she\b|they\b|no\b)"
    r"|\b(?:my|the|your) (?:impression|diagnosis) is\b",
    re.I,
)
_ADVICE = re.compile(
    r"^(?:in the meantime,? |until then,? |and |also )*(?:he|she|they|you|the patient) (?:can|should)"
    r" (?:also |just |still )*(?:use|take|try|continue|stop|start|keep|isolate|rest|drink|avoid"
    r"|be treated)\b"
    r"|^(?:he|she|they|the patient) (?:is|are) well enough to\b",
    re.I,
)
_SHOULD = re.compile(
    r"^(?:he|she|they|the patient) (?:should (?:not )?[a-z]|(?:can|may) (?:come back|return|follow up)\b)",
    re.I,
)
_INTENDED = re.compile(
    r"^(?:\w+ ){0,3}?(?:we will|i will be|i recommend) (?:also |then )*(?:order|prescribe|start|increase"
    r"|decrease|refer|schedule|continue|refill|stop|switch|repeat|provide|place|recheck|proceed|add|put"
    r"|give (?:him|her|them)"
    r"|ordering|prescribing|referring|starting)\b",
    re.I,
)
_MAYBE = re.compile(
    r"^we may (?:also |then |just )*(?:get|do|try|use|order|prescribe|start|increase|decrease|refer|schedule"
    r"|stop|hold|switch|repeat|add|put|give|send)\b",
    re.I,
)
"""What is proposed with a maybe."""
_ADVISES = re.compile(
    r"\b(?:we|i) (?:would |do |will )?(?:\w+ly )?(?:recommend|advise|suggest|ask)(?: that)? (?:he|she|they"
    r"|the patient)\b"
    r"|^(?:\w+ ){0,4}(?:he|she|they|the patient) should (?:isolate|stay|rest|drink|avoid|return|call|come)\b",
    re.I,
)
_ADVISED = re.compile(r"\bshould\b|\b(?:be|is|are) treated\b|\bwell enough\b")
_RECAP = re.compile(
    r"\bi know\b(?: that)? you(?:'ve| have)\b|\byou(?:'ve)? (?:said|mentioned|told me|were saying)\b", re.I
)
_HELP = (
    r"\b(?:911|999|emergency (?:room|department)|a&e|urgent care"
    r"|(?:call|ring) (?:us|me|the (?:office|clinic|surgery))"
    r"|get in touch with (?:us|me)|an emergency|(?:go|get) to (?:the )?hospital|come back)\b"
)
_PRECAUTION = re.compile(rf"{_HELP}.*\bif\b|\bif\b.*{_HELP}", re.I)
_WARNS = re.compile(WARNING, re.I)
_MEASURES = re.compile(
    r"(?:his|her|their|the) (?:other )?(?:oxygen(?:ation)?|oxygen saturation|vital signs|vitals)"
    r" (?:looks?|is|are) (?:good|great|normal|fine|stable)\b"
    r"|(?:he|she|they|the patient) (?:is|are) not running a fever\b"
    r"|[0-5](?:[+-]|\.5)?/5 (?:\w+ ){0,3}strength\b",
    re.I,
)
"""What was measured as the examination began."""
_HISTORY = frozenset(("history", "past", "social", "family", "medications", "allergies"))
_DISORDERS = frozenset(("conditions", "symptoms", "signs"))


def placed(draft: Draft, section: str) -> str:
    """The section of a draft: by its cue words, else the one predicted."""
    if draft.by_patient:
        allergy = _ALLERGY.search(draft.text) and not _SEASONAL.search(draft.text)
        if allergy:
            return "allergies"
        asked = draft.asked or (draft.units[0].raw if draft.kind is not Kind.STATEMENT else "")
        return topic(asked, draft.text) or section if section == "history" else section
    recap = section in {"assessment", "plan"} and _RECAP.search(draft.spoken)
    if _INTRODUCES.search(draft.text) or (recap and not _INTENDED.match(draft.text)):
        return "history"
    advises = _ADVISES.search(draft.text) and not _OPINION.search(draft.spoken)
    if _MAYBE.match(draft.text) or (section == "assessment" and advises):
        return "plan"
    if measured := _MEASURES.match(draft.text):
        section = "exam"
    if measured or (section != "exam" and section not in _HISTORY):
        return section
    return _by_clinician(draft, in_exam=section == "exam") or section


def is_precaution(draft: Draft) -> bool:
    """Whether a clinician says when to come back or to call for help."""
    return not draft.by_patient and bool(_PRECAUTION.search(draft.spoken))


def _by_clinician(draft: Draft, *, in_exam: bool) -> str | None:
    if (
        _INTENDED.match(draft.text)
        or _ADVISES.search(draft.text)
        or _SHOULD.match(draft.text)
        or _WARNS.search(draft.spoken)
        or is_precaution(draft)
    ):
        return "plan"
    if _NAMED.search(draft.spoken) and names_disorder(draft.text) and not _PURPOSE.search(draft.spoken):
        return "assessment"
    kinds = {m.concept.kind for m in find_concepts(draft.text)}
    if in_exam:
        believed = kinds & _DISORDERS if _HAS.search(draft.spoken) else kinds & {"conditions"}
        return "assessment" if believed and _BELIEF.search(draft.spoken) else None
    if kinds & _DISORDERS and _OPINION.search(draft.spoken) and not _PURPOSE.search(draft.spoken):
        return "assessment"
    if "signs" in kinds and _EXAMINED.match(draft.spoken):
        return "exam"
    advised = find_medications(draft.text) or _ADVISED.search(draft.text)
    return "plan" if advised and _ADVICE.match(draft.text) else None
