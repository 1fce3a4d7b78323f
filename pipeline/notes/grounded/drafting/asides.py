"""Sentences that no note tells, by their wording: figures of speech, words of the examination room."""

import re

from pipeline.models import Speaker
from pipeline.notes.facts import quantities
from pipeline.notes.grounded.reading.units import Unit

_FIGURE = re.compile(
    r"\bwhat(?:'s| is) going on so\b|\bgun to (?:my|his|her|their) head\b|\ban arm and a leg\b"
    r"|\b(?:in|on) cruise control\b|\bon autopilot\b",
    re.I,
)
"""Words that mean another thing than they say."""
_IN_THE_ROOM = re.compile(
    r"^you (?:can|may) (?:now |just |go ahead and )*(?:sit(?: back)?(?: up| down)?|breathe"
    r"(?: normally| out| in| again)?|(?:lie|lay)(?: back| down)*|relax(?: your \w+)?|get dressed(?: again)?"
    r"|hop (?:up|down|off)|swallow)(?: now| again| here| for me)*\W*$"
    r"|\btake out the (?:[\w-]+ )?(?:extremit\w+|exam\w*|sections?|part|template)\b"
    r"|\bstop (?:out |by )?(?:at )?the (?:front |check-?out )?desk\b(?: [\w']+){0,4}\W*$",
    re.I,
)
"""What a patient may do on the couch, or a scribe in the note: no advice."""
_PARENTS_WORRY = re.compile(
    r"\bi (?:was|am|'m|got|have been) (?:[\w]+ )?(?:worried|concerned|scared|afraid|anxious) (?:about|for) my"
    r" (?:son|daughter|child|kid|boy|girl|baby)\W*$",
    re.I,
)


def is_aside(unit: Unit) -> bool:
    """Whether the sentence means another thing than it says, or only runs the visit."""
    in_room = (
        unit.speaker is Speaker.CLINICIAN and _IN_THE_ROOM.search(unit.text) and not quantities(unit.text)
    )
    return bool(in_room or _FIGURE.search(unit.text) or _PARENTS_WORRY.search(unit.text))
