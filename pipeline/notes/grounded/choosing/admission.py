"""Which scored drafts may stand in a note at all, whatever their value."""

import re

from pipeline.notes.facts import quantities, sides
from pipeline.notes.grounded.choosing.chatter import is_chatter
from pipeline.notes.grounded.choosing.scoring import HISTORY, Scored
from pipeline.notes.grounded.choosing.teaching import is_teaching
from pipeline.notes.grounded.choosing.trivial import is_trivial
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.grounded.language.disorders import names_disorder
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_concepts, find_medications

_FOUND = frozenset(("exam", "results", "vitals"))
_TERSE = _FOUND | {"medications", "allergies"}
_STRAY = re.compile(
    r"I (?!(?:called|prescribed|ordered|checked|gave|started|stopped|recommended|discussed|explained"
    r"|suggested|sent|referred|heard|reviewed|noticed|treated|removed|placed|injected|examined|met|saw|was"
    r"|am asked|wanted to check on)\b)"
)
_OWN_LIFE = re.compile(
    r"\bI (?:(?:do|also|still|just|will|be|like|have|to|usually|would|can|never|not|really|am) )*(?:jogs?"
    r"|jogging|lift|play(?! it safe)|sit down|sign up|hate(?! to (?:say|tell|have to))|would rather)\b"
    r"|\bI am (?:just |like |really |so )*(?:down|tired|sad|shaky)\b"
    r"|\b(?:I|[Ww]e)\b.*\bmy (?:\w+ )?(?:activities|job|friends|workouts?|shoes|house"
    r"|kids|inhaler|husband|wife)\b"
)
"""A clinician's "I" with words of daily life or illness: not a clinician's doing."""
_PERSON = re.compile(
    r"\b(?:i|me|my|mine|myself|we|you|your|he|she|his|her|him|patient|mr|mrs|ms|miss)\b"
    r"|\b(?:mother|father|brothers?|sisters?|family|parents?|aunts?|uncles?|grand\w+|son|daughter|wife|husband)\b",
    re.I,
)
_COMPLAINT = re.compile(
    r"\b(?:pains?|hurts?|hurting|aches?|worse|better|constant|sore|tender|helping|helps|other issues"
    r"|comes and goes)\b",
    re.I,
)


def admitted(item: Scored) -> bool:
    """Whether a draft can be one of the note's sentences; under a heading of a dictation nearly all can."""
    if item.headed:
        return not _is_idle(item.draft)
    return not (_is_idle(item.draft) or _is_stray(item) or _is_fragment(item) or _is_of_nobody(item))


def admitted_for_facts(item: Scored) -> bool:
    """Whether a draft can stand for a fact that the note lacks; a fragment or an aside for a medication."""
    if _is_idle(item.draft):
        return False
    if item.headed:
        return True
    named = find_medications(item.draft.text) and not _is_recap(item)
    return bool(named) or not (_is_fragment(item) or _is_stray(item))


def _is_fragment(item: Scored) -> bool:
    """Whether a sentence without a verb stands where a note has whole sentences."""
    return item.draft.written_out and item.section not in _TERSE and not has_verb(item.draft.text)


def _is_idle(draft: Draft) -> bool:
    """Whether a sentence serves the talk, explains in general, or tells nothing of the patient."""
    teaches = not draft.by_patient and is_teaching(draft.text)
    heard = " ".join(unit.raw for unit in draft.units)
    aside = bool(_OWN_LIFE.search(draft.text)) or is_chatter(draft)
    return teaches or aside or is_trivial(draft.text, f"{draft.spoken} {heard}")


def _is_stray(item: Scored) -> bool:
    """Whether "I" tells the history by no clinician's act: words under the wrong label, or an aside."""
    return item.section in HISTORY and bool(_STRAY.match(item.draft.text))


def _is_of_nobody(item: Scored) -> bool:
    """Whether it names neither a person nor a complaint, nor any fact ("The weather was fine.")."""
    text = item.draft.text
    if item.section in _FOUND or not item.draft.written_out:
        return False
    told = _PERSON.search(f"{item.draft.spoken} {text}") or _COMPLAINT.search(text) or names_disorder(text)
    return not (told or find_concepts(text) or find_medications(text) or quantities(text) or sides(text))


def _is_recap(item: Scored) -> bool:
    """Whether a clinician only repeats what the patient has told, and names no finding."""
    named = find_concepts(item.draft.text)
    return item.section in HISTORY and not item.draft.by_patient and not named
