"""Words that only fill a pause ("um", "you know", "like"), and commas that they leave behind."""

import re

from pipeline.notes.grounded.language.word_classes import word_class

_FILLERS = re.compile(
    r",?\s*\b(?:um+|uh+|uhm|(?<!\bthe )(?<!\bto )(?<!\ban )er(?! positive| negative| visit| doctor"
    r"| status|/| ?, pr\b)|ah+|hm+|mm+|huh|mm-hmm|mhm|uh-huh|oh|ooh|wow|geez|gosh|oh my"
    r"|my goodness|golly|shoot)\b(?:\s*,)?"
    r"|,?\s*\b(?:you know|i mean|i guess|i would say|i'd say|if you will|or anything like that"
    r"|anything like that|or something like that"
    r"|things like that|stuff like that|like i said|as i said|you see|to be honest|honestly"
    r"|basically|obviously|actually"
    r"|righty(?: ho| then)?|what(?:'s| is) it called|what do you call (?:it|them)|like,? let's say"
    r"|let's say(?! (?:you|we|i|he|she|they|that|it|there|this)\b)|literally|really just|and whatnot"
    r"|and everything(?! else)|and stuff|or whatever|sort of|kind of"
    r"|pretty much)\b(?:\s*,)?"
    r"|(?:(?<=,)|(?<=^))\s*like\s*,"
    r"|(?<=\bso) like\b(?! (?:that|this)\b)|(?<=\bbut) like\b|(?<=\bbecause) like\b"
    r"|(?<=\bthat) like\b(?= (?:i|we|it|they)\b)"
    r"|(?<=\bvery) like\b|(?<=\bget) like\b|(?<=\btake) like\b|(?<=\btook) like\b|(?<=\bgetting) like\b"
    r"|(?<=\bthis) like\b|(?<=\btries to) like\b|(?<=\btry to) like\b|(?<=\btrying to) like\b"
    r"|(?<=\bi) like\b(?= i\b)"
    r"|(?<=\byour) like\b|(?<=\bmy) like\b|(?<=\bfeel like) like\b|(?<=\bwell), like\b(?= (?:i|it|we"
    r"|they|my|the)\b)"
    r"|(?<=,) like\b(?= (?:especially|socially|sometimes|maybe|a few|a couple|i|i'm|i've|my|it|it's|the)\b)"
    r"|(?<=\bno) like\b(?= \w)|(?<=\bany) like\b(?= \w)|(?<= is)(?<!it is) like\b|(?:(?<= was)"
    r"|(?<= been)|(?<= am)|(?<= are)|(?<= has)"
    r"|(?<= have)|(?<= had)|(?<= or)|(?<= and)|(?<= for)|(?<= maybe)|(?<= past)|(?<= last)"
    r"|(?<= probably)|(?<= about)|(?<= every)|(?<= at)|(?<= with)|(?<=\bi'm)|(?<= it's)|(?<= it is)"
    r"|(?<= they're)|(?<= these)|(?<= those)|(?<= taking)|(?<= over)"
    r"|(?<= below)|(?<= above)|(?<= under)) like\b",
    re.I,
)
_BOTH_SIDES = 2
_NEEDS_NEXT = frozenset(("BE", "MODAL", "DETERMINER", "PREPOSITION", "SUBJECT", "CONTRACTED", "NEGATED"))
_VERBS = frozenset(("VERB", "VERBS", "PAST", "ING", "OBJECT"))
_OBJECTS = frozenset(("DETERMINER", "NUMBER", "OBJECT"))
_HESITATION = re.compile(
    r"\b(of|the|a|an|to|my|your|his|her|their|our|was|were|is|are|am|be|been|in|on|at|for|with|from|by"
    r"|has|have"
    r"|had|i|we|he|she|they|it's|i'm|i've|you're|we'll|we're|i'll|he's|she's|and|or|if|when|because|some"
    r"|any|about"
    r"|very|more|will|would|can|could|should|going|your|like|just|than|into|over|put|get|take|every"
    r"|other)\s*,"
    r"(?=\s+[a-z0-9])",
    re.I,
)
"""A comma where nobody writes one: it stood around a filler."""


_PARTED = re.compile(
    r"\b((?:was|were|is|are|am|been|be|keeps?|started|stopped) \w+ing|prescribe (?:him|her|you|them|me)),"
    r"(?= (?:some|an?|the|my|your|his|her)\b)"
    r"|\b(acute|chronic|lumbar|cervical|dorsalis|diabetic|last|essentially|\d/6|\w+-flexed),"
    r"(?= (?:strain|sprain|pedis|pain|systolic|ejection|position|labs?|diabetic|a)\b)"
    r"|(?<=\bhaving),(?= (?!(?:and|but|so|or|if|when|i|you|it|we|they|he|she|that|there)\b)[a-z])"
    r"|(?<=(?:i|u|y|e)'ve got),(?= (?!(?:and|but|so|or|if|when|i|you|it|we|they|he|she|that|there)\b)[a-z])"
    r"|(?<=(?:days|eeks|nths|ears|ours|hile)),(?= now\b)"
    r"|(?<=\w),(?= for (?:(?:the|a|an|about|around|almost|over|at|least|past|last|first|next|good|few|couple"
    r"|of|like|maybe|\d+|two|three|four|five|six|seven|ten) )+(?:days?|weeks?|months?|years?|hours?|while)"
    r"(?: now)?(?:[.?!]|$))"
    r"|(?:^|(?<=[.?!] ))(\w+),(?= (?:is|are|was) )|(?:over|of) (?:six|6),(?= systolic)",
    re.I,
)
"""A comma between words that belong together, left from a filler."""
_COMMAS = re.compile(r"(?:\s*,){2,}")
_ANOTHER_TIME = re.compile(r"\s*(?:the )?last (?:time|visit|year|month|week)\b", re.I)
"""A time that is not that of what was said before the filler."""


def _without_filler(match: re.Match[str]) -> str:
    """A comma where a filler stood between two, unless it parts what belongs together."""
    if match.group().count(",") < _BOTH_SIDES:
        parted = match.group().lstrip().startswith(",")
        return ", " if parted and _ANOTHER_TIME.match(match.string, match.end()) else " "
    before, after = match.string[: match.start()].split(), match.string[match.end() :].split()
    last, first = (
        word_class(before[-1].lower() if before else "<>"),
        word_class(after[0].lower() if after else "<>"),
    )
    joined = last in _NEEDS_NEXT or (last in _VERBS and first in _OBJECTS) or first == "PREPOSITION"
    return " " if joined else ", "


def without_fillers(text: str) -> str:
    """The text without words that fill a pause; a comma stays where one stood on both sides."""
    return _FILLERS.sub(_without_filler, text)


def without_stray_commas(text: str) -> str:
    """The text without the commas that a hesitation set: doubled, or behind a word that needs the next."""
    return _HESITATION.sub(r"\1", re.sub(r"\s+(?!\.\d)([,.?!;:%])", r"\1", _COMMAS.sub(",", text)))


def with_parts_joined(text: str) -> str:
    """The text without commas inside of what belongs together ("acute, pain")."""
    return _PARTED.sub(lambda m: m.group().rstrip(","), text)
