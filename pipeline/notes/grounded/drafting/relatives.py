"""What a yes or a no tells of the family's illnesses."""

import re
from collections.abc import Sequence

from pipeline.notes.grounded.drafting.drafts import Kind
from pipeline.notes.grounded.drafting.listing import denial, join_names, qualified, report
from pipeline.notes.grounded.language.person import third_person
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.lexicon import Mention, find_concepts
from pipeline.notes.polarity import Polarity, answer

_BUT = re.compile(r"\b(?:but|except|although|other than|besides|just|only|my|think|not sure|know)\b", re.I)
_FAMILY_HISTORY = re.compile(
    r"\bfamily history of (?:any )?(?P<what>[\w' -]{3,60}?)(?: that you know of)?\W*$", re.I
)


def of_relatives(
    mentions: Sequence[Mention], question: Unit, reply: Sequence[Unit], writer: Writer
) -> str | None:
    """What the family has had or not, where the reply says no more than yes or no."""
    settled = answer(reply[0].raw)
    names = tuple(
        dict.fromkeys(third_person(qualified(question.raw, m), writer.who, first=False) for m in mentions)
    )
    if settled is None or any(_BUT.search(u.raw) or find_concepts(u.raw) for u in reply):
        return None
    if asked := _FAMILY_HISTORY.search(question.raw):
        names = (third_person(asked.group("what").lower(), writer.who, first=False),)
    if settled is Polarity.PRESENT:
        return report([f"family history of {names[0]}"], writer) if len(names) == 1 else None
    return denial([f"family history of {join_names(names, Kind.DENIAL)}"], writer)
