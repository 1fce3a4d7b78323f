"""Discourse words at either end of a spoken sentence ("okay so ..., right?")."""

import re

from pipeline.notes.questions import CHECKS

_OPENERS = re.compile(
    r"^(?:(?:okay|ok|alright|all right|(?:(?:i'm |i am )(?:so |very )?)?sorry"
    r"(?: to (?:say|tell you))?(?: that)?(?=,? (?:there|it|your|you|the)\b)"
    r"|well|so|and|but|now|then|just(?= well\b)|yeah|yes|yep|sure|great"
    r"|perfect|excellent|absolutely|also|anyway"
    r"|again|let's see|i see(?: that(?= (?:you|your|there)\b))?(?! (?:a|an|no|some|any|it|is|the|here)\b)"
    r"|got it|you know"
    r"|thank you|thanks|gotcha|fair enough|of course"
    r"|exactly|i understand|that's right"
    r"|awesome|fantastic|wonderful|very good|that's good|sounds good|nice|cool|hey|hi|hello"
    r"|mm-hmm|that that|no problem|as well as(?=,? (?:some|an?|the|i|i'm|we)\b)"
    r"|like(?=,? (?:i|i'm|i've|my|it|it's|we|they|the|there|there's|sometimes|especially|maybe|a lot of"
    r"|when|if|well)\b)"
    r"|or(?= if\b)|correct|right(?=,)|good(?=,)|no(?=[,.]|\s+no\b))\b(?!\s+(?:as|enough|for|to|at|about"
    r"|with|after|before|control|far))[\s,.!]*)+",
    re.I,
)
_YES_TO_A_TIME = re.compile(
    r"^(?:(?:yes|yeah|yep),? (?=(?:about|for|at|after|before|with|as|to)\b)"
    r"|(?:no,? )?not really,? (?=(?:i|i'm|i've|it|it's|my|we)\b))",
    re.I,
)
"""An opening yes before a word that `_OPENERS` takes for its own, or "not really" before what is told."""
_TAILS = re.compile(
    r"(?:,\s*(?:okay|ok|alright|all right|right|correct|yeah"
    r"|does that sound good|sound good|sounds good"
    r"|does that make sense|isn't it|you know|(?:and )?thank you(?: (?:so|very) much)?)"
    r"|\s+and thank you|\s+(?:and|but|so|or|um|then|you know)"
    r"|(?<!\bdoing)(?<!\bis)(?<!'s)(?<!\bbe)(?<!\bbeen)(?<!\bare)(?<!\blooks)(?<!\blook)(?<!\bwas)(?<!\bfeeling)(?<!\b'm)(?<!\bam)(?<!\bthe)"
    r"\s+(?:okay|ok|alright|all right))+\s*([.?!]?)$",
    re.I,
)


_CHECKED = re.compile(rf",?\s+{CHECKS}\W*$", re.I)
_NO_THEN_CLAUSE = re.compile(r"no\s+(?=(?:i|it|they|we|there|that|he|she|not|nothing|never)\b)", re.I)
_NEGATED = re.compile(r"n't\b|\b(?:not|never|no|nothing|none)\b", re.I)


def without_small_words(sentence: str) -> str:
    """The sentence without its opening and closing discourse words ("okay so ..., right?").

    An opening "no" goes only before a pause or a clause with a negation of its own:
    elsewhere it may negate.
    """
    trimmed = _OPENERS.sub("", _YES_TO_A_TIME.sub("", sentence.strip()))
    if (no := _NO_THEN_CLAUSE.match(trimmed)) and _NEGATED.search(trimmed[no.end() :]):
        trimmed = trimmed[no.end() :]
    trimmed = _TAILS.sub(r"\1", _CHECKED.sub("?", trimmed))
    return trimmed.strip(" ,-")
