"""Others than the patient as the subject of a spoken sentence ("she said I should stop it").

The note's "she" is the patient, so another's must be named; and what an unnamed "they" did to the
patient is told of the patient ("They sent me home." becomes "I was sent home.").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes import verbs
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts

_WOMEN = (
    r"mother|mom|mum|mummy|sister|wife|daughter|grandmother|grandma|aunt|niece|girlfriend|girl|lady|woman"
)
_MEN = r"father|dad|brother|husband|son|grandfather|grandpa|uncle|nephew|boyfriend|boy|guy|man|gentleman"
_EITHER = (
    r"doctor|physician|surgeon|geneticist|specialist|allergist|orthopedist|\w+ologist|\w+trist|\w+ician|pcp|nurse|therapist|counselor|dentist"
    r"|chiropractor"
    r"|coach|teacher|trainer|player|friend|neighbor|cousin|boss|coworker|colleague|partner|(?:room|flat|house)mate|child|kid"
)
_PERSON = re.compile(
    rf"\b(?:my|your|our|his|her|their|the|an?|another|this) (?:[\w-]+ ){{0,2}}?"
    rf"(?:(?P<woman>{_WOMEN})|(?P<man>{_MEN})"
    rf"|{_EITHER})s?\b"
    r"(?!'s\b)|\bdr\.? (?!and\b)[a-z]+\b",
    re.I,
)
_ANYBODY = re.compile(
    rf"\b(?:{_WOMEN}|{_MEN}|{_EITHER}|children|(?:else|no one|nobody) in the \w+)s?\b", re.I
)
_RELATIVES_OWN = re.compile(r"(?:his|her|their)\b", re.I)
"""How a patient names a relative's relative."""
_GROWN = re.compile(
    r"\b(?:my|your) (?:[\w-]+ ){0,2}?(?:(?P<woman>mother|mom|mum|sister|wife|grandmother|grandma|aunt"
    r"|girlfriend)|(?P<man>father|dad|brother|husband|grandfather|grandpa|uncle|boyfriend))\b(?!'s)",
    re.I,
)
"""Relatives for whom nobody answers as for a child."""
_HE_OR_SHE = re.compile(r"\b(?P<p>he|she)\b(?=(?:'s|'d|'ll)?\b)", re.I)
_QUOTED = re.compile(r"(?:and |so )*(?:he|she) (?:also |then |just )?(?:said|told|thought)\b", re.I)
_ANOTHERS_ACT = re.compile(
    r"(?:and |so |then )*(?:he|she) (?:\w+ly |also )?(?:biopsied|referred|prescribed|ordered|diagnosed"
    r"|recommended|excised|removed|operated|examined)\b",
    re.I,
)
"""What a doctor did: the clinician's "she" is then the doctor named before."""
_AND_I = re.compile(r"\band (?:i|me|myself)\b", re.I)
_A_FRIEND = re.compile(
    r"\b(?:a|my) (?:friend|neighbor|coworker|colleague|cousin|(?:room|flat|house)mate)\b"
    r".*\b(?:he|she|who|they)\b",
    re.I,
)
_LED = r"^(?P<lead>(?:(?:and|but|so|then|that's when),? )*)"
_DID_TO = re.compile(
    rf"{_LED}they (?P<verb>put|gave|sent|told|referred|started|prescribed|kept|admitted|placed"
    r"|diagnosed|transferred|scheduled) (?P<whom>me|you)\b (?P<rest>.+)$",
    re.I,
)
_DID = re.compile(
    rf"{_LED}they (?P<verb>did|had done|performed|ordered|ran) (?P<what>(?:an?|the|some|my|your)"
    r" (?:[\w-]+ ){0,4}?(?:x-rays?|scans?|mri|tests?|biops(?:y|ies)|ultrasound|labs?|lab work|blood work"
    r"|ekg|swab))"
    r"\b(?P<rest>.*)$",
    re.I,
)
_ASKED_OF = re.compile(
    r"\b(?:has|is|does|did|was|had|can|could|will|would|hasn't|isn't|doesn't|didn't|wasn't) (?:he|she)\b",
    re.I,
)
_THEY_HAVE = re.compile(
    rf"{_LED}they(?:'ve|'re| (?:do|did|have|had|are|were|got|get|feel|felt))(?:n't| not)?\b", re.I
)
_CONTRACTED = re.compile(r"^'s(?= (?:\w+ly |just |also |still )*(?P<ing>\w+ing\b|an?\b|the\b)?)")
"""What "he's" stands for before a name: "is" before "-ing" or an article, else "has"."""
_SELF = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.I)
_THIRD_QUESTIONS = 3
_QUOTED_NEAR = 2
_NEAR = 5
"""Units after which a "he" or "she" is no longer whom the last one named."""


def speaks_for_patient(units: Sequence[Unit]) -> bool:
    """Whether somebody answers for the patient: the clinician asks about "him" or "her" often, or the
    answers are about one more than about their speaker.
    """
    of_unnamed = [u for u, named in zip(units, _of_named(units), strict=True) if not named]
    unnamed = [u for u in of_unnamed if _HE_OR_SHE.search(u.raw)]
    asked = sum(u.question and u.speaker is not Speaker.PATIENT for u in unnamed)
    of_other = sum(u.speaker is Speaker.PATIENT for u in unnamed)
    of_self = sum(bool(_SELF.search(u.raw)) for u in units if u.speaker is Speaker.PATIENT)
    return asked >= _THIRD_QUESTIONS or (asked > 0 and of_other > of_self)


def _of_named(units: Sequence[Unit]) -> Iterator[bool]:
    """For each unit whether its "he" or "she" is a grown relative named shortly before."""
    last = {"man": -_NEAR, "woman": -_NEAR}
    for i, unit in enumerate(units):
        for named in _GROWN.finditer(unit.raw):
            last["man" if named.group("man") else "woman"] = i
        said = _HE_OR_SHE.search(unit.raw)
        sex = "man" if said and said.group("p").lower() == "he" else "woman"
        near = bool(said) and i - last[sex] < _NEAR
        last[sex] = i if near else last[sex]
        yield near


def asks_of_another(question: str) -> bool:
    """Whether a question is about a "he" or "she": one whom the patient has named."""
    return bool(_ASKED_OF.search(question))


def of_patient(clause: str) -> str:
    """What an unnamed "they" did, told of the patient or of what was done."""
    if to := _DID_TO.match(clause):
        subject = "i was" if to.group("whom").lower() == "me" else "you were"
        return f"{to.group('lead')}{subject} {verbs.passive(to.group('verb').lower())} {to.group('rest')}"
    if did := _DID.match(clause):
        what = did.group("what")
        done = "ordered" if did.group("verb") == "ordered" else "done"
        was = "were" if re.search(r"(?:rays|scans|tests|biopsies|labs)$", what, re.I) else "was"
        return f"{did.group('lead')}{what} {was} {done}{did.group('rest')}"
    return clause


def is_anothers(clause: str, before: str) -> bool:
    """Whether a patient's clause tells a finding of "they" whom the words before it name."""
    return bool(_THEY_HAVE.match(clause) and find_concepts(clause) and _ANYBODY.search(before))


def with_person(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with "he" or "she" as the person named before, and the unit that names this one.

    None where nobody is named who could be meant, or several are. A clinician's is the patient, unless the
    same sentence names another.
    """
    said = _HE_OR_SHE.search(clause)
    if said and (_AND_I.search(clause[: said.start()]) or _is_friend(unit, before)):
        return None
    if not said or _PERSON.search(clause[: said.start()]):
        return clause, ()
    by_patient = unit.speaker is Speaker.PATIENT
    texts = [(unit, unit.text.partition(clause)[0])]
    near = before if by_patient or _ANOTHERS_ACT.match(clause) else ()
    texts += [(u, u.raw) for u in reversed(near)]
    for source, text in texts:
        fitting = [m for m in _PERSON.finditer(text) if _fits(m, said.group("p").lower())]
        if len({m.group().lower() for m in fitting}) > 1:
            return None
        if fitting:
            name = fitting[-1].group()
            if by_patient and _RELATIVES_OWN.match(name):
                return None
            rest = _CONTRACTED.sub(lambda m: " is" if m.group("ing") else " has", clause[said.end() :])
            named = f"{clause[: said.start()]}{_possessed(name, source, unit)}{rest}"
            return named, () if source is unit else (replace(source, text=name),)
    return None if by_patient or _QUOTED.match(clause) else (clause, ())


def quotes_another(clause: str, before: Sequence[Unit]) -> bool:
    """Whether "she said" tells what somebody named just before has said, where a relative speaks."""
    return bool(_QUOTED.match(clause)) and any(_PERSON.search(u.raw) for u in before[-_QUOTED_NEAR:])


def _is_friend(unit: Unit, before: Sequence[Unit]) -> bool:
    """Whether the clinician speaks of the one whom the patient has just named ("I have a friend")."""
    last = before[-1] if before else None
    if last is None or unit.speaker is Speaker.PATIENT or last.speaker is not Speaker.PATIENT:
        return False
    return bool(_A_FRIEND.search(last.raw))


def _fits(person: re.Match[str], pronoun: str) -> bool:
    return not person.group("man" if pronoun == "she" else "woman")


def _possessed(name: str, source: Unit, unit: Unit) -> str:
    """The name as the unit's speaker says it: the clinician's "your sister" is the patient's "my sister"."""
    if source.speaker is unit.speaker:
        return re.sub(
            r"^(?:an?|another|this) ", lambda m: m.group() if "other" in m.group() else "the ", name
        )
    mine, yours = ("my ", "your ") if unit.speaker is Speaker.PATIENT else ("your ", "my ")
    return re.sub(rf"^{yours}", mine, name, flags=re.I)
