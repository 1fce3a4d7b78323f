"""Talk that runs the visit and tells nothing of the patient: forms, histories announced, goodbyes."""

import re

from pipeline.notes.facts import quantities
from pipeline.notes.grounded.reading.referent import is_first_name
from pipeline.notes.lexicon import find_concepts, find_medications

_HISTORY = r"(?:[\w']+ ){0,3}(?:history|histories)"
_RUNS_VISIT = re.compile(
    r"\b(?:my|the) nurse (?:did|said|will be|is going to be)\b"
    r"|\bready to get started\b|\blet you know what (?:i|we) (?:find|see|think)\b|\bi(?:'ll"
    r"| will) call around\b"
    r"|\b(?:tilt|turn|bend|lean) your (?:head|neck|body)\b|\b(?:close|open|tie|untie) (?:your|the) gown\b"
    r"|\byou can (?:get dressed|sit (?:back )?up|step down|lie (?:back )?down|put your (?:shoes?|socks?"
    r"|shirt|clothes|coat|glasses|mask|top) (?:back )?on)\b"
    r"|\bhave a (?:good|great|nice|wonderful|safe) (?:day|night|evening|weekend|one|week|trip|rest)\b"
    r"|\blet me know if (?:you need|there(?:'s| is)) (?:anything|something)\b"
    r"|^(?:and |so )?(?:here is|here's|here are) (?:a|an|the|your|his|her|some|my) (?:[\w-]+ )*?(?:form"
    r"|note|report|paper\w*|handout|copy|card|file|pamphlet|letter)s?\b(?: [\w']+){0,4}\W*$"
    r"|^(?:this|that)(?:'s| is) (?:my|her|his|your|our|the (?:patient's|child's)) (?:mother|mom|mum|father"
    r"|dad|grand\w+|wife|husband|son|daughter|sister|brother|friend|nurse|assistant|student|aunt|uncle)\b\W*$"
    r"|\btake down the notes?\b|^(?:and |so )?the (?:last|first|next) (?:place|thing|area"
    r"|spot) (?:i (?:need|want) )?to"
    r" (?:check|look at|examine) (?:is|are)(?: [\w']+){1,4}\W*$"
    rf"|\b(?:get|take|go over|start with|begin with|talk (?:to you )?about|hear|discuss|review) {_HISTORY}\b"
    rf"|\b(?:spoke|talked|spoken|asked) (?:to you )?about {_HISTORY}\b"
    r"|\b(?:begin|start|do|finish) your (?:physical(?! therapy)|exam|examination)\b"
    r"|\bstart from the (?:beginning|top)\b"
    r"|\b(?:start|begin) with your (?![\w ]*(?:therapy|exercise|treatment|medic|insulin|dose"
    r"|pill))[\w ]{3,30}[.?]?$"
    r"|\bcheck (?:on|in on) your\b|\bnod(?:s|ding|ded) (?:yes|no|his head|her head|my head)\b"
    r"|\b(?:has|have|got|brought) (?:your|his|her|my|their|a|the) (?:full )?(?:file|list"
    r"|paperwork)\b(?! of\b)"
    r"|\bdocumented here\b|\bsomewhere to (?:sit|wait)\b|\bgo ahead and (?:have a seat|sit)\b"
    r"|\bwe have (?:a|an|the) [\w -]{2,30} here in (?:our|the|my) (?:office|clinic)\b"
    r"|\bcontinue with (?:the|your) (?:results?|exam|history)\b|\bdoing the right thing\b"
    r"|\bwe(?:'re| are) here (?:today )?for (?:a|an|your|his|her)\b",
    re.I,
)


_TELLS = re.compile(
    r"\b(?:if|until|unless|before|after|when|do not|don't|never|not to|no more|avoid|stop|call|calling|refer"
    r"|referral|come back|return|shot|vaccine|vaccination|injection|infusion|iv|oxygen|surgery|procedure"
    r"|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next|daily|every|days?|weeks?|months?"
    r"|hours?|shows?|showed|shown|found|positive|negative|abnormal|high|low|emergency)\b",
    re.I,
)
"""Words of an order, a warning, a result or a time, which a note must not lose."""


def runs_visit(spoken: str) -> bool:
    """Whether the spoken words only run the visit: no medication, and no fact or order beside such words."""
    if not _RUNS_VISIT.search(spoken):
        return False
    beside = _RUNS_VISIT.sub(" ", spoken)
    told = _TELLS.search(beside) or find_concepts(beside) or quantities(beside)
    return not (told or find_medications(spoken))


_PARTNER = r"(?:his|her|their|my) (?:wife|husband|partner|girlfriend|boyfriend|son|daughter|mother|father)"
_PATIENT = r"(?:he|she|they|the patient)"
_PERSONAL = re.compile(
    r"^(?:his|her|their|the patient's) (?:(?:full|first|last|own|middle|second) |sur)?"
    r"(?:name|(?:tele|mobile |cell |home )?phone(?: number)?|mobile(?: number)?|e-?mail(?: address)?"
    r"|(?:home )?address|post ?code|zip code|contact number) (?:is|are)\b(?!.*\byears?[ -]old\b)"
    rf"|^(?:(?:and|so) )?(?:{_PATIENT}|{_PARTNER}) (?:is|are) (?:also )?(?:listening|watching|right here"
    r"|sitting here)\W*$"
    rf"|^{_PATIENT} (?:will|is going to) (?:get|ask|tell) (?:him|her|them) to (?:call|ring|phone)"
    r"(?: (?:now|right now|straight away|you|us|them|him|her))*\W*$"
    r"|^we will (?:catch up|speak|talk|chat|be in touch|see each other)(?: again| soon| later| then)*\W*$"
    rf"|^{_PATIENT} looks? a (?:bit|little)(?: bit)? (?:confused|puzzled|surprised|worried)\W*$"
    rf"|^{_PATIENT} (?:has|have) been (?:(?:this|last|yesterday) ?(?:morning|afternoon|evening|week|month)"
    r"|(?:just )?googling|(?:looking|reading) (?:it|things|this) up)(?: online)?\W*$",
    re.I,
)
"""What a patient is called and how to be reached, who listens, or how the talk ends."""
_IS_NAMED = re.compile(r"(?:He|She|They|The patient) (?:is|are) (?P<name>[A-Z][a-z]+)(?: [A-Z][a-z]+)?\W*$")


def is_personal(text: str) -> bool:
    """Whether a written sentence tells who the patient is or who is there, and nothing clinical."""
    introduced = _IS_NAMED.match(text)
    return bool(_PERSONAL.match(text)) or bool(introduced and is_first_name(introduced["name"]))
