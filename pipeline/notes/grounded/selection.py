"""Which drafts the note keeps: by section, by learned value, within a budget of words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.notes.facts import content_words, quantities, stem
from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.features import features
from pipeline.notes.grounded.linear import load_model
from pipeline.notes.grounded.placement import placed
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import stated

BUDGETS = {"subjective": 230, "exam": 90, "results": 70, "plan": 230}
"""Words a part of the note may take, about the medians of the training notes."""

PARTS = {
    "history": "subjective", "past": "subjective", "social": "subjective", "family": "subjective",
    "medications": "subjective", "allergies": "subjective", "vitals": "exam", "exam": "exam",
    "results": "results", "assessment": "plan", "plan": "plan",
}  # fmt: skip
_FROM_PATIENT = ("history", "past", "social", "family", "medications", "allergies")
EXTRA_WORDS = 140
"""Words beyond the budgets for sentences with medications, quantities or findings not yet in the note."""

LEAST_VALUE = 0.30
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
_CHATTER = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |everything|your |the |any |previous |of )+(?:rules"
    r"|instructions|prompts?|above|this)?|\bsystem prompt\b"
    r"|\btalk (?:a little |a bit |a little bit )?about\b|\btemplate\b|\bcall(?:ing)? out\b"
    r"|\bend of note\b|\bsorry\b|checked out"
    r"|\bsounds like a plan\b|\bshow me\b|\bi did not ask\b|\blook (?:up|straight|at (?:your"
    r"|my))\b|\bi(?:'ll| will) look forward\b|\btake care\b"
    r"|\bpretend\b|\boutput only\b|"
    r"\bdax\b|\bdragon\b|\bnurse told\b|\bthank you\b|\b(?:listen to|take a listen|check out"
    r"|take a look at) (?:your|you|that|it|this)\b"
    r"|\b(?:quick|focused|little) (?:physical )?exam|\blet me (?:take|go|see|check|do|get"
    r"|examine|look)\b|\bquestions?\b|\bforgot\b|good to see|nice to (?:see|meet)",
    re.I,
)
_INSTRUCTION = re.compile(
    r"^(?:(?:and|now|then|so|please|just|okay|can you|could you|if you (?:can|could)|go ahead and"
    r"|i want you to|i'd like you to|i'm going to have you|let's have you|nice and slow)\b[\s,]*)*"
    r"(?:(?:take|give me)(?: in)? (?:a|some|another|few|a few|couple|a couple)(?: of)?"
    r" (?:nice |big |good |slow |more )*deep (?:breaths?|inhale)"
    r"|breathe (?:in|out|normally|through|deeply)|hold your breath|(?:open|say) (?:your mouth|wide|ah+\b)"
    r"|follow my|(?:squeeze|push|pull|press) (?:my|against|on my|down on|up on|with your)"
    r"|(?:lie|lay|sit|lean|stand) (?:down|back|up|forward|still)\b|stick out your|turn your head"
    r"|close your eyes|relax your)",
    re.I,
)
_TALK = re.compile(
    r"\bwe(?:'ll| will) ask\b|\bask you (?:about|some|a few)\b|\bget (?:the patient's|your|some) vitals\b"
    r"|\bgo get the doctor\b|^this is in terms of\b|^i(?: am|'m) (?:dr|doctor)\b",
    re.I,
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
    least = LEAST_VALUE * min(1.0, sum(len(s.draft.text.split()) for s in scored) / _FULL_LENGTH)
    for item in sorted(scored, key=lambda s: -_worth(s)):
        if _is_chatter(item.draft):
            continue
        part = PARTS[item.section]
        words = len(item.draft.text.split())
        own = {stem(w) for w in content_words(item.draft.text)} | {
            q.number for q in quantities(item.draft.text)
        }
        repeated = len(own & covered) / max(len(own), 1)
        if item.value < least or words > left[part] + 5 or (repeated > _MOST_REPEATED):
            continue
        kept.append(item)
        left[part] -= words
        covered |= own
    kept.extend(_with_new_facts([s for s in scored if s not in kept], kept))
    return sorted(kept, key=lambda s: s.draft.index)


def _with_new_facts(rest: Sequence[Scored], kept: Sequence[Scored]) -> list[Scored]:
    """Drafts beyond the budgets that bring a medication, quantity or finding the note lacks."""
    known = {fact for item in kept for fact in _facts(item)}
    added: list[Scored] = []
    left = EXTRA_WORDS
    for item in sorted(rest, key=lambda s: -s.value):
        new = _facts(item) - known
        words = len(item.draft.text.split())
        if (
            new
            and words <= min(left, _LONGEST_EXTRA)
            and item.value >= _LEAST_EXTRA
            and not _is_chatter(item.draft)
        ):
            added.append(item)
            known |= new
            left -= words
    return added


def _is_chatter(draft: Draft) -> bool:
    """Whether the words serve the conversation or the examination itself, not the record."""
    if _CHATTER.search(draft.spoken):
        return True
    return not draft.by_patient and bool(_INSTRUCTION.match(draft.spoken) or _TALK.search(draft.spoken))


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
