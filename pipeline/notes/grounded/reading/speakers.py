"""Whose words a sentence can be, whatever its label: recorders swap labels in the middle of a turn."""

import re

_OFTEN = r"(?:\w+ly |just |do |also |still |never |sometimes |always |usually )*"
_PART = (
    r"(?:toes?|knees?|ankles?|shoulders?|hips?|back|neck|throat|chest|stomach|head|legs?|foot|feet|elbow"
    r"|wrist)"
    r"(?! exam)"
)
_FEELS = (
    r"(?:tired|dizzy|short of breath|nauseous|nauseated|in pain|exhausted|lightheaded|sick|weak|on my feet)"
)
_OPENS = re.compile(
    r"^(?:(?:yeah|yes|no|and|but|well|so)\b[\s,]*)*i (?:do not |don't |never |also "
    r"|just )*(?:feel (?:nause|dizzy|tired|fine|sick"
    r"|weak|bad|terrible|better|worse|good|okay|light)|smoke|drink|sleep|wheeze|cough|exercise)\w*\b",
    re.I,
)
_PATIENT = re.compile(
    rf"\bi {_OFTEN}(?:(?:start|started|get|got|keep|began) (?:\w+ing\b(?!\S* (?:to|you))"
    r"|to (?:feel|cough|wheeze|hurt)|lightheaded|dizzy|short of breath|tired)"
    r"|(?:have|had|get|got) (?:an? )?(?:\w+ ){0,2}(?:attacks?|inhaler|pains?|cough|high blood pressure"
    r"|diabetes|asthma"
    r"|headaches?|fever|cramps|flare\w*)\b"
    r"|(?:take|took) (?:a |an |some |my |the |two |one |three )?(?:\w+ )?(?:ibuprofen|tylenol|advil|aleve"
    r"|motrin"
    r"|vitamins?|pills?)\b"
    r"|do the (?:tylenol|ibuprofen|advil)|lift (?:\w+ ){0,5}weights|ride\b|put in over|enjoy\b|ended up\b"
    r"|slipped|tripped"
    r"|twisted|fell\b|drink\b|go to the gym|(?:could|can)(?:n't|not| not) (?:sleep|walk|eat|breathe|lift"
    r"|bend|move))"
    r"|\bable to do my (?:\w+ )?(?:job|work)\b|\bi do (?:jogs|yoga|pilates)\b|\bi sign up for\b"
    r"|\bi(?:'d| would) rather be at home\b"
    r"|\bi(?:'m| am) going to get (?:\w+ )?(?:lightheaded|dizzy|sick)\b"
    r"|\bi(?:'ll|'ve| will| have)? (?:get|got|was|been) prescribed\b"
    rf"|\bi(?:'m| am| was| feel| felt) {_OFTEN}(?:doing |feeling |so |a little |pretty |kind of )*{_FEELS}\b"
    rf"|\bmy (?:\w+ ){{0,2}}(?:{_PART}|breathing|pain|symptoms|inhaler|blood pressure|blood sugars?)\b",
    re.I,
)
_EXAMINER = re.compile(
    r"\bon your (?:\w+ ){1,3}exam(?:ination)?\b|\byour (?:lungs?|heart|abdomen|belly|neck) (?:is|are"
    r"|sounds?|looks?)\b"
    r"|\bi(?:'m| am) (?:going|gon na) to (?:order|prescribe|refer you|put you|send you|give you)\b"
    r"|\bdo (?:my|your) (?:quick |little )?(?:physical )?exam\b|\bcall out (?:\w+ ){0,3}findings\b"
    r"|\bmy nurse will\b"
    r"|\bable to (?:examine|communicate with) (?:him|her)\b|^i (?:also )?see that (?:he|she)\b"
    r"|\bhav(?:e|ing) you start seeing\b"
    r"|\bi do (?:see|hear|appreciate|palpate)\b|\bi(?:'m| am) feeling (?:an?|some|your|this)\b.*\b(?:here"
    r"|spur|lump|mass|node)\b",
    re.I,
)
_TO_PATIENT = re.compile(r"\byou(?:r|'re|'ve|'ll)?\b", re.I)
_OWN = re.compile(
    r"\bi (?:have had|had|have been|went|fell|hurt|felt|was (?:\w+ing)|saw my)\b"
    r"|^i will (?:look|be written|listen)\b|^i (?:have|had|get|take)\b.*\blike (?:you|him|her|them)\b",
    re.I,
)


_OWN_LIFE = re.compile(
    r"\b(?:i|i'm|i've|my|me)\b[^.?!]*\b(?:too|myself|as well|also)\b"
    r"|\b(?:so|and) i (?:do )?(?:get it|understand)\b|\bi (?:have|had|get|take)\b[^.?!]*\blike you\b",
    re.I,
)
"""How a clinician tells of the own life beside the patient's ("my back hurts too")."""


def tells_own_life(text: str) -> bool:
    """Whether a clinician's words may be of the clinician's own health ("I have asthma, too")."""
    return bool(_OWN_LIFE.search(text))


def is_patients(text: str) -> bool:
    """Whether only a patient can have said the sentence ("I feel dizzy", "my knee gives out")."""
    return bool(_OPENS.match(text) or (_PATIENT.search(text) and not _TO_PATIENT.search(text)))


def is_examiners(text: str) -> bool:
    """Whether only a clinician can have said the sentence ("your lungs are clear")."""
    return bool(_EXAMINER.search(text))


def is_clinicians(text: str) -> bool:
    """Whether a clinician can have said the sentence: not the patient's words under the wrong label."""
    return not _OWN.search(text)
