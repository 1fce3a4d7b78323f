"""Sentences about a patient whose sex is unknown: no "they" where a clinician would write none.

The first sentence of a history names the patient; the rest leave the subject out, as notes
do ("Denies chest pain.", "Continue metformin.").
"""

import re

from pipeline.notes import verbs
from pipeline.notes.grounded.language.person import Pronouns, third_person

_OPENING = re.compile(r"^They(?= (?!(?:when|if|because|and|or|who|that|they)\b))")
_OPENING_POSSESSIVE = re.compile(r"^Their(?= (?!(?:they|it|is|are)\b))")
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|myself|we|us)\b", re.I)
_OTHERS = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_WHEN = re.compile(r"\b(when|while|after|before) they (\w+)\b(?! not)")
_AND_THEY = re.compile(r"(, (?:and|but)(?: since \w+)?,?) they (\w+)\b")
_SUBJECT = re.compile(r"^The patient (?!and\b|who\b|with\b|or\b|may\b|can\b|will\b|should be\b)")
_TOLD_TO = re.compile(r"^The patient (?:should|will) (?!(?:not|be)\b)(?=(\w+))")
_THEN_TOLD = re.compile(r"(?<=, )they (?:should|will) (?=(\w+))")
_NAMED = Pronouns("The patient", "them", "their", "themself")


def named(text: str, spoken: str, who: Pronouns) -> str:
    """The sentence with the patient named at its start, with agreement.

    Unchanged where the speakers' own words have a "they", which is then somebody else, and
    where the pronoun is already "he" or "she".
    """
    if not who.plural or _OTHERS.search(spoken):
        return text
    text = _WHEN.sub(_without_subject, text)
    if _OPENING.match(text) and not _FIRST_PERSON.search(text):
        text = third_person(_OPENING.sub("i", text), _NAMED, first=True)
        return _AND_THEY.sub(_with_agreement, text)
    return _OPENING_POSSESSIVE.sub("The patient's", text)


def _without_subject(match: re.Match[str]) -> str:
    conjunction, verb = match.groups()
    return f"{conjunction} {verbs.participle(verb)}" if verbs.is_base(verb) else match.group()


def _with_agreement(match: re.Match[str]) -> str:
    joined, verb = match.groups()
    written = third_person(f"i {verb}", _NAMED, first=True).removeprefix(f"{_NAMED.subject} ")
    return f"{joined} {written}"


def without_name(text: str) -> str:
    """The sentence without "The patient" at its start: an instruction, or a verb without subject."""
    text = _THEN_TOLD.sub(_told, text)
    told = _TOLD_TO.sub(_told, text)
    shorter = re.sub(r"\btheir ", "", told, count=1) if told != text else _SUBJECT.sub("", text)
    shorter = re.sub(r"^is (still )?taking\b", r"\1takes", shorter)
    shorter = re.sub(r"^is (?=allergic\b|well enough\b)", "", shorter)
    return shorter[:1].upper() + shorter[1:]


def _told(match: re.Match[str]) -> str:
    return "" if verbs.is_base(match.group(1)) else match.group()
