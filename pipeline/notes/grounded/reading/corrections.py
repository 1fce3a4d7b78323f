"""What a speaker took back: "take fifty, no sorry, fifteen milligrams" is fifteen."""

import re
from collections.abc import Sequence

from pipeline.notes.facts import sides
from pipeline.notes.lexicon import find_medications

_NUMBER_WORD = (
    r"(?:\d+(?:\.\d+)?(?: point \w+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|ten|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred))*(?: point \w+)?)"
)
_CORRECTING = (
    r"[\s,.-]+(?:(?:oh|uh|um|or|no|wait|sorry|i'm sorry|i mean|actually|correction|scratch that"
    r"|make that|rather|excuse me|strike that|i misspoke|let me (?:look|check"
    r"|see)(?: that)?(?: again)?)\b[\s,.-]*)+"
    r"(?:(?:my|the|it's|it is|it was|that's|that is|that was|in|on|i (?:take|drink|smoke|use|have|had)) )*"
)
_STRONG = (
    r"(?=[\s,.-]+(?:(?:oh|uh|um|or),? )?(?:no,? |sorry|wait|i'm sorry|i mean|correction|scratch"
    r"|make that|rather|actually no|excuse me|strike that|i misspoke|let me (?:look|check|see)\b(?! at"
    r"| if| what| how)))"
)
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|january|february|march|april|may|june|july"
    r"|august|september|october|november|december"
)
_CORRECTED = re.compile(
    rf"\b(?:{_NUMBER_WORD}(?: (?:milligrams|mg|weeks|days|months))?{_STRONG}{_CORRECTING}(?={_NUMBER_WORD}\b)"
    rf"|a couple (?:of )?(?:days|weeks|months|years){_STRONG}{_CORRECTING}(?=a couple\b)"
    rf"|(?:left|right){_STRONG}{_CORRECTING}(?=left\b|right\b)"
    rf"|(?:{_DAY}){_STRONG}{_CORRECTING}(?=(?:{_DAY})\b)"
    rf"|{_NUMBER_WORD} (?P<counted>[a-z]+?)s?,? (?:well|or rather"
    rf"|actually),? (?=(?:actually,? )?{_NUMBER_WORD} (?P=counted)s?\b))",
    re.I,
)
_WORD_CORRECTED = re.compile(rf"\b([a-z]{{5,}}){_STRONG}{_CORRECTING}([a-z]{{5,}})\b", re.I)


_BROKEN = (
    rf"\b{_NUMBER_WORD},? {_NUMBER_WORD},? [a-z]{{1,5}}-,? {_NUMBER_WORD}"
    r" (?:milligrams?|mg|micrograms?|mcg|units?)\b"
)
_BROKEN_AMOUNT = re.compile(
    r"[^.?!]*\b(?:takes?|taking|took|uses?|using|injects?|injecting|gets?|is|was|it's|to|at|about)\s+"
    rf"{_BROKEN}(?! of\b)[^.?!]*[.?!]*"
    rf"|,?\s*{_BROKEN}(?: of\b)?",
    re.I,
)
"""An amount begun, broken off and said on: which number it is cannot be known.

Its sentence goes with it where nothing else is what is taken ("I take ten, twenty mil-, 30 units").
"""


_BROKEN_OFF = re.compile(r"\b[a-z]{1,5}-,? ", re.I)
"""A word broken off, without which no amount is: the search for the amount reads each sentence many times."""


def _later_medication(match: re.Match[str]) -> str:
    first, second = match.groups()
    return second if find_medications(first) and find_medications(second) else match.group()


def corrected(text: str) -> str:
    """The text without the numbers, sides and medications that the speaker took back or broke off."""
    if _BROKEN_OFF.search(text):
        text = _BROKEN_AMOUNT.sub("", text)
    return _WORD_CORRECTED.sub(_later_medication, _CORRECTED.sub("", text))


_OPENING_WORD = re.compile(r"(?P<word>[a-z]{6,})(?:\W+(?:and|but|so|now)\b|[.,]|$)\W*", re.I)
_DENIED_LAST = r"\b(?:no|not|without|n't)\b[^.?!]*\b\w*{word}\W*$"


def without_denied_again(sentence: str, before: Sequence[str]) -> str:
    """The sentence without an opening word that the speaker only says again after a denial of it.

    ``before``: the speaker's last sentences ("no hepatomegaly", "megaly and on your skin exam").
    """
    opening = _OPENING_WORD.match(sentence)
    if opening is None or not any(opening["word"].lower() in said.lower() for said in before):
        return sentence
    denied = re.compile(_DENIED_LAST.format(word=opening["word"]), re.I)
    return sentence[opening.end() :] if any(map(denied.search, before)) else sentence


_LONGEST_CORRECTION = 8
"""Words of a question that only names the side again."""
_VERB = re.compile(r"\b(?:is|are|was|has|have|does|do|feels?|hurts?|also|and|too)\b", re.I)
_INSTEAD = re.compile(r"\binstead\b(?! of)", re.I)
_KEPT = re.compile(
    r"\b(?:stop|stopped|discontinue|hold|off|quit|switch|not|never|if|when|unless|can't|cannot|was|were"
    r"|had|been)\b|n't\b",
    re.I,
)


def replaced(said: str, following: str) -> bool:
    """Whether the next sentence puts another medication or side in the place of this one's."""
    return _side_corrected(said, following) or _medication_replaced(said, following)


def _side_corrected(said: str, following: str) -> bool:
    """Whether a side is asked anew right after it was named: "Left leg pain. Right leg pain?"."""
    before, after = sides(said), sides(following)
    same = {s.part for s in before} & {s.part for s in after} - {None}
    return bool(same) and not ({s.side for s in before} & {s.side for s in after}) and _asks_anew(following)


def _asks_anew(text: str) -> bool:
    short = len(text.split()) <= _LONGEST_CORRECTION and not _VERB.search(text)
    return short and text.rstrip().endswith("?")


def _medication_replaced(said: str, following: str) -> bool:
    first, second = ({m.concept.name for m in find_medications(text)} for text in (said, following))
    if not (first and second) or first & second or not _INSTEAD.search(following):
        return False
    return not (_KEPT.search(said) or _KEPT.search(following))
