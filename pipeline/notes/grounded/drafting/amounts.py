"""How much, how many, how often and how bad, from a question and a short answer.

"How many times a day are you going?" "Probably six or seven." becomes "is going 6 or 7 times a day".
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes import verbs
from pipeline.notes.facts import in_digits
from pipeline.notes.grounded.language.person import Pronouns, third_person
from pipeline.notes.grounded.reading.units import Unit

HOW_MUCH = re.compile(
    r"\bhow (?P<kind>much|many|often|frequently)(?P<what>(?: (?!do\b|are\b|have\b|did\b|were\b)[\w-]+){0,4}?)"
    r"(?P<each> (?:a|per|each|every|in a) (?:day|night|week|month|year|hour))?(?: would you say)?"
    r" (?P<auxiliary>do|are|have|did|were) you (?:usually |typically |normally |currently |actually |ever )*"
    r"(?P<verb>[\w-]+)(?: (?P<rest>[^,.?]{1,40}?))?(?: for)?(?=[,.?]|$)"
)
HOW_BAD = re.compile(
    r"\bscale (?:of|from)\b|\b(?:zero|one|0|1) to (?:ten|10)\b|\bout of (?:ten|10)\b|\byou rate (?:it|this"
    r"|that|the|your)\b|\brate (?:it|your pain|the pain|this pain)\b|\bhow (?:bad|severe)\b"
)
_SCALE = re.compile(r"\b(?:ten|10) (?:being|is|as)\b|\b(?:to|of) (?:ten|10)\b", re.I)
_COUNT = re.compile(
    r"\b(?:\d+(?:\.\d+)?|one|two|three)(?:(?: or| to|,| and)? (?:a |an )?\d+(?:\.\d+)?)?(?: (?:out of"
    r"|over) \d+)?"
)
_AMOUNT = re.compile(
    r"\b(?:\d|one|two|three|once|twice|every|daily|weekly|nightly|couple|few|half|rarely|occasionally"
    r"|sometimes|dozen|hours?|packs?)\b|\d"
)
_WHEN = re.compile(
    r"(?:only|just|mostly|mainly|usually|really|pretty much) (?:when|if|whenever|during|before|after|at night"
    r"|in the|on the|with)\b"
)
"""A reply of when and not how often."""
_LATELY = re.compile(
    r" (?:over|in|during|for) (?:the|this) (?:past|last)? ?(?:\w+ )?(?:days?|weeks?|months?|years?)$"
)
_LONGEST_WHEN = 16
_NEAR = 3
"""Units before a question among which its scale may be named."""
_CLAUSE = re.compile(r"\b(?:i|i'm|i've|we|it|it's|they|he|she|that|there|you|not|no|if|when|because)\b")
_CONDITION = re.compile(r"\b(?:not|now it's|but|if|when|sometimes|between|without|n't)\b|n't\b")
_PER = re.compile(
    r"\b(?:a|per|each|every|in a|the) (?:day|night|week|month|year|hour)|\b(?:daily|weekly|at night)\b"
)
_LONGEST = 12
_LONGEST_RATING = 16


def amount(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    """The statement that an amount makes of a question matched by `HOW_MUCH`, or None."""
    said = in_digits(answer)
    if match.group("kind") in {"often", "frequently"} and is_only_when(answer):
        verb = _verb(match.group("auxiliary"), match.group("verb"), who)
        rest = third_person(_LATELY.sub("", match.group("rest") or ""), who, first=False)
        return " ".join(filter(None, (who.subject, verb, rest, third_person(answer, who, first=True))))
    if len(answer.split()) > _LONGEST or not _AMOUNT.search(said) or _CLAUSE.search(answer):
        return None
    verb = _verb(match.group("auxiliary"), match.group("verb"), who)
    rest = third_person(match.group("rest") or "", who, first=False)
    rest = "" if rest and rest.split()[0] in answer.split() else rest
    what, each = match.group("what").strip(), (match.group("each") or "").strip()
    bare = bool(re.search(r"(?:\d|\bone|\btwo|\bthree)$", said))
    each = "" if _PER.search(f"{answer} {rest}") else each
    if what.startswith("times") or match.group("kind") in {"often", "frequently"}:
        counted = f"{answer} times" if bare and what.startswith("times") else answer
        return " ".join(filter(None, (who.subject, verb, rest, counted, each)))
    counted = f"{answer} {what}" if bare and what else answer
    return " ".join(filter(None, (who.subject, verb, counted, rest, each)))


def is_only_when(answer: str) -> bool:
    """Whether a short answer tells on what occasions alone something is done ("only when it's hot")."""
    return bool(_WHEN.match(answer.lower())) and len(answer.split()) <= _LONGEST_WHEN


def with_scale(question: Unit, before: Sequence[Unit]) -> Unit:
    """The question for a rating with the scale that the speaker named just before it."""
    if _SCALE.search(question.raw) or not HOW_BAD.search(question.raw.lower()):
        return question
    near = [u.raw.rstrip(".?") for u in before[-_NEAR:] if u.turn == question.turn and _SCALE.search(u.raw)]
    return replace(question, raw=f"{near[-1]}, {question.raw}") if near else question


def _verb(auxiliary: str, verb: str, who: Pronouns) -> str:
    if auxiliary == "do":
        return verb if who.plural else verbs.third_person(verb)
    if auxiliary == "did":
        return verbs.past(verb)
    singular = {"are": "is", "were": "was", "have": "has"}
    return f"{auxiliary if who.plural else singular[auxiliary]} {verb}"


def rating(match: re.Match[str], answer: str, who: Pronouns) -> str | None:
    """The severity that answers a question matched by `HOW_BAD`, or None where it is conditional."""
    asked, said = match.string, in_digits(answer)
    found = _COUNT.findall(said)
    if len(found) != 1 or _CONDITION.search(answer) or len(answer.split()) > _LONGEST_RATING:
        return None
    what = f"{who.possessive} pain" if "pain" in asked else "the severity"
    of_ten = re.search(r"\b(?:ten|10)\b", asked) and "out of" not in found[0] and "over" not in found[0]
    return f"{what} is {found[0]}{' out of 10' if of_ten else ''}"
