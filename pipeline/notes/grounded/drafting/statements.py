"""Statements as drafts: which spoken sentences can stand in a note, and how they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.attribution import names_another
from pipeline.notes.facts import content_words, quantities
from pipeline.notes.grounded.drafting.asides import is_aside
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.limits import only_then
from pipeline.notes.grounded.drafting.listing import asked_place, denial, described, placed, report, wording
from pipeline.notes.grounded.drafting.subjects import OWN_CLAUSE, with_subject
from pipeline.notes.grounded.language.person import third_person
from pipeline.notes.grounded.reading.families import is_siblings, of_child, with_sibling
from pipeline.notes.grounded.reading.others import is_anothers, of_patient, quotes_another, with_person
from pipeline.notes.grounded.reading.small_words import without_small_words
from pipeline.notes.grounded.reading.speakers import is_clinicians, is_patients
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.antecedents import with_noun
from pipeline.notes.grounded.wording.clauses import clauses
from pipeline.notes.grounded.wording.endings import with_ending
from pipeline.notes.grounded.wording.marks import with_marks
from pipeline.notes.grounded.wording.openings import without_opening
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.grounded.wording.pointing import without_pointing
from pipeline.notes.grounded.wording.trimming import is_cut, trimmed
from pipeline.notes.grounded.wording.wholeness import has_verb, is_whole
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import negated

SHORT_REPLY = 6
"""Words of a reply that may be a fragment although it has a clause."""

_CUT_OFF = re.compile(
    r"\b(?:a|an|the|to|of|because|and|or|is|are|was|my|your|their|which|if|when|very|i|we)[.,]?$", re.I
)
_ASKING = re.compile(r"(?<!if )\bany\b|^(?:has|have|did|does|do|is|are|was|were) \w+ ", re.I)
_DENYING = re.compile(
    r"\b(?:no|not|without|never|denies|denied|if|n't|cannot|avoid|stop|negative|can|should|will)\b|n't\b",
    re.I,
)
_DANGLING = re.compile(
    r"(?:if|when|because|while|which|until|where|who|that|than)\b(?: [^\s,]+){1,8}$"
    r"|not that\b|(?:like|about|in|on|at|for|with|from|of|to) (?:[^\s,]+ ?){1,4}$",
    re.I,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|does|do|did"
    r"|cannot|shows?|looks?|\w+s|\w+ed|recommend|continue|take|took|felt|went|get|got|go"
    r"|clear|normal|intact|negative|positive|tender|soft)\b",
    re.I,
)
_ORPHAN = re.compile(
    r"(?:he|she|they) (?:said|mentioned|thinks? (?:his|her|their) \w+ did)\b.{0,16}$"
    r"|.*\b(?:how|what|which) (?:\w+ )?(?:is|are|was|were|do|does) (?:he|she|they|we)\b"
    r"|.*\bis welcome$|.*\band (?:over|in|for|during) the (?:last|past) [\w ]{1,14}$"
    r"|.*\bhow (?:severe|bad|intense|much|many|often|long)(?: (?:would|do|did|could) \w+ (?:say"
    r"|describe|rate))?$"
    r"|(?:i|he|she|they) (?:am|is|are) not sure$|no \w+ that (?:he|she|they|i) (?:has|have|is|are|can"
    r"|know|knows)\b.{0,16}$"
    r"|.*\b(?:but|or|and) (?:around|about|maybe)$"
    r"|(?:i|he|she|they) (?:did|do|does|used to),?(?: (?:not )?(?:initially|at first|earlier|early on"
    r"|once|before"
    r"|any ?more))*(?:$| (?:for|and|but)\b)"
    r"|(?:it|he|she|they) also in\b|people will\b|'s\b|'"
    r"|"
    r"[^\w(]|(?:than|of|to|from|by|that (?:he|she|they|you|it|i|we)|on how|may|can|should(?! (?:the"
    r"|this|that|it|they|there|he|she|his|her|their|any)\b[^?]*,)"
    r"|could|would|has he|has she|does|did|is|are|was|were)\b"
    r"|(?:okay |alright |so |and |now )*(?:for|on|with|to) (?:his|her|their|the|a)"
    r" (?!(?:left|right|other)(?: side)?,? (?:there|he|she|they|it) (?:is|are|was|were|has|have|had)\b)"
    r"[^,]{0,60}$"
    r"|.*\b(?:do|be|not|she|he|they|is been|was been|does|because|currently|treating|saying"
    r"|go ahead|doing a little|is sorry|will be|not think)$"
    r"|.*\bfor (?:he|she|they)\b|.*\b(?:him|her|them) (?:do|is|are|was|were|has|passed)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:not sure|no idea|do ?n't (?:know|remember|recall|think so)|maybe|might|could be|wish|(?:going"
    r"|doing) well"
    r"|almost)\b",
    re.I,
)
_AMBIGUOUS_NO = re.compile(r"no\s+(?:i|it|they|we|there|that|he|she|you|my|your)\b", re.I)
_TO_CLINICIAN = re.compile(r"\b(?:you|your|you're|you've|doc|doctor \w+,)\b", re.I)
_PURPOSE = re.compile(
    r"(?:before (?:i|we) do,? )?(?:i )?(?:just )?want to make sure (?:that )?you(?:'re| are) not\b"
    r"|(?:that )?we(?:'re| are) not missing (?:anything|something)\b"
    r"|(?:just |so |and |only )*(?:(?:in order )?to make sure|as long as|so that|to see (?:if|whether)"
    r"|in case)\b",
    re.I,
)
"""What a plan is for, or a condition: no fact."""
_IN_ORDER = re.compile(r"^[^,]{3,60}, so (?:that )?(?:i|we) (?:can|could)\b", re.I)
"""What is to be done, and what for: "an x-ray of the hip, so we can see the joint"."""
_DOUBLE_NEGATIVE = re.compile(
    r"((?:n't|\bnot|\bnever) (?:really )?(?:have|had|take|took|get|got|use|used|want|feel|see"
    r"|eat|drink)) no(?= \w)",
    re.I,
)
_POINTED = re.compile(r"^(?:this|that|these|those) (?=[a-z])", re.I)
"""A pointing word before what stands without a verb: "this acute bronchitis"."""
_BROKEN_OFF = re.compile(r"^i,? (?P<name>[\w-]+)(?= )", re.I)


def state(
    i: int,
    unit: Unit,
    writer: Writer,
    before: Sequence[Unit] = (),
    *,
    for_another: bool = False,
    child: str = "",
) -> Iterator[Draft]:
    """The drafts of a sentence that asks nothing; ``before`` are the units that precede it.

    ``for_another``: a relative answers for the patient, who is "he" or "she" in both mouths; ``child``:
    which of the two, where the clinician says only one.
    """
    by_patient = unit.speaker is Speaker.PATIENT
    unit, asked = with_subject(replace(unit, text=_DOUBLE_NEGATIVE.sub(r"\1 any", unit.text)), before)
    if by_patient and not OWN_CLAUSE.search(unit.text) and not _TO_CLINICIAN.search(unit.text):
        yield from _named(i, unit, writer, before)
    unit = _without_cut_end(unit)
    for clause in filter(None, map(without_small_words, clauses(unit.text))):
        if _PURPOSE.match(clause):
            continue
        if of_another := _of_whom(clause, unit, before, child if by_patient else "", for_another=for_another):
            plain, persons = of_another
            if noun := with_noun(plain, unit, before, for_another=for_another):
                told, things = noun
                yield from _stated(i, replace(unit, text=told), (*asked, *persons, *things), plain, writer)


def _of_whom(
    clause: str, unit: Unit, before: Sequence[Unit], child: str, *, for_another: bool
) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with the one whom it is about, and the unit that names this one; None if unclear."""
    said = of_patient(clause)
    if not for_another:
        told_by_self = unit.speaker is Speaker.PATIENT
        anothers = told_by_self and is_anothers(said, unit.text[: max(0, unit.text.find(clause))])
        return None if anothers else with_person(said, unit, before)
    if unit.speaker is Speaker.PATIENT and quotes_another(said, before):
        return None
    said = of_child(said) if unit.speaker is Speaker.PATIENT else said
    return with_sibling(said, unit, before) if is_siblings(said, child) else (said, ())


def _stated(i: int, part: Unit, named: tuple[Unit, ...], clause: str, writer: Writer) -> Iterator[Draft]:
    """The draft of one clause, where it can stand in a note; ``clause``: with its pronouns of things."""
    text = _written(part, writer)
    if worth_writing(part, text):
        spoken = replace(part, text=clause)
        yield Draft(
            text=writer.sentence(text),
            units=(part, *named),
            index=i,
            kind=Kind.STATEMENT,
            by_patient=part.speaker is Speaker.PATIENT,
            unnamed="" if part.text == clause else writer.sentence(_written(spoken, writer)),
        )


def _written(unit: Unit, writer: Writer) -> str:
    said = _BROKEN_OFF.sub(_without_subject, unit.text)
    told = writer.statement(said, by_patient=unit.speaker is Speaker.PATIENT)
    text = with_marks(without_opening(told if _IN_ORDER.match(said) else without_pointing(trimmed(told))))
    return with_ending(text, unit, writer.who) if has_verb(text) else _POINTED.sub("", text)


def _without_subject(match: re.Match[str]) -> str:
    """A medication named after a verb that was not said: "I, insulin for diabetes"."""
    named = match.group("name")
    return named if find_medications(named) else match.group()


def _without_cut_end(unit: Unit) -> Unit:
    """A unit that breaks off, up to its last whole clause."""
    whole = unit.text.rpartition(",")[0]
    if _CUT_OFF.search(unit.text) and len(whole.split()) >= SHORT_REPLY:
        return replace(unit, text=whole)
    return unit


def _named(i: int, unit: Unit, writer: Writer, before: Sequence[Unit]) -> Iterator[Draft]:
    """What a reply without a verb names: "no vomiting but constipation" denies and reports."""
    if names_another(unit.raw) or only_then(unit.raw):
        return
    mentions = [m for m in find_concepts(unit.raw) if m.concept.kind == "symptoms"]
    for kind in (Kind.AFFIRMATION, Kind.DENIAL):
        here = [m for m in mentions if negated(unit.raw, m) == (kind is Kind.DENIAL)]
        if here and not unit.raw.rstrip().endswith("?") and not _UNSURE.search(unit.raw):
            name = wording if kind is Kind.DENIAL else described
            said = [third_person(name(unit.raw, m), writer.who, first=True) for m in here]
            place = asked_place(before)
            wordings = tuple(dict.fromkeys(placed(w, place) for w in said))
            in_place = wordings != tuple(dict.fromkeys(said))
            yield Draft(
                text=writer.sentence((denial if kind is Kind.DENIAL else report)(wordings, writer)),
                units=(before[-1], unit) if in_place else (unit,),
                index=i,
                kind=kind,
                by_patient=True,
                concepts=tuple(dict.fromkeys(m.concept.name for m in here)),
                wordings=wordings if kind is Kind.DENIAL or in_place else (),
            )


def worth_writing(unit: Unit, text: str) -> bool:
    """Whether a statement can stand in a note: whole, not ambiguous, about something."""
    if (
        not content_words(text)
        or not (is_whole(text) or (find_concepts(text) and len(text.split()) == 1))
        or (unit.speaker is Speaker.CLINICIAN and (not is_clinicians(text) or is_patients(unit.text)))
        or _ORPHAN.match(text)
        or is_cut(text)
        or _DANGLING.match(unit.text)
        or _DANGLING.match(text)
        or _CUT_OFF.search(unit.text)
        or _AMBIGUOUS_NO.match(unit.text)
        or is_aside(unit)
    ):
        return False
    if unit.speaker is Speaker.PATIENT and (
        _TO_CLINICIAN.search(unit.text) or not OWN_CLAUSE.search(unit.text)
    ):
        return bool(find_medications(text)) and not _TO_CLINICIAN.search(unit.text)
    if not (_FINITE.search(text) or find_concepts(text) or quantities(text) or find_medications(text)):
        return False
    return (
        unit.speaker is Speaker.PATIENT or not _ASKING.search(unit.text) or bool(_DENYING.search(unit.text))
    )
