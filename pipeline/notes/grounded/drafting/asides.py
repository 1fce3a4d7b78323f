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
    r"|^[^,]{0,30}\bgoing to (?:just )?(?:press|push|palpate|tap|listen) (?:on|to|over|around|at)\b"
    r"[^,]{0,40}$"
    r"|\bstop (?:out |by )?(?:at )?the (?:front |check-?out )?desk\b(?: [\w']+){0,4}\W*$",
    re.I,
)
"""What a patient may do on the couch, or a scribe in the note: no advice."""
_MOVE = (
    r"(?:(?:turn|twist|bend|flex|extend|straighten|raise|lift|push|pull|squeeze|touch|move)"
    r" (?:your|my|this|it|up|down|against|on)|follow my|make a fist|stick out your"
    r"|(?:sit|stand|lie|lay) (?:back|up|down))\b"
)
_MANOEUVRE = re.compile(
    rf"^(?:(?:now|so|then|next|and),? )*i(?:'m| am) (?:just )?going to have you"
    rf" (?:just |go ahead and )?{_MOVE}"
    rf"|^(?:(?:now|so|then|next|and),? )*(?:i(?:'d like| want| would like|'m going to ask) you to )?{_MOVE}"
    r".*\b(?:for me|against my \w+|as if|like this|like you're|my (?:hand|finger|arm)s?)\b",
    re.I,
)
"""What a patient moves under the clinician's eyes."""
_ADVISED = re.compile(
    r"\b(?:day|daily|times?|weeks?|night|morning|home|when|whenever|avoid|not|don't|never|exercises?|stretch\w*"
    r"|every|hours?|minutes?|seconds|sleep|bed|work|(?<!as )if|above|pillows?|until|after|before)\b",
    re.I,
)
"""Words of what to do at home, or not to do."""
_ASKED_OF_ALL = re.compile(
    r"\b(?:ask|check|say|do)(?:ing)? (?:(?:this|that|it|these(?: questions)?|about (?:this|that|it)) )?"
    r"(?:(?:of|for|to|with) )?(?:any(?:one|body)|every(?:one|body)|all (?:of )?(?:my|our) patients|people)\b",
    re.I,
)
"""A question that is put to everybody: what it names is nobody's."""
_PARENTS_WORRY = re.compile(
    r"\bi (?:was|am|'m|got|have been) (?:[\w]+ )?(?:worried|concerned|scared|afraid|anxious) (?:about|for) my"
    r" (?:son|daughter|child|kid|boy|girl|baby)\W*$",
    re.I,
)


def is_aside(unit: Unit) -> bool:
    """Whether the sentence means another thing than it says, or only runs the visit."""
    moves = _MANOEUVRE.match(unit.text) and not _ADVISED.search(unit.text)
    in_room = moves or _IN_THE_ROOM.search(unit.text)
    by_clinician = unit.speaker is Speaker.CLINICIAN and not quantities(unit.text)
    if unit.speaker is Speaker.CLINICIAN and _ASKED_OF_ALL.search(unit.text):
        return True
    return bool((in_room and by_clinician) or _FIGURE.search(unit.text) or _PARENTS_WORRY.search(unit.text))
