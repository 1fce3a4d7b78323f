"""Whether a reply is nothing but medications, and whether they were asked of the patient."""

import re

from pipeline.notes.attribution import names_another
from pipeline.notes.lexicon import find_medications

_BESIDE = (
    "a an the and also plus or of on with my some just only um uh well about like little bit couple"
    " few baby low extra strength regular dose half one two three four five six seven eight nine ten"
    " twenty thirty forty fifty sixty seventy eighty ninety hundred thousand milligram milligrams mg"
    " mcg microgram micrograms gram grams g unit units ml percent pill pills tablet tablets capsule"
    " capsules puff puffs drop drops spray cream inhaler patch injection shot twice daily day days"
    " night nightly morning mornings evening bedtime noon week weekly weekdays breakfast lunch dinner"
    " supper bed every each other per in at as needed when i need it for to over counter mostly"
    " usually sometimes occasionally yes yeah yep fish oil multivitamin multivitamins vitamin vitamins"
    " supplement supplements birth control water long short acting extended release around clock"
)
_DOSING = frozenset(_BESIDE.split())
"""What may stand beside a medication in the answer to what is taken: how much, how, when and what for."""
_SCHEDULE = re.compile(
    r"\b(?:once|twice|\w+ times?) (?:a|an|per|every|each|daily)\b"
    r"|\b(?:before|after|with) (?:bed(?:time)?|breakfast|lunch|dinner|supper|meals?|food)\b"
    r"|\bfor (?:my |the )?(?:pain|sleep|cholesterol|blood pressure|(?:blood )?sugar|heart|diabetes)\b",
    re.I,
)
_WORDS = re.compile(r"[a-z']+", re.I)
_YOU = re.compile(r"\byou\b", re.I)
_ANOTHER = re.compile(r"\b(?:he|she|him|his|hers?|do they|are they|they(?:'re| take| are))\b", re.I)
_NO_TO = re.compile(r"^\W*(?:(?:yeah|um|uh|oh|well|so|like)\b[\s,]*)*(?:no|not|nothing|none|never)\b", re.I)


def names_alone(text: str) -> bool:
    """Whether the words are medications with how much, when and what for, and nothing else."""
    drugs = find_medications(text)
    rest = text
    for drug in reversed(drugs):
        rest = f"{rest[: drug.start]} {rest[drug.end :]}"
    words = _WORDS.findall(_SCHEDULE.sub(" ", rest))
    return bool(drugs) and all(word.lower() in _DOSING for word in words)


def asks_patient(question: str) -> bool:
    """Whether the question asks the patient of himself: "you", and nobody else in it."""
    return bool(_YOU.search(question)) and asks_nobody_else(question)


def asks_nobody_else(question: str) -> bool:
    """Whether the question names no other person."""
    return not (_ANOTHER.search(question) or names_another(question))


def is_no(reply: str) -> bool:
    """Whether a reply opens with a no, of all ("No, none") or of the next word ("No aspirin")."""
    return bool(_NO_TO.match(reply))
