"""What a relative says for the patient: of the patient, without the relative's own part in it.

"I feel like she is drinking better" tells that she is, "I took her off milk" that she was taken off it,
and the son of whom a girl's mother speaks is the girl's brother.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes import verbs
from pipeline.notes.grounded.language.person import expand
from pipeline.notes.grounded.reading.referent import is_first_name
from pipeline.notes.grounded.reading.units import Unit

_LED = r"^(?P<lead>(?:(?:and|but|so|then|no|yes|yeah),? )*)"
_WE_NOTICED = re.compile(
    r"^(?:and |but )?we (?P<also>also )?(?:noticed|saw) (?=(?:some|an?)\b.*\b(?:his|her)\b)", re.I
)
"""What a family sees of the one whom it speaks for."""
_OF_PATIENT = r"(?=(?:he|she)\b|(?:his|her) [\w ]{2,30}?\b(?:is|are|was|were|has|have|had)\b)"
_SEES = re.compile(
    rf"{_LED}(?:i|we)(?:'ve| have)? (?:(?:do|did|really|just|also|can|have) )*"
    rf"(?:(?:feel|felt) (?:like|that)|noticed?(?: that)?|see(?: that)?|saw that|know(?: that)?)"
    rf" {_OF_PATIENT}",
    re.I,
)
_THINKS = re.compile(
    rf"{_LED}(?:i|we) (?:(?:do|really|just) )*(?:think|believe|guess|suspect)(?: that| like)?"
    r" (?=(?:he|she)\b)",
    re.I,
)
_DID = re.compile(
    rf"{_LED}(?:i|we) (?P<verb>took|gave|brought|put|started|switched|weaned|kept) (?P<whom>him|her)"
    r" (?P<rest>(?:off|on|to|in|into|back|out|from|the|a|an|some|that|this)\b.+)$",
    re.I,
)
_TOLD_US = re.compile(
    r"\b(?P<told>told|asked|advised|wanted) (?:us|me) (?=to \w+ (?:him|her)\b|that\b)", re.I
)
_CHILD = re.compile(rf"{_LED}i have (?:an?|another) (?P<kin>son|daughter)\b(?! named)", re.I)
_CONTRACTED = re.compile(r"\b(?:he|she)'s \w+(?: \w+)?", re.I)
_KIN = {"son": "brother", "daughter": "sister"}
_COMPARED = re.compile(r"\b(?:he|she)\b.*\bthan (?:(?:her|his|my) )?(?P<name>[a-z]+)\W*$", re.I)
_HE_OR_SHE = re.compile(r"\b(he|she)\b", re.I)
_OTHER = {"he": "she", "she": "he"}
_KIN_OF = {
    "he": re.compile(r"\b(?:son|brother)\b", re.I),
    "she": re.compile(r"\b(?:daughter|sister)\b", re.I),
}
_NEAR = 2
"""Units before a "he" or "she" that may name this child."""
_OFTEN = 3
"""Times that a clinician calls the patient "he" or "she" before the other word can mean another."""


def of_child(clause: str) -> str:
    """The clause of a relative as told of the patient, or as it was."""
    clause = _WE_NOTICED.sub(lambda m: f"there was {m.group('also') or ''}", clause)
    clause = _TOLD_US.sub(r"\g<told> the family ", _SEES.sub(r"\g<lead>", clause))
    clause = _THINKS.sub(r"\g<lead>it seems that ", clause)
    clause = _CHILD.sub(lambda m: f"{m['lead']}i have a {_KIN[m['kin'].lower()]}", clause)
    if not (did := _DID.match(clause)):
        return _CONTRACTED.sub(lambda m: expand(m.group()), clause)
    child = "he" if did["whom"].lower() == "him" else "she"
    return f"{did['lead']}{child} was {verbs.passive(did['verb'].lower())} {did['rest']}"


def child_is(units: Sequence[Unit]) -> str:
    """What the clinician calls the patient, "he" or "she"; nothing where both are said."""
    said = [
        m.group().lower() for u in units if u.speaker is Speaker.CLINICIAN for m in _HE_OR_SHE.finditer(u.raw)
    ]
    return next(
        (p for p in _OTHER if said.count(p) >= _OFTEN and said.count(_OTHER[p]) * _OFTEN < len(said)), ""
    )


def is_siblings(clause: str, child: str) -> bool:
    """Whether the clause is of another child: of the other sex, or compared with the patient."""
    said, compared = _HE_OR_SHE.search(clause), _COMPARED.search(clause)
    named = compared is not None and is_first_name(compared.group("name"))
    return named or bool(child and said and said.group().lower() == _OTHER[child])


def with_sibling(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with its "he" or "she" as the patient's brother or sister, and the unit that names this one.

    None where the relative has named no child of that sex just before.
    """
    said = _HE_OR_SHE.search(clause)
    if said is None or _COMPARED.search(clause):
        return None
    kin = _KIN_OF[said.group().lower()]
    for source in (unit, *reversed(before[-_NEAR:])):
        named = kin.search(source.raw)
        if named and source.speaker is unit.speaker and (source is not unit or named.start() < said.start()):
            rest = re.sub(r"^'s\b", " is", clause[said.end() :])
            told = (
                f"{clause[: said.start()]}my {_KIN.get(named.group().lower(), named.group().lower())}{rest}"
            )
            return told, () if source is unit else (replace(source, text=named.group()),)
    return None
