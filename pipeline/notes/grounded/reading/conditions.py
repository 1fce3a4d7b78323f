"""Conditions: one that closes a sentence, one said without its "if", one in front of its own subject."""

import re
from collections.abc import Sequence

_LONGEST = 10
_ONLY = re.compile(
    r"(?:if|unless) (?:needed|necessary|possible|(?:i|we|you|he|she|it|they|that|this|things"
    r"|(?:the|your|his|her|their|any) [\w-]+)"
    r"(?: (?!(?:i|we|you|he|she|they|we'll|i'll|you'll|we're|i'm|we'd|i'd|you'd|call|come|let|please|then)\b"
    r"|(?:it|that|this) (?:is|was|could|would|will|might|may|should)\b)[\w'-]+){1,7})"
    r"(?: (?:okay|alright|right))?",
    re.I,
)
_NEED = re.compile(
    r"\bif (?:i|we|you|he|she|they) needs? (?:to|it|that)(?: after (?:that|this))?"
    r"(?=\W*(?:(?:okay|alright|right)\W*)?$)",
    re.I,
)
_GETS_WORSE = re.compile(
    r"^(?P<lead>(?:(?:and|but|so|okay|now|obviously),? )*)"
    r"(?P<said>(?:(?:your|the) (?:[\w-]+ ){1,3}?|(?:it|that|this|things|they|you)(?: |(?=')))(?:(?:is|are|'s"
    r"|'re|starts?|begins?) )?(?:(?:really|still|suddenly|also|to) )*(?:get(?:s|ting)?|becom(?:e|es|ing)"
    r"|develop(?:s|ing)?|com(?:e|es|ing) back|not (?:getting|improving|settling)|worsen(?:s|ing)?|spreads?"
    r"|spreading)\b[^,.]{0,40}),? "
    r"(?=then (?:you(?:'d|'ll)? (?:(?:would|will|really|may|might) )*(?:need|should|must|have|want)"
    r"|please|call|go|come|see|get|ring|let)\b)",
    re.I,
)
"""What may happen, said without "if", whose consequence follows ("your leg gets worse, then you need to")."""
_IN_FRONT = re.compile(
    r"^(?P<lead>(?:(?:and|but|so|okay|now|obviously),? )*)(?:with|for) (?P<what>[^,.]{3,60}),? if you"
    r" (?P<verb>get|have|notice|feel|see|develop) (?:that|those|them|it|any of (?:that|those|it|them))"
    r"(?P<is>'s| is)?(?:,? (?:that|it)(?P<also>'s| is))?,? ",
    re.I,
)
_ALARM = re.compile(
    r"\bif (?:you|your|it|the|things)\b.{3,80}\b(?:an?|more of an?) (?:\w+ )?emergency[.]$", re.I
)


def in_order(text: str) -> str:
    """The text with its "if" where a consequence shows that it was meant, and before what it is about."""
    text = _GETS_WORSE.sub(lambda m: f"{m['lead']}if {m['said'][:1].lower()}{m['said'][1:]}, ", text)
    return _IN_FRONT.sub(_as_condition, text)


def _as_condition(match: re.Match[str]) -> str:
    goes_on = "that's " if match["is"] or match["also"] else ""
    return f"{match['lead']}if you {match['verb']} {match['what']}, {goes_on}"


def raises_alarm(sentence: str) -> bool:
    """Whether a sentence only calls a condition an emergency, so that the next says what to do in it."""
    return bool(_ALARM.search(sentence))


def in_short(text: str) -> str:
    """The text with a closing "if we need to" as "if needed"."""
    return _NEED.sub("if needed", text)


def closes(words: Sequence[str], i: int) -> bool:
    """Whether nothing but a condition follows word ``i``, so that no sentence ends there."""
    if words[i + 1] not in {"if", "unless"} or len(words) - i - 1 > _LONGEST:
        return False
    return bool(_ONLY.fullmatch(" ".join(words[i + 1 :])))
