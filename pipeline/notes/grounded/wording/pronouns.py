"""Pronouns whose noun a written sentence does not name ("She has been doing that for years.")."""

import re

from pipeline.notes.lexicon import find_concepts, find_medications

_SET_OFF = r"(?:\w+ly|also|just|still|all|both|not|never)"
_AS_SUBJECT = re.compile(
    r"(?:(?:and|but|so|also|then|now|sometimes|maybe|because|otherwise|overall|\w+ly),? )*"
    r"(?:it|that|this|they|these|those|everything|one|both|the one)"
    rf"(?= (?:{_SET_OFF} )*(?:is|was|are|were|has|have|had|will|would|can|could|may|might|should|does|do|did"
    r"|\w+ed|\w+s|felt|got|went|came|kept|began|put|gave|told|took|made|said|became|come|sound|look|feel|seem|hurt"
    r"|cannot)\b)",
    re.I,
)
_AS_OBJECT = re.compile(
    r"(?<!\bso )\b(?:it|that|them|those|these|ones?|both|this)"
    r"(?=[,.;]|$| (?:and|but|so|or|because|if|when|while|since|as|in|at|on|for|with|to|too|also|now|once"
    r"|twice|daily|every|before|after|last|again|until|from|yet|well|regularly|initially|off|up|down|out"
    r"|about|\d+|over|done|periodically|wrong)\b)",
    re.I,
)
_NO_OBJECT = re.compile(
    r"(?:\b(?:so|says?|said|thinks?|thought|knows?|sure|believe|hope|like|told|feels?|noticed?|shows?|showed"
    r"|and|but|or|is|was|if|when|because|which) |^)$",
    re.I,
)
"""Words after which "that" opens a clause, or "it" is the subject of one."""


def is_unclear(text: str) -> bool:
    """Whether a pronoun of the sentence stands for something that only another sentence names."""
    text = text.rstrip(" .")
    if _AS_SUBJECT.match(text):
        return True
    before = (text[: m.start()] for m in _AS_OBJECT.finditer(text))
    return any(
        not (_NO_OBJECT.search(said) or find_concepts(said) or find_medications(said)) for said in before
    )
