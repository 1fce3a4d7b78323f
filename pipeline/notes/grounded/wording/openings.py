"""Openings that only introduce what is told: "I am glad to hear that", "it says that".

The sentence is cut before its first clause that can stand alone where the prose model takes
the rest for a note's sentence and the whole for speech. Only set openings go: any other may carry a
doubt, a person or a condition.
"""

import re
from collections.abc import Iterator

from pipeline.notes.attribution import names_another
from pipeline.notes.facts import quantities, sides
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.wording.prose import prose
from pipeline.notes.lexicon import find_medications
from pipeline.notes.polarity import stated

_CLAUSE = re.compile(
    r"SUBJECT (?:ADVERB |NOT )*(?:BE|MODAL|PAST|VERBS|NEGATED|VERB)\b"
    r"|DETERMINER (?:NOUN |ING ){1,3}(?:BE|MODAL|PAST|VERBS|NEGATED)\b"
)
_INTRODUCES = re.compile(
    r"(?:(?:so|and|but|well|okay|now|said|look|here),? )*"
    r"(?:i am (?:so |very |really )?(?:glad|happy|pleased)(?: to (?:hear|see|know))?"
    r"|i (?:know|heard|have heard|understand|see|can see|have)(?: here)?"
    r"|(?:it|this|that|the (?:report|note|chart|result)s?) (?:also )?(?:says?|shows?|showed|said|states?)"
    r"(?: here)?"
    r"|(?:all of )?(?:this|that) means(?: is)?|what (?:this|that|all of that) means is"
    r"|looking (?:at|here at) [\w' -]{2,30}|in reviewing [\w' -]{2,40}|based on (?:all of )?(?:this|that)"
    r"|(?:as )?for (?:(?:his|her|their) )?medications?,? i have|i am seeing [\w. ]{3,25}|in other words"
    r"|i will we believe)?"
    r",?(?: that)?(?: yes)?(?:,? here)?,?",
    re.I,
)
"""What only introduces; anything else may carry a doubt, a person, a condition or a wish."""
_LONGEST = 10
_SHORTEST_REST = 3
_AHEAD = 7
_GAIN = 0.9
"""Log-odds by which the rest must read better than the whole."""


def without_opening(text: str) -> str:
    """The sentence from the clause that tells something on, or as it was."""
    rests = list(_rests(text))
    if not rests:
        return text
    facts = _facts(text)
    best = max((rest for rest in rests if _facts(rest) == facts), key=prose, default=text)
    return best if prose(best) >= prose(text) + _GAIN else text


def _rests(text: str) -> Iterator[str]:
    words = text.split()
    classes = [word_class(w.strip(".,;").lower()) for w in words]
    for at in range(1, min(_LONGEST, len(words) - _SHORTEST_REST) + 1):
        opens = _CLAUSE.match(" ".join(classes[at : at + _AHEAD])) and classes[at - 1] not in {"AND", "BUT"}
        opening = " ".join(words[:at])
        if opens and _INTRODUCES.fullmatch(opening) and not names_another(opening):
            yield " ".join(words[at:])


def _facts(text: str) -> set[str]:
    named = {f"{f.concept.name} {f.polarity.value}" for f in stated(text)}
    named |= {m.concept.name for m in find_medications(text)}
    return named | {str(q) for q in quantities(text)} | {str(side) for side in sides(text)}
