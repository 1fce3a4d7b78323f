"""Sentences about a patient whose sex is unknown, begun with "The patient" instead of "They"."""

import re

from pipeline.notes.grounded.person import Pronouns, third_person

_OPENING = re.compile(r"^They(?= (?!(?:when|if|because|and|or|who|that|they)\b))")
_OPENING_POSSESSIVE = re.compile(r"^Their(?= (?!(?:they|it|is|are)\b))")
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|myself|we|us)\b", re.I)
_OTHERS = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_NAMED = Pronouns("The patient", "them", "their", "themself")


def named(text: str, spoken: str, who: Pronouns) -> str:
    """The sentence with the patient named at its start, with agreement.

    Unchanged where the speakers' own words have a "they", which is then somebody else, and
    where the pronoun is already "he" or "she".
    """
    if not who.plural or _OTHERS.search(spoken):
        return text
    if _OPENING.match(text) and not _FIRST_PERSON.search(text):
        return third_person(_OPENING.sub("i", text), _NAMED, first=True)
    return _OPENING_POSSESSIVE.sub("The patient's", text)
