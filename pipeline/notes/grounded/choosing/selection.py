"""Which drafts the note keeps: by section, by learned value, within a budget of words."""

import re
from collections.abc import Mapping, Sequence, Set

from pipeline.notes.facts import content_words, quantities, stem
from pipeline.notes.grounded.choosing.admission import admitted, admitted_for_facts
from pipeline.notes.grounded.choosing.placement import is_precaution
from pipeline.notes.grounded.choosing.repeats import denies_again, orders_less, told_facts
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.drafts import Kind
from pipeline.notes.grounded.wording.prose import prose
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import Polarity, stated

BUDGETS = {"subjective": 390, "exam": 140, "results": 90, "plan": 300}
"""Words a part of the note may take: room for most training notes, so that the value decides."""

PARTS = {
    "history": "subjective", "past": "subjective", "social": "subjective", "family": "subjective",
    "medications": "subjective", "allergies": "subjective", "vitals": "exam", "exam": "exam",
    "results": "results", "assessment": "plan", "plan": "plan",
}  # fmt: skip
EXTRA_WORDS = 140
"""Words beyond the budgets for sentences with medications, quantities or findings not yet in the note."""

LEAST_VALUE = 0.1
SPOKEN_COST = 0.32
"""Value lost for each unit of log-odds by which a sentence falls short of `READS_WELL`."""
READS_WELL = 0.0
_ADVISED = re.compile(r"\b(?:recommend|advise)\w*\b|\b(?:he|she|they|the patient) should\b", re.I)
_ORDERED = re.compile(rf"^we will\b|{_ADVISED.pattern}", re.I)
_LEAST_EXTRA = 0.05
_LONGEST_EXTRA = 45
_LEAST_PROSE_OF_FACT = -5.0
_LEAST_PROSE_OF_NUMBER = -2.0
"""Log-odds below which a sentence brings no finding or quantity, or no number without a unit."""
_FULL_LENGTH = 500
_MOST_REPEATED = 0.7


def _penalty(item: Scored) -> float:
    """What a sentence that reads like speech loses of its value.

    Lists, family history, what is dictated under a heading and when to come back lose nothing; social
    history, advice and what was found on examination or by a test lose half.
    """
    if item.headed or not item.draft.written_out or item.section == "family" or is_precaution(item.draft):
        return 0.0
    advised = item.section == "plan" and _ADVISED.search(item.draft.text)
    found = item.section in {"exam", "results"} and any(
        f.polarity is Polarity.PRESENT for f in stated(item.draft.text)
    )
    cost = SPOKEN_COST / 2 if item.section == "social" or advised or found else SPOKEN_COST
    return cost * max(0.0, READS_WELL - prose(item.draft.text))


def select(scored: Sequence[Scored], standing: Sequence[str] = ()) -> list[Scored]:
    """The drafts to keep, in spoken order: the most valuable first until each budget is spent.

    ``standing``: sentences that the note has in any case, whose facts need no draft.
    """
    kept: list[Scored] = []
    left = dict(BUDGETS)
    covered: set[str] = set()
    ordered: set[str] = set()
    scale = min(1.0, sum(len(s.draft.text.split()) for s in scored) / _FULL_LENGTH)
    costs = {id(s): scale * _penalty(s) for s in scored}
    for item in sorted(scored, key=lambda s: costs[id(s)] - _worth(s)):
        if not admitted(item):
            continue
        part = PARTS[item.section]
        words = len(item.draft.text.split())
        own = {stem(w) for w in content_words(item.draft.text)} | {
            q.number for q in quantities(item.draft.text)
        }
        repeated = len(own & (ordered if _orders(item) else covered)) / max(len(own), 1)
        if (
            denies_again(item.draft, (k.draft for k in kept))
            or item.value - costs[id(item)] < scale * LEAST_VALUE
            or words > left[part] + 5
            or (repeated > _MOST_REPEATED)
        ):
            continue
        kept.append(item)
        left[part] -= words
        covered |= own
        ordered |= own if item.section == "plan" else set()
    kept.extend(_with_new_facts([s for s in scored if s not in kept], kept, costs, standing))
    planned = [item.draft.text for item in kept if PARTS[item.section] == "plan"]
    kept = [s for s in kept if PARTS[s.section] != "plan" or not orders_less(s.draft.text, planned)]
    order = {id(item): at for at, item in enumerate(scored)}
    return sorted(kept, key=lambda item: order[id(item)])


def _orders(item: Scored) -> bool:
    """Whether it plans or advises: nothing that the patient told of the same things says that."""
    return item.section == "plan" and bool(_ORDERED.search(item.draft.text))


def _with_new_facts(
    rest: Sequence[Scored], kept: Sequence[Scored], costs: Mapping[int, float], standing: Sequence[str]
) -> list[Scored]:
    """Drafts beyond the budgets that bring a medication, quantity or finding the note lacks.

    A finding that is only supposed ("if she has an infection") is none.
    """
    known = {fact for item in kept for fact in _facts(item)} | {
        f for text in standing for f in told_facts(text)
    }
    added: list[Scored] = []
    left = EXTRA_WORDS
    for item in sorted(rest, key=lambda s: costs[id(s)] - s.value):
        new = _facts(item) - known
        words = len(item.draft.text.split())
        if (
            new
            and words <= min(left, _LONGEST_EXTRA)
            and item.value >= _LEAST_EXTRA
            and admitted_for_facts(item)
            and not _too_spoken(item, new)
        ):
            added.append(item)
            known |= new
            left -= words
    return added


def _too_spoken(item: Scored, new: Set[str]) -> bool:
    """Whether a sentence reads too much like speech for its facts; a medication or an order it always may."""
    if not item.draft.written_out or new & (_medications(item.draft.text) | _ordered_tests(item)):
        return False
    bare = all(re.fullmatch(r"[\d.]+", fact) for fact in new)
    return prose(item.draft.text) < (_LEAST_PROSE_OF_NUMBER if bare else _LEAST_PROSE_OF_FACT)


def _facts(item: Scored) -> set[str]:
    return _medications(item.draft.text) | told_facts(item.draft.text) | _ordered_tests(item)


def _medications(text: str) -> set[str]:
    return {m.concept.name for m in find_medications(text)}


def _ordered_tests(item: Scored) -> set[str]:
    named = (m.concept for m in find_concepts(item.draft.text) if m.concept.kind == "tests")
    return {concept.name for concept in named if item.section == "plan"}


def _worth(item: Scored) -> float:
    facts = len(find_medications(item.draft.text)) + len(find_concepts(item.draft.text))
    facts += len(quantities(item.draft.text))
    bonus = 0.05 * min(facts, 3) + (0.05 if item.draft.kind is not Kind.STATEMENT else 0.0)
    return item.value + bonus
