"""What a spoken sentence ends on that its written form must keep: a doubt, an "again"."""

import re

from pipeline.models import Speaker
from pipeline.notes.grounded.language.person import Pronouns
from pipeline.notes.grounded.reading.units import Unit

_I_THINK = re.compile(r",? (?:i think|i believe|i guess)\W*$", re.I)
_AGAIN = re.compile(
    r"\b(?:torn|tore|broken?|broke|fell|fallen|hurt|injured|happened|started|came back|swollen|fractured|bled"
    r"|smoking|drinking)\b.* again\W*$",
    re.I,
)


def with_ending(text: str, unit: Unit, who: Pronouns) -> str:
    """The written sentence with the patient's "I think" or the "again" that the spoken one ended on."""
    if unit.speaker is Speaker.PATIENT and _I_THINK.search(unit.text) and "think" not in text:
        return f"{text.rstrip(' .,')}, {who.subject} {'think' if who.plural else 'thinks'}"
    return f"{text} again" if _AGAIN.search(unit.text) and "again" not in text else text
