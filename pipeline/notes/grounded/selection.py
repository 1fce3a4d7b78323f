"""Which drafts the note keeps: by section, by learned value, within a budget of words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.notes.facts import content_words, quantities, stem
from pipeline.notes.grounded.chatter import is_chatter
from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.features import features
from pipeline.notes.grounded.linear import load_model
from pipeline.notes.grounded.placement import placed
from pipeline.notes.grounded.prose import prose
from pipeline.notes.grounded.teaching import is_teaching
from pipeline.notes.grounded.trivial import is_trivial
from pipeline.notes.grounded.wholeness import has_verb
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import stated

BUDGETS = {"subjective": 300, "exam": 90, "results": 70, "plan": 230}
"""Words a part of the note may take, about the medians of the training notes."""

PARTS = {
    "history": "subjective", "past": "subjective", "social": "subjective", "family": "subjective",
    "medications": "subjective", "allergies": "subjective", "vitals": "exam", "exam": "exam",
    "results": "results", "assessment": "plan", "plan": "plan",
}  # fmt: skip
_FROM_PATIENT = ("history", "past", "social", "family", "medications", "allergies")
EXTRA_WORDS = 140
"""Words beyond the budgets for sentences with medications, quantities or findings not yet in the note."""

_TERSE = frozenset(("exam", "results", "vitals", "medications", "allergies"))
LEAST_VALUE = 0.15
SPOKEN_COST = 0.15
"""Value lost for each unit of log-odds by which a sentence falls short of `READS_WELL`."""
READS_WELL = -0.5
_LEAST_EXTRA = 0.05
_LONGEST_EXTRA = 45
_FULL_LENGTH = 500
_MOST_REPEATED = 0.7
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


def score(drafts: Sequence[Draft], units: int, *, dictated: bool = False) -> list[Scored]:
    """Section and value of every draft; ``units`` is how many units the conversation has.

    ``dictated``: one clinician tells the whole note, so every sentence is worth keeping and
    cue words say where a sentence belongs.
    """
    sections, values = load_model("section"), load_model("value")
    scored = []
    for i, draft in enumerate(drafts):
        row = features(drafts, i, units=units)
        section = placed(draft, _section(draft, sections.classes, sections.scores(row)))
        value = float(values.scores(row)[0])
        if dictated:
            section, value = _dictated_section(draft.text, section), max(value, _DICTATED_VALUE)
        scored.append(Scored(draft, section, value))
    return scored


def _is_fragment(item: Scored) -> bool:
    """Whether a sentence without a verb stands where a note has whole sentences."""
    stated = item.draft.kind in {Kind.STATEMENT, Kind.ANSWER} and item.section not in _TERSE
    return stated and not has_verb(item.draft.text)


def _is_idle(draft: Draft) -> bool:
    """Whether a sentence serves the talk, explains in general, or tells nothing of the patient."""
    teaches = not draft.by_patient and is_teaching(draft.text)
    return teaches or is_chatter(draft) or is_trivial(draft.text, draft.spoken)


def _is_recap(item: Scored) -> bool:
    """Whether a clinician only repeats what the patient has told, and names no finding."""
    named = find_concepts(item.draft.text)
    return item.section in _FROM_PATIENT and not item.draft.by_patient and not named


def _penalty(item: Scored) -> float:
    """What a sentence that reads like speech loses of its value; lists and family history lose nothing."""
    if item.draft.kind not in {Kind.STATEMENT, Kind.ANSWER} or item.section == "family":
        return 0.0
    return SPOKEN_COST * max(0.0, READS_WELL - prose(item.draft.text))


def _section(draft: Draft, classes: Sequence[str], scores: np.ndarray) -> str:
    allowed = [i for i, name in enumerate(classes) if name in _FROM_PATIENT or not draft.by_patient]
    return classes[max(allowed, key=lambda i: float(scores[i]))]


def _dictated_section(text: str, section: str) -> str:
    return next((name for name, cue in _DICTATED if re.search(cue, text, re.I)), section)


def select(scored: Sequence[Scored]) -> list[Scored]:
    """The drafts to keep, in spoken order: the most valuable first until each budget is spent."""
    kept: list[Scored] = []
    left = dict(BUDGETS)
    covered: set[str] = set()
    scale = min(1.0, sum(len(s.draft.text.split()) for s in scored) / _FULL_LENGTH)
    costs = {id(s): scale * _penalty(s) for s in scored}
    for item in sorted(scored, key=lambda s: costs[id(s)] - _worth(s)):
        if _is_idle(item.draft) or _is_fragment(item):
            continue
        part = PARTS[item.section]
        words = len(item.draft.text.split())
        own = {stem(w) for w in content_words(item.draft.text)} | {
            q.number for q in quantities(item.draft.text)
        }
        repeated = len(own & covered) / max(len(own), 1)
        if (
            item.value - costs[id(item)] < scale * LEAST_VALUE
            or words > left[part] + 5
            or (repeated > _MOST_REPEATED)
        ):
            continue
        kept.append(item)
        left[part] -= words
        covered |= own
    kept.extend(_with_new_facts([s for s in scored if s not in kept], kept, costs))
    order = {id(item): at for at, item in enumerate(scored)}
    return sorted(kept, key=lambda item: order[id(item)])


def _with_new_facts(
    rest: Sequence[Scored], kept: Sequence[Scored], costs: Mapping[int, float]
) -> list[Scored]:
    """Drafts beyond the budgets that bring a medication, quantity or finding the note lacks."""
    known = {fact for item in kept for fact in _facts(item)}
    added: list[Scored] = []
    left = EXTRA_WORDS
    for item in sorted(rest, key=lambda s: costs[id(s)] - s.value):
        new = _facts(item) - known
        words = len(item.draft.text.split())
        if (
            new
            and words <= min(left, _LONGEST_EXTRA)
            and item.value >= _LEAST_EXTRA
            and not (_is_fragment(item) and _is_recap(item))
            and not _is_idle(item.draft)
            and (not _is_fragment(item) or find_medications(item.draft.text))
        ):
            added.append(item)
            known |= new
            left -= words
    return added


def _facts(item: Scored) -> set[str]:
    text = item.draft.text
    measured = {str(q) for q in quantities(text) if q.unit or len(q.number) > 1}
    planned = item.section == "plan"
    findings = {f"{f.concept.name} {f.polarity.value}" for f in stated(text) if f.concept.kind != "tests"}
    tests = {m.concept.name for m in find_concepts(text) if planned and m.concept.kind == "tests"}
    return {m.concept.name for m in find_medications(text)} | measured | findings | tests


def _worth(item: Scored) -> float:
    facts = len(find_medications(item.draft.text)) + len(find_concepts(item.draft.text))
    facts += len(quantities(item.draft.text))
    bonus = 0.05 * min(facts, 3) + (0.05 if item.draft.kind is not Kind.STATEMENT else 0.0)
    return item.value + bonus
