"""Nouns of a spoken text that a pronoun after it may stand for, by their kind."""

import re

from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.lexicon import find_concepts, find_medications

_WORDS_BEFORE = re.compile(r"(?:[a-z][\w'-]*\s+){1,4}$", re.I)
_DETERMINERS = frozenset(("your", "my", "the", "his", "her", "their", "this", "that", "a", "an"))
_MODIFYING = frozenset(("NOUN", "ING", "ADVERB", "NUMBER"))
_NO_VERBS = frozenset(("last", "left", "repeat", "follow-up"))
"""Words before a test that are no verbs there, whatever their form."""
_PART = re.compile(
    r"\b(?:(?:left|right|both|lower|upper|big|little|middle|index|ring) )*(?:knees?|ankles?|shoulders?"
    r"|hips?|elbows?"
    r"|wrists?|feet|foot|thumbs?|fingers?|toes?|neck|(?<=your )back|(?<=my )back|legs?|arms?|calf|heels?)\b",
    re.I,
)
_OTHER_THING = re.compile(
    r"\b(?:brace|splint|sling|boot|cast|ice|heat|cream|gel|lotion|inhaler|crutches|exercises?|stretch\w*)\b",
    re.I,
)
_ACHE = re.compile(r"\b(?P<what>the (?:pain|discomfort|ache))\b", re.I)
_MEASURED = re.compile(
    r"\b(?:my|your) (?P<what>temperature|blood pressures?|blood sugars?|sugars?|heart rate|oxygen|a1c)\b",
    re.I,
)
_MEASURE = re.compile(r"\b(?:temperature|pressure|sugar|heart rate|pulse|weight|oxygen|a1c)s?\b", re.I)
_LABORATORY = re.compile(
    r"\b(?:hemoglobin|hematocrit|platelets|potassium|sodium|magnesium|calcium|phosphorus|creatinine|bun"
    r"|glucose"
    r"|blood sugars?|albumin|bilirubin|alkaline phosphatase|alt|ast|ldl|hdl|triglycerides|cholesterol|tsh"
    r"|ferritin"
    r"|uric acid|white (?:blood )?(?:cell )?count|psa|blood pressure|ejection fraction)\b",
    re.I,
)
_FILLER = re.compile(
    r"(?:\W|\b(?:yes|yeah|yep|no|okay|ok|right|good|alright|all right|mm|hmm|mhm|um|uh|well|so|i see|sure"
    r"|and|but|then|it does|it did|i do|i did)\b)*",
    re.I,
)
_TAKEN = re.compile(
    r"(?:\W|\d|\b(?:yes|yeah|okay|well|so|and|but|i|i'm|i've|you|you're|you've|do|did|are|am|have|had|was|were"
    r"|does|is|has|how|help(?:s|ed|ing)?|work(?:s|ed|ing)?|with|been|be|tak(?:e|es|ing|en)|took|us(?:e|es|ed|ing)|tr(?:y|ies|ied|ying)|on|the|a|an|some|my|your|any"
    r"|just|only|also|still|ever|now|currently|usually|always|sometimes|for|it|that|pain|daily|days?"
    r"|weeks?|months?|nights?|bedtime|morning|evening|once|twice|times|every|each|per|at|in|when|need|needed"
    r"|mg|milligrams?|tablets?|pills?|one|two|three|four|five|six|about|maybe|like|since|last)\b)*",
    re.I,
)
"""What is said around the medication where a sentence says only that it is taken."""


def is_filler(text: str) -> bool:
    """Whether a text says nothing but that the talk goes on ("Okay.", "Yes.")."""
    return bool(_FILLER.fullmatch(text))


def taken_alone(text: str) -> list[str]:
    """The one medication that a text says or asks to be taken, where it speaks of nothing else."""
    named = find_medications(text)
    if len(named) != 1:
        return []
    only = all(_TAKEN.fullmatch(part) for part in (text[: named[0].start], text[named[0].end :]))
    return [named[0].concept.name] if only else []


def medications_in(text: str) -> list[str]:
    """The medications and the aids that a text names ("the brace")."""
    things = [f"the {m.group().lower()}" for m in _OTHER_THING.finditer(text)]
    return [m.concept.name for m in find_medications(text)] + things


def tests_in(text: str) -> list[str]:
    """The tests and laboratory values that a text names, with the words that modify them."""
    named = [(m.start, m.end) for m in find_concepts(text) if m.concept.kind == "tests"]
    spans = named or [m.span() for m in _LABORATORY.finditer(text)]
    return [_with_modifiers(text, start, end) for start, end in spans]


def measures_in(text: str) -> list[str]:
    """The measures of the body that a text names ("the blood pressure")."""
    named = [f"the {m.group('what').lower()}" for m in _MEASURED.finditer(text)]
    others = {m.group().lower().removesuffix("s") for m in _MEASURE.finditer(text)}
    return named if len(others) == 1 else sorted(others)


def parts_in(text: str) -> list[str]:
    """The parts of the body that a text names, as the speaker's own ("my left knee")."""
    return [f"my {m.group().lower()}" for m in _PART.finditer(text)]


def symptoms_in(text: str) -> list[str]:
    """The symptoms that a text names, or the bare pain it speaks of."""
    named = [m for m in find_concepts(text) if m.noun and m.concept.kind == "symptoms"]
    ache = _ACHE.search(text) if not named else None
    return [f"the {text[m.start : m.end].lower()}" for m in named] or ([ache["what"].lower()] if ache else [])


def disorders_in(text: str) -> list[str]:
    """The symptoms and conditions that a text names."""
    found = [m for m in find_concepts(text) if m.concept.kind != "tests"]
    return [text[m.start : m.end].lower() for m in found if m.noun]


def _with_modifiers(text: str, start: int, end: int) -> str:
    said = _WORDS_BEFORE.search(text[:start])
    words: list[str] = []
    for word in reversed(said.group().split() if said else []):
        if word.lower() in _DETERMINERS:
            return f"the {' '.join([*words, text[start:end]])}"
        if word_class(word.lower()) not in _MODIFYING and word.lower() not in _NO_VERBS:
            break
        words.insert(0, word)
    return f"the {text[start:end]}"
