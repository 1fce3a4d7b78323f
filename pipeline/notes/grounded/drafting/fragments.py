"""Short answers to open questions, written out as statements.

"How long have you had this pain?" "Three days." becomes "has had this pain for 3 days".
"""

import re
from collections.abc import Callable

from pipeline.notes import verbs
from pipeline.notes.grounded.drafting.amounts import HOW_BAD, HOW_MUCH, amount, rating
from pipeline.notes.grounded.drafting.named_medicines import asks_nobody_else, is_no, names_alone
from pipeline.notes.grounded.language.person import Pronouns, expand, third_person
from pipeline.notes.lexicon import find_medications

_TIME = (
    r"when i was \w+(?: \w+){0,2}$|(?:\w+ ){0,5}(?:ago|yesterday|today|tonight|morning|night|week|weeks"
    r"|month|months|year"
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
HEDGE = re.compile(
    r"^(?:(?:yeah|yes|no|um|oh|well|so|probably|maybe|like|just|i'd say|i would say|i think"
    r"|it's|it is|it was|they're|that's|that would be|sure|okay|hmm|let's see|i guess"
    r"|i believe|i feel like(?= (?:every|about|around|once|twice|maybe|\d|one|two|three|four|five|six"
    r"|a (?:couple|few))\b))\b[\s,]*)+",
    re.I,
)

_HOW_KEEPS = re.compile(
    r"\bhow(?:'s| is| has| are| have) (?P<subject>your (?!mother|father|sister|brother|wife|husband)"
    r"[a-z]+(?: (?!been|doing|going)[a-z]+)?)(?: been| doing| going| running| looking)*"
    r"(?: lately| recently)?\W*$"
)
_STATE = re.compile(
    r"(?:(?:nice and|pretty|fairly|relatively|very|about|really) )*"
    r"(?:stable|steady|consistent|unchanged|the same|up and down|all over)\b(?! (?:of|as)\b)"
)
"""How a measure keeps, which tells nothing without the measure."""
_PREPOSITION = re.compile(r"(?:on|in|at|around|along|under|over|across|behind|below|above|near)\b")

Writer = Callable[[re.Match[str], str, Pronouns], str | None]


def _start(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not re.match(_TIME, answer, re.I):
        return None
    answer = re.sub(r"^been (?=.*\b(?:hours?|days?|weeks?|months?|years?)$)(.*)$", r"\1 ago", answer)
    subject, verb = match.group("subject"), match.group("verb")
    subject = "it" if subject in {"this", "that", "all this", "all of this"} else subject
    return f"{third_person(subject, who, first=False)} {verbs.past(verb)} {answer}"


def _did(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    verb, rest = match.group("verb"), third_person(match.group("rest") or "", who, first=False)
    if not (re.match(_TIME, answer, re.I) and (verbs.is_base(verb) or verb == "diagnosed")):
        return None
    if verb == "diagnosed":
        told = f"{'were' if who.plural else 'was'} {match.group('first') or ''}diagnosed"
    else:
        told = f"{match.group('first') or ''}{verbs.past(verb)}"
    return " ".join(filter(None, (who.subject, told, rest, third_person(answer, who, first=True))))


def _last(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not re.match(_TIME, answer, re.I):
        return None
    subject = third_person(match.group("subject"), who, first=False)
    return f"{subject} was {third_person(answer, who, first=True)}"


def _long(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not _DURATION.match(answer):
        return None
    rest = third_person(match.group("rest"), who, first=False).removesuffix(" for")
    subject = match.group("subject").replace("you", who.subject)
    subject = third_person(subject, who, first=False)
    has = "have" if who.plural and subject == who.subject else "has"
    answer = answer if _SINCE.match(answer) else f"for {answer}"
    return f"{subject} {has} {rest} {answer}"


def _age(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    del match
    number = re.search(r"\b(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -]?\w*)", answer)
    return (
        f"{who.subject} {'are' if who.plural else 'is'} {number.group().strip()} years old"
        if number
        else None
    )


def keeps(answer: str) -> bool:
    """Whether an answer tells only how a measure keeps ("pretty stable")."""
    return bool(_STATE.match(answer.lower()))


def _how_is(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not keeps(answer):
        return None
    subject = third_person(match.group("subject"), who, first=False)
    return f"{subject} is {third_person(answer, who, first=True)}"


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


_NOT_TAKEN = re.compile(
    r"\b(?:(?P<may>can)|do)(?: ?not|n't) you\b"
    r"|\byou can(?P<must> ?not|n't)\b|\byou do(?: ?not|n't)\b"
)
"""What asks for the medications that are not taken ("Which ones can't you take?")."""


def _medicines(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    if not names_alone(answer) or not asks_nobody_else(match.string):
        return None
    told = third_person(re.sub(r"^i\b,? ", "", answer), who, first=True)
    if refused := _NOT_TAKEN.search(match.string):
        verb = "cannot" if refused["may"] or refused["must"] else "do not" if who.plural else "does not"
        return f"{who.subject} {verb} take {told}"
    if re.search(r"\b(?:tak(?:e|es|en|ing)|took)\b", match.string):
        return f"{who.subject} {'take' if who.plural else 'takes'} {told}"
    if re.search(r"\bon\b", match.string):
        return f"{who.subject} {'are' if who.plural else 'is'} on {told}"
    return told


_PATTERNS: tuple[tuple[re.Pattern[str], Writer], ...] = (
    (re.compile(r"\bhow old are you\b|\byour age\b|\bhow old\b"), _age),
    (re.compile(r"\bwhen (?:did|do|were) you (?P<first>first |last )?(?P<verb>[\w-]+)"
        r"(?: (?P<rest>[^,.?]{1,40}?))?(?=[,.?]|$)"), _did),
    (re.compile(r"\bwhen (?:was|were) (?P<subject>your (?:last|first"
        r"|most recent) [^,.?]{1,30}?)\W*$"), _last),
    (re.compile(r"\bwhen did (?P<subject>(?:the|your|this|these|that|it|all"
        r"|those)(?: [\w-]+){0,4}?) (?P<verb>start|begin|happen|occur)\b"), _start),
    (re.compile(r"\bhow long (?:have|has) (?P<subject>you|it|th(?:is|at|e|ese)(?: [\w-]+)?"
        r"|your [\w-]+) (?P<rest>(?:been"
        r"|had|noticed|felt|taken|hurt|\w+ed) ?.{0,40}?)[.?\s]*$"), _long),
    (_HOW_KEEPS, _how_is),
    (HOW_BAD, rating),
    (HOW_MUCH, amount),
    (re.compile(r"\bwhere\b.*\b(?:pain|hurt|it|located|feel)\b"), _place),
    (re.compile(r"\b(?:medications?|medicines?|meds|taking|taken|prescri\w+|tried|over[- ]the[- ]counter"
        r"|you take)\b"), _medicines),
)  # fmt: skip


def complete(question: str, answer: str, who: Pronouns) -> str | None:
    """The statement that a fragment makes as the answer to an open question, or None."""
    asked = expand(question.lower()).strip()
    fragment = HEDGE.sub("", answer.lower()).strip(" .,!?")
    if not fragment or (is_no(answer) and find_medications(fragment)):
        return None
    for pattern, write in _PATTERNS:
        if match := pattern.search(asked):
            return write(match, fragment, who)
    return None
