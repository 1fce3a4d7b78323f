"""Which part of the history a question asks for, and so where the patient's answer belongs."""

import re

from pipeline.notes.attribution import names_another
from pipeline.notes.lexicon import find_concepts, find_medications

_WORK = (
    r"\bdo for (?:work|a living)\b|\b(?:do|are) you (?:currently |still )?(?:work|working|employed|retired)\b"
    r"|\boccupation\b|\bwhat(?:'s| is) your job\b|\bsupport yourself\b|\bwhere do you work\b"
)
_HOME = (
    r"\bliving situation\b|\bwho (?:do|are) you\b.*\bliv|\b(?:do|are) you (?:currently )?liv\w+ (?:with"
    r"|alone|here|in)\b"
    r"|\bwhere (?:do|are) you (?:currently )?liv|\bhome situation\b|\bat home\b.*\bwho\b"
)
_HABITS = (
    r"\b(?:do|did) you (?:\w+ )?(?:smoke|drink|vape|exercise)\b|\b(?:how much|how often|how many"
    r"|how long)\b.*\b(?:smok|drink|exercis"
    r"|alcohol|cigarette|cannabis|marijuana)\w*|\b(?:recreational|illicit|street) drugs?\b|\bdiet\b"
    r"|\bexercis\w+"
    r"|\b(?:alcohol|tobacco|cannabis|marijuana)\b"
)
_SEX = (
    r"\bsexually active\b|\bprotection\b|\bcontracepti\w+|\bbirth control\b|\bsexual partners?\b"
    r"|\bnew partners?\b"
)
_TOPICS = tuple(
    (part, re.compile(cue, re.I))
    for part, cue in (
        ("family", r"\bfamily history\b|\bin (?:your|the) family\b|\brun in your family\b"),
        ("allergies", r"\ballerg(?:y|ies|ic)\b"),
        (
            "past",
            r"\b(?:past|previous) medical history\b|\b(?:any|other|prior|chronic|longstanding"
            r"|long-standing|previous)"
            r" (?:\w+ )?(?:medical )?(?:conditions?|problems?|surger(?:y|ies)|operations?"
            r"|hospitali[sz]ations?)\b"
            r"|\bbeen (?:hospitali[sz]ed|diagnosed|operated)\b|\bhad any (?:surger|operation)\w+",
        ),
        (
            "medications",
            r"\bmedications?\b(?!.*\ballerg)(?!.*\bhelp)|\bmedicines?\b|\bprescription\b"
            r"|\btake anything\b|\bover[- ]the[- ]counter\b|\bwhat (?:do|are) you (?:take|taking)\b",
        ),
        ("social", "|".join((_WORK, _HOME, _HABITS, _SEX))),
    )
)
_PAST = re.compile(
    r"\b(?:surger(?:y|ies)|surgical|operat(?:ed|ion)\w*|removed|replaced|\w+ectomy"
    r"|\w+plasty)\b",
    re.I,
)


def topic(question: str, answer: str) -> str | None:
    """The part of the history that the patient's answer belongs to by the question, or None.

    An answer that tells of a symptom belongs to the present illness whatever was asked, and only one
    that names a medication to the medications.
    """
    kinds = {mention.concept.kind for mention in find_concepts(answer)}
    part = next((name for name, cue in _TOPICS if cue.search(question)), None)
    if part == "medications":
        return part if find_medications(answer) and not names_another(answer) else None
    if part == "allergies" and not re.search(r"\ballerg", answer, re.I):
        return None
    return None if "symptoms" in kinds else part


def is_surgical(answer: str) -> bool:
    """Whether a sentence of the past history tells of an operation."""
    return bool(_PAST.search(answer))
