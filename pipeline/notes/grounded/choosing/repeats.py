"""What a sentence says that another of the note says already, or says more fully."""

import re
from collections.abc import Iterable

from pipeline.notes.facts import has_dose, quantities
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import Polarity, stated

_DENIES_AGAIN = re.compile(
    r"^(?:he|she|they|the patient) (?:has not (?:had|noticed|felt)|is not having|does not have"
    r"|did not have|denies) (?:any )?(?P<what>[^,.]+)\.$",
    re.I,
)
_ORDERS = re.compile(
    r"^(?:we|i) (?:will|can|would) (?:also )?(?:get|give|prescribe|put|start|try|order)(?: (?:him|her|them))?"
    r"(?: on)? (?:(?:some|a|an|the|his|her|their) )?(?P<what>[^,.]+?)(?: to help)?(?: for (?:the )?pain)?\.$",
    re.I,
)
_OF_NO_NAME = re.compile(r"(?P<kind>pain )?(?:medications?|medicines?|meds)", re.I)
_STARTS = r"(?:we|i) (?:will|would)(?: also)? (?:get|give|prescribe|put|start|try|order)\b"
_NEW_ORDER = re.compile(rf"^{_STARTS}", re.I)
_FULL_ORDER = re.compile(
    rf"^(?:{_STARTS}|(?:we will |he will |she will |they will )?(?:continue|take)\b"
    r"|(?:he|she|they|the patient) (?:should|(?:was|were|is|are) (?:advised|instructed|told|asked) to)"
    r" (?:take|start)\b)",
    re.I,
)
_NO_ORDER = re.compile(
    r"\b(?:if|when\w*|unless|until|in case|stop\w*|h[eo]ld\w*|not|no|never|avoid|exceed\w*|more|less|already"
    r"|call|had|has|have|did|does|used|took|taken|taking|told|last|ago|before|instead|but)\b|n't\b",
    re.I,
)
"""What makes of an order a condition, a warning or a history."""
_PAIN = re.compile(r"\bpain\b", re.I)


def told_facts(text: str) -> set[str]:
    """The quantities and findings that a sentence states; a finding that is only supposed is none."""
    measured = {str(q) for q in quantities(text) if q.unit or len(q.number) > 1}
    findings = [f for f in stated(text) if f.concept.kind != "tests" and f.polarity is not Polarity.SUPPOSED]
    return measured | {f"{f.concept.name} {f.polarity.value}" for f in findings}


def denies_again(draft: Draft, others: Iterable[Draft]) -> bool:
    """Whether the patient only denies again, in a sentence of its own words, what another one denies."""
    text = draft.text
    again = _DENIES_AGAIN.match(text) if draft.written_out and draft.by_patient else None
    if again is None or quantities(text) or find_medications(text):
        return False
    named = find_concepts(again.group("what"))
    whole = len(named) == 1 and named[0].start == 0 and named[0].end == len(again.group("what"))
    facts = told_facts(text)
    return whole and any(facts <= told_facts(other.text) for other in others if other.by_patient)


def orders_less(text: str, others: Iterable[str]) -> bool:
    """Whether an order names a medication without its dose, or none, where another gives name and dose.

    "We will get her naproxen." beside "Naproxen 500 mg twice daily.", or "We will prescribe him some
    pain medicine." beside "We will prescribe oxycodone 5 mg for pain."
    """
    order = _ORDERS.match(text) if not quantities(text) else None
    if order is None:
        return False
    what = order.group("what")
    named = {m.concept.name for m in find_medications(what) if m.start == 0 and m.end == len(what)}
    nameless = _OF_NO_NAME.fullmatch(what)
    fuller = [other for other in others if other != text and _orders_a_dose(other)]
    if nameless:
        return any(_NEW_ORDER.match(o) and (not nameless["kind"] or _PAIN.search(o)) for o in fuller)
    return bool(named) and any(named == {m.concept.name for m in find_medications(o)} for o in fuller)


def _orders_a_dose(text: str) -> bool:
    """Whether the sentence is plainly an order with a dose."""
    lead = _FULL_ORDER.match(text)
    return bool(lead and has_dose(text) and not _NO_ORDER.search(text, lead.end()))
