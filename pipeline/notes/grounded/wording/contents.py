"""What is in the sputum, the stool or the urine: "there's no blood in it", with the noun said before.

The noun is sought in the sentences before, nearest first, whoever said it; where one names two, or speaks
of another person, "it" stays.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes.attribution import names_another
from pipeline.notes.grounded.reading.units import Unit

_IN_IT = re.compile(r"\b(?P<what>blood|pus|mucus|bile)(?: at all)? in (?P<it>it|that|them|there)\b", re.I)
_NOUN = re.compile(
    r"\b(?:mucus|phlegm|sputum|spit|urine|pee|stools?|poop|bowel movements?|diarrhea|vomit|discharge"
    r"|drainage)\b",
    re.I,
)
_REACH = 3
"""Sentences before that may name it."""
_OWN = re.compile(
    r"\b(?P<subject>[\w'-]+) (?:has|had|have|got|with)(?: (?:a|some|any|no|little|bit|of))* $", re.I
)
"""What itself has the blood in it: it is what "it" is."""
_OTHER_SOURCE = re.compile(
    r"\b(?:thr(?:ew|ow|own|owing)(?: \w+)? up|vomit(?:ed|ing|s)|nose\w*|bleed\w*|bled|wounds?|cuts?|sores?"
    r"|bandages?|tissues?|toilet|eyes?|ears?|gums?|tooth|teeth|mouth|throat|skin|blister\w*|boils?|lumps?"
    r"|incision|drain)\b",
    re.I,
)
"""What else may bleed or be soiled."""


def with_contents(unit: Unit, before: Sequence[Unit]) -> Unit:
    """The sentence with the noun for "it" in "blood in it", resting on the words that name it, too."""
    said = _IN_IT.search(unit.raw)
    if said is None or not _IN_IT.search(unit.text) or _has_its_own(unit.raw[: said.start()]):
        return unit
    texts = [(unit, unit.raw[: said.start()]), *((u, u.raw) for u in reversed(before[-_REACH:]))]
    for source, text in texts:
        found = [m.group().lower() for m in _NOUN.finditer(text)]
        named = {n.removesuffix("s") for n in found if n != said["what"].lower()}
        if _OTHER_SOURCE.search(text):
            return unit
        if named:
            return _named(unit, source, found[-1]) if len(named) == 1 and not names_another(text) else unit
    return unit


def _has_its_own(before: str) -> bool:
    """Whether a thing named in the sentence has the blood in it ("the bandage has pus in it")."""
    owner = _OWN.search(before)
    return owner is not None and owner["subject"].lower() not in {"i", "you", "it", "that", "they", "ever"}


def _named(unit: Unit, source: Unit, noun: str) -> Unit:
    def written(text: str) -> str:
        return _IN_IT.sub(lambda m: f"{m['what']} in the {noun}", text)

    cited = dict.fromkeys((*source.segments, *unit.segments))
    return replace(unit, raw=written(unit.raw), text=written(unit.text), segments=tuple(sorted(cited)))
