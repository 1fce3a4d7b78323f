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
_REACH = 4
"""Sentences before that may name it."""


def with_contents(unit: Unit, before: Sequence[Unit]) -> Unit:
    """The sentence with the noun for "it" in "blood in it", resting on the words that name it, too."""
    said = _IN_IT.search(unit.raw)
    if said is None or not _IN_IT.search(unit.text):
        return unit
    texts = [(unit, unit.raw[: said.start()]), *((u, u.raw) for u in reversed(before[-_REACH:]))]
    for source, text in texts:
        found = [m.group().lower() for m in _NOUN.finditer(text)]
        named = {n.removesuffix("s") for n in found if n != said["what"].lower()}
        if named:
            return _named(unit, source, found[-1]) if len(named) == 1 and not names_another(text) else unit
    return unit


def _named(unit: Unit, source: Unit, noun: str) -> Unit:
    def written(text: str) -> str:
        return _IN_IT.sub(lambda m: f"{m['what']} in the {noun}", text)

    cited = dict.fromkeys((*source.segments, *unit.segments))
    return replace(unit, raw=written(unit.raw), text=written(unit.text), segments=tuple(sorted(cited)))
