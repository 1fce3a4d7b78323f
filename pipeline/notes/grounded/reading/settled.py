"""Gaps between two words whose mark needs no model: where a sentence surely ends, or surely goes on.

The examples that the boundary model learned from hold little of how a clinician speaks an
examination: headings, findings strung together, what is done next. All words are lower-case
without marks; ``start`` is the first word after the last stop, the gap is after word ``i``.
"""

import re
from collections.abc import Sequence

from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.reading.conditions import closes
from pipeline.notes.polarity import WARNING
from pipeline.notes.questions import CHECKS

_NEVER_FIRST = frozenset(("which", "bilaterally", "of", "than"))
_GOES_ON = frozenset(
    (
        "on room",
        "in room",
        "as needed",
        "to palpation",
        "to auscultation",
        "aside from",
        "apart from",
        "other than",
        "except for",
    )
)
"""Words that always belong to what was said before them ("95% on room air")."""
_AND_SINCE = re.compile(
    r"\b(?:and|but) (?:then )?(?:over|in|for|during|since) (?:the )?(?:past |last )?(?:\w+ ){0,2}"
    r"(?:days?|weeks?|months?|years?|morning|night|weekend)$"
)
"""A time that opens what comes next ("and over the past week | I ...")."""
_SUBJECTS = frozenset(("i", "i've", "i'm", "he", "he's", "she", "she's", "we", "it", "it's", "they", "my"))
_DOERS = frozenset(("i", "you", "he", "she", "we", "they"))
_NEVER_LAST = frozenset(
    (
        "the",
        "a",
        "an",
        "my",
        "your",
        "his",
        "her",
        "their",
        "our",
        "every",
        "of",
        "at",
        "from",
        "into",
        "near",
        "until",
        "unless",
        "hoping",
        "however",
        "between",
        "than",
        "because",
        "if",
        "consistent",
        "and",
        "or",
    )
)
_TOLD = frozenset(("see", "know", "tell", "exactly", "wondering", "determine", "explain"))
_TELLING = _TOLD | {"sure", "shows", "showed", "certainty", "notice", "noticed", "fact"}
_ASKED = frozenset(("how", "what", "whether", "if", "why", "where", "which", "who"))
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_ONES = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
_OFTEN = frozenset(("once", "twice", "times"))
_A_DAY = frozenset(("daily", "a", "per", "every", "each"))
_FREE_OF = frozenset(("pain", "symptom", "seizure", "cancer", "smoke", "tobacco", "headache", "gluten"))
_SIGNS = frozenset(("heart", "breathing", "respiratory", "pulse"))
_WARNS = re.compile(WARNING)
_AFTER_WARNING = frozenset(
    ("i", "i'm", "i'll", "we", "we're", "we'll", "so", "okay", "alright", "now", "please", "but")
)
_AHEAD = 8
_EXAM = r"(?:[\w-]+ ){0,3}(?:exam|examination)\b"
_FOUND = (
    r"(?:normal|intact|clear|steady|fluent|strong|symmetric|symmetrical|soft|appropriate|regular|negative"
    r"|positive|supple|equal|brisk|touch|bilaterally|tenderness|midline)"
)
_WITHOUT = r"(?!(?:and|or|is|are|in|to|on|of|at|with|which|that|it|there|he|she|they|but|so)\b)[\w-]+"
_IS_FOUND = rf"(?:is|are) (?:\w+ )?{_FOUND}\b"
_NEW_FINDING = re.compile(rf"(?:(?:your|his|her|their|the) )?(?:{_WITHOUT} ){{1,4}}?{_IS_FOUND}")
_NEXT_FINDING = re.compile(rf"(?:(?:your|his|her|their|the) (?:{_WITHOUT} ){{1,3}}?|{_WITHOUT} ){_IS_FOUND}")
_HEADING = re.compile(rf"(?:your|his|her|the) {_EXAM}(?! (?:is|was|shows|looks|otherwise|findings))")
_ON_EXAM = re.compile(rf"on (?:(?:your|his|her|the) {_EXAM}|\w+ exam\b)")
_NEXT_DONE = re.compile(
    r"(?:so )?let me (?:press|listen|look|check|feel|see|take)\b|how about\b|what about\b|that means\b"
    r"|when i (?:listen|look)\b"
    r"|if you (?:have|get|develop|notice|start) (?:[\w-]+ ){1,3}you (?:should|need to|must)"
    r" (?:go|call|come)\b"
    r"|when i \w+ (?:on |to |here )?(?:\w+ ){0,3}(?:does|do you|is it|is that)\b"
    r"|(?:looking|listening) (?:at|to) (?:your|his|her|the) (?:[\w-]+ ){1,3}(?:it|there|you|i|lungs|heart)\b"
    r"|(?:negative|positive) (?:for )?(?:[\w']+ ){1,3}(?:sign|test)\b|otherwise (?:regular|normal|no|neuro)"
    r"|little bit of (?:pain|limited|swelling|redness|tenderness|decreased)\b|so what does\b"
)
_HOLDS_ON = frozenset(
    (
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "a",
        "an",
        "the",
        "of",
        "to",
        "by",
        "with",
        "on",
        "in",
        "for",
        "from",
        "both",
        "all",
        "your",
        "his",
        "her",
        "my",
        "no",
        "not",
        "just",
        "if",
        "but",
        "when",
        "so",
        "that",
        "bilateral",
        "some",
        "any",
        "mild",
        "based",
        "which",
        "i'm",
        "we're",
        "you're",
        "am",
        "keep",
        "start",
        "like",
        "after",
        "what",
        "know",
        "very",
        "feel",
        "feels",
        "has",
        "have",
        "got",
    )
)
_RELATIVE = re.compile(
    r"that (?:had|has|have) (?:an?|the|some|no|any|been)\b"
    r"|(?:that's|that is) (?:moving|coming|radiating|spreading|shooting|running|growing|draining)\b"
)
_WE_DO = re.compile(r"\b(?:in which|where|when) (?:we|they|i) \w+ (?:you|him|her|it)$")
"""What is done in a procedure that is explained: what follows with "and" is done, too."""
_ADJECTIVES = frozenset(("possible", "probable", "acute", "chronic", "newly", "mild", "suspected"))
_LEAST = 2
_OPENED = ("when", "if", "as", "since", "while", "once", "before", "after")
_SHORTEST_OPENED = 3
_OPEN = re.compile(r"(?:\bjust to be|\bhoping that|\bjust in case|\bi just \w+ (?:\w+ ){0,4}whenever)$")
"""Words that wait for the clause they govern."""
_PURPOSE = re.compile(r"so (?:that )?(?:i|we|he|she|they|it) could\b")
_WHEN = re.compile(
    r"(?:^|\b(?:but|and|so|that) )(?:if|when|whenever|once|unless|not if)"
    r"(?! i (?:press|push|touch|palpate|move|listen|look|check|examine|pull|tap|bend|feel)\b)"
    r" (?:i'm|you're|it's|(?:i|you|it|he|she|they|we)) (?:(?!(?:i|you|we|he|she|they|it)\b)\w+ ){1,7}"
    r"(?!(?:i|you|we|he|she|they|it)\b)\w+$"
)
"""A condition in front, up to its end: what holds under it is still to come."""
_HELD = re.compile(r"(?:i|you|we|he|she|they|it)(?:'ll|'m|'re|'ve)?$")


_CHECKED = re.compile(rf"\b{CHECKS}$", re.I)
_CHECK = re.compile(rf"{CHECKS}\b", re.I)
_AFTER_CHECK = re.compile(
    r"and|so|but|okay|well|you|i|we|let|any|how|what|when|where|are|do|did|have|has|is|was|yes|yeah"
)


def ends_here(words: Sequence[str], i: int, start: int) -> bool:
    """Whether a sentence surely ends in the gap: a heading, another finding or the next step follows."""
    said, last = i + 1 - start, words[i]
    if said < _LEAST or last in _HOLDS_ON:
        return False
    if _AFTER_CHECK.fullmatch(words[i + 1]) and _CHECKED.search(
        " ".join(words[max(start, i - _AHEAD) : i + 1])
    ):
        return True
    ahead = " ".join(words[i + 1 : i + 1 + _AHEAD])
    if _ON_EXAM.match(ahead) or _HEADING.match(ahead) or _NEXT_DONE.match(ahead):
        return True
    if (
        last == "seconds"
        and "refill" in words[start:i]
        and word_class(words[i + 1]) not in {"PREPOSITION", "AND"}
    ):
        return True
    listed = words[start] == "no" or words[max(start, i - 2)] == "no" or words[max(start, i - 1)] == "no"
    found = re.fullmatch(_FOUND, last) and not {"if", "when", "that"}.intersection(words[start : i + 1])
    finding = _NEW_FINDING if found else _NEXT_FINDING
    return bool((listed or found) and word_class(last) != "BE" and finding.match(ahead))


def goes_on_here(words: Sequence[str], i: int, start: int) -> bool:
    """Whether no sentence can end in the gap: signs to watch for are one sentence, however many."""
    last, here = words[i], words[i + 1]
    warned = here not in _AFTER_WARNING and _WARNS.search(" ".join(words[start : i + 1]))
    told = last in _TOLD and here in _ASKED
    told = told or (last == "help" and here in {"you", "him", "her", "me", "us"})
    told = told or (last == "that" and i > start and words[i - 1] in _TELLING)
    told = told or (words[start] in _OPENED and i - start < _SHORTEST_OPENED)
    told = told or (here in _SUBJECTS and bool(_AND_SINCE.search(" ".join(words[start : i + 1]))))
    told = told or (here == "and" and bool(_WE_DO.search(" ".join(words[start : i + 1]))))
    told = told or (last == "after" and here.partition("'")[0] in _DOERS)
    told = told or _is_relative(words, i) or (last == "this" and here in _ADJECTIVES)
    told = told or closes(words, i)
    opens = " ".join(words[i + 1 : i + 3])
    told = told or bool(_CHECK.match(" ".join(words[i + 1 : i + 1 + _AHEAD])))
    told = told or _waits(" ".join(words[start : i + 1]), words[i + 1 : i + 4])
    return here in _NEVER_FIRST or last in _NEVER_LAST or opens in _GOES_ON or told or bool(warned)


def _is_relative(words: Sequence[str], i: int) -> bool:
    """Whether "that" goes on with the noun before it: "a rash that had blisters"."""
    follows = " ".join(words[i + 1 : i + 4])
    return bool(_RELATIVE.match(follows)) and word_class(words[i]) in {"NOUN", "VERB"}


def _waits(said: str, ahead: Sequence[str]) -> bool:
    """Whether what was said governs the clause ahead, or that clause is what it was done for."""
    follows = " ".join(ahead)
    if _OPEN.search(said) and ahead[0] not in {"and", "so", "but"}:
        return True
    return bool(_PURPOSE.match(follows) or (_WHEN.search(said) and _HELD.match(ahead[0])))


def one_amount(words: Sequence[str], i: int) -> bool:
    """Whether the word and the next are one: a number ("thirty five"), "twice a day", "heart rate"."""
    first, second = words[i], words[i + 1]
    number = first in _TENS and second in _ONES
    number = number or (second == "free" and first in _FREE_OF)
    return number or (first in _OFTEN and second in _A_DAY) or (first in _SIGNS and second == "rate")
