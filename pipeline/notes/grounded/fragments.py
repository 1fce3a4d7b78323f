"""Short answers to open questions, written out as statements.

"How long have you had this pain?" "Three days." becomes "has had this pain for 3 days".
"""

import re
from collections.abc import Callable

from pipeline.notes import verbs
from pipeline.notes.facts import in_digits
from pipeline.notes.grounded.person import Pronouns, expand, third_person
from pipeline.notes.lexicon import find_medications

_TIME = (
    r"(?:\w+ ){0,5}(?:ago|yesterday|today|tonight|morning|night|week|weeks|month|months|year"
    r"|years|day|days|hours?|minutes?|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|weekend|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\d{4})\b.*"
)
_DURATION = re.compile(
    r"^(?:for |about |probably |maybe |like |almost |over |around |the (?:last|past) |a |an "
    r"|\w+ ){0,6}(?:hours?|days?|weeks?|months?|years?|minutes?)\b",
    re.I,
)
_SINCE = re.compile(r"^(?:since|for|about|over|almost)\b", re.I)
_HEDGE = re.compile(
    r"^(?:(?:yeah|yes|no|um|oh|well|so|probably|maybe|like|just|i'd say|i would say|i think"
    r"|it's|it is|it was|they're|that's|that would be|sure|okay|hmm|let's see|i guess"
    r"|i believe)\b[\s,]*)+",
    re.I,
)

_LONGEST_AMOUNT = 12
_PREPOSITION = re.compile(r"(?:on|in|at|around|along|under|over|across|behind|below|above|near)\b")

Writer = Callable[[re.Match[str], str, Pronouns], str | None]


def _start(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not re.match(_TIME, answer, re.I):
        return None
    answer = re.sub(r"^been (?=.*\b(?:hours?|days?|weeks?|months?|years?)$)(.*)$", r"\1 ago", answer)
    subject, verb = match.group("subject"), match.group("verb")
    subject = "the symptoms" if subject in {"it", "this", "that", "all this", "all of this"} else subject
    return f"{third_person(subject, who, first=False)} {verbs.past(verb)} {answer}"


def _long(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not _DURATION.match(answer):
        return None
    rest = third_person(match.group("rest"), who, first=False).removesuffix(" for")
    subject = match.group("subject").replace("you", who.subject)
    subject = third_person(subject, who, first=False)
    has = "have" if who.plural and subject == who.subject else "has"
    answer = answer if _SINCE.match(answer) else f"for {answer}"
    return f"{subject} {has} {rest} {answer}"


def _rating(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    asked = match.string
    number = re.search(
        r"\b(?:\d+|one|two|three)(?:(?: or| to|,) (?:a |an )?\d+)?(?: out of \d+)?", in_digits(answer)
    )
    if number is None or re.search(r"\b(?:not|now it's|but)\b", answer):
        return None
    what = f"{who.possessive} pain" if "pain" in asked else "the severity"
    return f"{what} is {number.group()}"


def _age(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    del match
    number = re.search(r"\b(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -]?\w*)", answer)
    return (
        f"{who.subject} {'are' if who.plural else 'is'} {number.group().strip()} years old"
        if number
        else None
    )


def _amount(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    verb, rest = match.group("verb"), match.group("rest") or ""
    if len(answer.split()) > _LONGEST_AMOUNT:
        return None
    written = verb if who.plural else verbs.third_person(verb)
    return f"{who.subject} {written} {answer}" + (
        f" {rest}" if rest and rest.split()[0] not in answer else ""
    )


def _place(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    del match
    if not re.match(
        r"(?:on|in|at|around|along|under|over|right|left|my|the|across|behind|below|above|all|both"
        r"|lower|upper|near)\b",
        answer,
    ):
        return None
    place = third_person(answer, who, first=True)
    within = place if _PREPOSITION.match(place) else f"in the {place.removeprefix('the ')}"
    return f"the pain is located {within}"


def _medicines(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    del match
    if not find_medications(answer) or re.search(r"\b(?:been|taking|not|n't|no|took|i|used|tried)\b", answer):
        return None
    return f"{who.subject} {'take' if who.plural else 'takes'} {third_person(answer, who, first=True)}"


_PATTERNS: tuple[tuple[re.Pattern[str], Writer], ...] = (
    (re.compile(r"\bhow old are you\b|\byour age\b|\bhow old\b"), _age),
    (re.compile(r"\bwhen did (?P<subject>(?:the|your|this|these|that|it|all"
        r"|those)(?: [\w-]+){0,4}?) (?P<verb>start|begin|happen|occur)\b"), _start),
    (re.compile(r"\bhow long (?:have|has) (?P<subject>you|it|this|the [\w-]+|your [\w-]+) (?P<rest>(?:been"
        r"|had|noticed|felt|taken) ?.{0,40}?)\??$"), _long),
    (re.compile(r"\b(?:scale|rate|out of ten|one to ten|zero to ten|how (?:bad|severe) is)\b"), _rating),
    (re.compile(r"\bhow (?:much|many|often)\b.*\bdo you (?P<verb>take|drink|smoke|use|eat|have|exercise"
        r"|check) ?(?P<rest>[\w ]{0,25})\??$"), _amount),
    (re.compile(r"\bwhere\b.*\b(?:pain|hurt|it|located|feel)\b"), _place),
    (re.compile(r"\b(?:medications?|medicines?|meds|taking|taken|prescri\w+|tried)\b"), _medicines),
)  # fmt: skip


def complete(question: str, answer: str, who: Pronouns) -> str | None:
    """The statement that a fragment makes as the answer to an open question, or None."""
    asked = expand(question.lower()).strip()
    fragment = _HEDGE.sub("", answer.lower()).strip(" .,!?")
    if not fragment:
        return None
    for pattern, write in _PATTERNS:
        if match := pattern.search(asked):
            return write(match, fragment, who)
    return None
