"""What a patient is allergic to, joined from the question, the answer and its reaction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.notes.facts import content_words
from pipeline.notes.grounded.language.person import Pronouns, third_person
from pipeline.notes.lexicon import find_medications
from pipeline.notes.polarity import Polarity, answer

_ASKED = re.compile(r"\ballerg(?:y|ies|ic)\b", re.I)
_TAKING = re.compile(r"\b(?:tak(?:e|ing|es)|us(?:e|ing)|alleviate)\b", re.I)
_ALLERGIC = re.compile(r"\ballerg(?:ic|ies) to\b|\breactions?\b", re.I)
"""A question about allergens, and not about what is taken for allergies."""
_NO_NAME = re.compile(r"(?:any|using|taking|having)\b|.*\bmy\b", re.I)
_LEAD = re.compile(
    r"^(?:(?:yes|yeah|yep|um|uh|oh|well|so|like|just|only|to|i am|i'm|i do|i have|i am allergic|i'm allergic"
    r"|no|none|nothing|but|other th[ae]n|except(?: for)?|apart from|aside from|besides"
    r"|actually|an?|allerg(?:y|ies|ic)(?: to)?)\b[\s,.]*)+",
    re.I,
)
_CLAUSE = re.compile(
    r"\b(?:i|i'm|i've|it|we|they|he|she|there|that|not|no|none|don't|never|sure|know|think|is|was|have|had)\b",
    re.I,
)
_REACTION = re.compile(r"^(?:it|that|they|those)\s+(?=(?:gave|gives?|causes?|caused|makes?|made)\b)", re.I)
_GAVE = re.compile(r"(?:gave|gives|causes?|caused)(?: me)? (?:an? |some )?", re.I)
_REACTS = re.compile(
    r"\b(?:rash|hives|itch\w*|swell\w*|swollen|wheez\w*|anaphyla\w+|sneez\w*|break out)\b", re.I
)
_LONGEST = 8
_LONGEST_FIRST = 3
_WHEN = re.compile(r"(?:in|on|if|when|like|from|with|but|so)\b", re.I)


@dataclass(frozen=True, slots=True)
class Allergy:
    """The statement, and how many sentences of the reply it takes in."""

    text: str
    replies: int


def allergic_to(question: str, reply: Sequence[str], who: Pronouns) -> Allergy | None:
    """The allergy that a reply names in answer to a question about allergies, or None.

    ``reply`` holds the sentences of the answer. "Yes." may stand alone before the name; a
    sentence that tells the reaction ("it gave me hives") is joined to it.
    """
    of_taking = _TAKING.search(question) and not _ALLERGIC.search(question)
    if not _ASKED.search(question) or of_taking:
        return None
    for at, sentence in enumerate(reply[:2]):
        if answer(sentence.partition(",")[0]) is Polarity.ABSENT:
            return None
        if allergen := _name(sentence):
            text = f"{who.subject} {'are' if who.plural else 'is'} allergic to {allergen}"
            return _with_reaction(text, reply, at, who)
    return None


def _name(sentence: str) -> str | None:
    name = _LEAD.sub("", sentence.strip()).strip(" .,!?").lower()
    if _REACTS.search(name):
        name = ", ".join(takewhile(_is_allergen, re.split(r",\s*", name))) or name
    if (
        not content_words(name)
        or _CLAUSE.search(name)
        or _NO_NAME.match(name)
        or len(name.split()) > _LONGEST
    ):
        return None
    known = find_medications(name) or len(name.split()) <= _LONGEST // 2
    return name if known else None


def _is_allergen(listed: str) -> bool:
    """Whether one part of a list can be an allergen: a few words, no clause and no circumstance."""
    return len(listed.split()) <= _LONGEST_FIRST and not (_CLAUSE.search(listed) or _WHEN.match(listed))


def _with_reaction(text: str, reply: Sequence[str], at: int, who: Pronouns) -> Allergy:
    following = reply[at + 1] if at + 1 < len(reply) else ""
    if not _REACTION.match(following):
        return Allergy(text, at + 1)
    reaction = _REACTION.sub("", following).rstrip(" .")
    if had := _GAVE.match(reaction):
        return Allergy(f"{text} ({third_person(reaction[had.end() :], who, first=True)})", at + 2)
    return Allergy(f"{text}, which {third_person(reaction, who, first=True)}", at + 2)
