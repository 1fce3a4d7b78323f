"""Replies that open on a yes or a no and settle less than the question asked.

A no with an exception, a yes to another question, or one that the next words amend: the question
turned into a statement would say more than the patient did. What the patient says is told instead.
"""

import re
from collections.abc import Sequence

from pipeline.notes.facts import stem
from pipeline.notes.grounded.drafting.alternatives import denies_one
from pipeline.notes.grounded.drafting.limits import base_words, exception
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import Polarity, answer

_EXCEPT = re.compile(
    r"\b(?:other th[ae]n|except|apart from|aside from|besides|but for)\b"
    r"|^\W*(?:well,? )?no,? (?:it|that)(?:'s| is) (?:just|only)\b"
    r"|^\W*nothing\b.*\b(?:i do|i did|i have|but|just|only)\b|^\W*no,? (?:anything|whatever)\b",
    re.I,
)
_ONLY = re.compile(r"^\W*(?:no|nope|not really),? (?:just|only)\b", re.I)
_NOT_WITHOUT = re.compile(r"^\W*(?:(?:no|well|um|uh)\b\W*)*(?:not|never) without\b", re.I)
"""Two negations, which say of a finding that there is some on a condition."""
_ANY_DRUG = re.compile(r"\btried\b.{0,12}\bany (?:pain )?(?:medications?|medicines?|meds)\b", re.I)
"""A question that names no medication, where the reply names those taken."""
_ANY = re.compile(r"^\W*(?:(?:and|so|okay|but|now|well|or)\b\W*)*any\b", re.I)
_NOT_BUT = re.compile(
    r"^\W*i(?:'m not| am not| (?:do|did|have)(?:n't| not))\b.*"
    r"\bbut i (?:do|did) (?:have|take|use|get|see|go)\b",
    re.I,
)
"""A no to something else than was asked, and then a yes ("I'm not married, but I do have a son")."""
_FARES = re.compile(
    r"^\W*no\b.*\bi(?:'m| am|'ve been| have been) (?:doing|feeling) (?:pretty |very |quite )?"
    r"(?:good|well|fine|okay|great)\b",
    re.I,
)
_ASKS_HOW = re.compile(r"\b(?:doing|feeling) (?:al+ ?right|okay|ok|well|good|fine|better)\b", re.I)
_LESS = re.compile(
    r"^\W*(?:(?:no|um|uh|well)\b\W*)*not (?:like (?:it|i|this|that|before)|as (?:much|often|bad)"
    r"|always|all the time|every(?:day)?|if|when|unless|until)\b",
    re.I,
)
_NOT_REALLY = re.compile(r"^\W*(?:no,? )?not (?:really|much|so much|usually|exactly)\W*$", re.I)
_SOME = re.compile(
    r"\b(?:sometimes|occasionally|a (?:little|bit)|once in a while|now and then|every now)\b", re.I
)
_OWN_DENIAL = re.compile(
    r"^\W*(?:no,? )?i (?:haven't|don't|didn't|have not|do not|did not)\b.*"
    r"\bbut i (?:did|do|have|had|get|got)\b"
    r"(?! not|n't)",
    re.I,
)
_HABIT = re.compile(r"\b(?:smok|drink|alcohol|vap|drugs\b|exercis|coffee|caffeine)", re.I)
_NOT_QUITE = re.compile(
    r"^\W*(?:(?:um|uh|well)\b\W*)*(?:no|not really|not (?:too )?much),? (?:but )?i"
    r" (?:do |only |just |will )*"
    r"(?!don't|didn't|haven't|do not|never|quit|stopped|used)[a-z]+\b"
    r"(?!.*\b(?:never|not|quit|stopped|used to)\b[^,]*$)"
    r".*\b(?:infrequently|socially|occasionally|sometimes|rarely|now and (?:then|again)"
    r"|once in a while|a (?:bit|little)(?! (?:bit )?(?:ago|while))"
    r"|(?:at|on) (?:the )?(?:weekends?|holidays|parties|christmas))\b",
    re.I,
)
"""A no that goes on to tell how little it is ("not really, I drink at weekends")."""
_OTHERS = re.compile(r"\bany other\b|\banything else\b", re.I)
_BARE_YES = re.compile(r"^\W*(?:(?:yes|yeah|yep|yup|sure|oh)\b\W*)*i (?P<verb>am|do)\W*$", re.I)
_DO = re.compile(r"^\W*(?:(?:and|so|okay|but|now|well)\b\W*)*(?:do|did|have|are|were|is|can) you\b", re.I)
_YES_NOT = re.compile(
    r"^\W*(?:yes|yeah|yep),? i (?:do not|did not|have not|don't|didn't|haven't)"
    r" (?:really |actually )?(?P<verb>\w+)\b",
    re.I,
)
_NOT_ANY = re.compile(r"^\W*(?:yes|yeah|yep),? i (?:do not|don't|did not|didn't|haven't)\b.*\bany\b", re.I)
_AMENDS = re.compile(r"^\W*(?:well|actually),? (?:i|it|they|we|my)\b", re.I)
_BUT_NOT = re.compile(
    r"^\W*(?:yes|yeah|yep|sure|a little)\b.*\bbut (?:i|it|he|she|they) "
    r"(?:can't|cannot|couldn't|don't|doesn't|didn't|won't|(?:can|could|do|does|did|will|is|am) not)\b",
    re.I,
)
_ON_CONDITION = re.compile(
    r"^\W*(?:yes|yeah|yep|sure)\b.*\b(?:as long as|unless|only (?:if|when)|but not (?:if|when))\b", re.I
)
_ITS_OWN = re.compile(r"^\W*(?:\w+,? )?(?:i do|i am|i have|yes|yeah|yep)\W*$", re.I)


def settles_less(question: Unit, reply: Sequence[Unit]) -> bool:
    """Whether the question as a statement would say more than the reply does."""
    first = reply[0].raw
    if _NOT_WITHOUT.match(first) and (_ANY.match(question.raw) or _names_finding(question.raw)):
        return True
    if exception(first):
        return False
    return (
        _denies_less(question, reply) if answer(first) is Polarity.ABSENT else _affirms_less(question, reply)
    )


def _denies_less(question: Unit, reply: Sequence[Unit]) -> bool:
    first, rest = reply[0].raw, " ".join(u.raw for u in reply[1:])
    excepted = _EXCEPT.search(first) or _ONLY.match(first) or _LESS.match(first)
    some = (_HABIT.search(question.raw) and _NOT_QUITE.match(first)) or (
        _NOT_REALLY.match(first) and _SOME.search(rest)
    )
    plain = not _asks_for_finding(question.raw)
    one = plain and (denies_one(question, reply[0]) or _NOT_BUT.match(first))
    one = one or (_ASKS_HOW.search(question.raw) and _FARES.search(first))
    others = _OTHERS.search(question.raw) and _OWN_DENIAL.match(first)
    return bool(excepted or some or one or others)


def _affirms_less(question: Unit, reply: Sequence[Unit]) -> bool:
    first = reply[0].raw
    if _ON_CONDITION.match(first):
        return True
    if _ANY_DRUG.search(question.raw) and any(find_medications(u.raw) for u in reply):
        return True
    amended = _ITS_OWN.match(first) and len(reply) > 1 and _AMENDS.match(reply[1].raw)
    if _asks_for_finding(question.raw):
        return bool(_BUT_NOT.match(first) or _NOT_ANY.match(first))
    return bool(amended or _BUT_NOT.match(first)) or _of_another_question(question.raw, first)


def _asks_for_finding(question: str) -> bool:
    """Whether a question names a finding or a medication: a yes to it is never lost for its wording."""
    return _names_finding(question) or bool(find_medications(question))


def _names_finding(question: str) -> bool:
    return any(m.concept.kind != "tests" for m in find_concepts(question))


def _of_another_question(question: str, reply: str) -> bool:
    """Whether a yes has another verb than the question, or denies the question's own."""
    if denied := _YES_NOT.match(reply):
        return stem(denied.group("verb").lower()) in {stem(w) for w in base_words(question)}
    bare, asked = _BARE_YES.match(reply), _DO.match(question)
    if not (bare and asked):
        return False
    verb = asked.group().split()[-2].lower()
    return (bare.group("verb").lower() == "am") != (verb in {"are", "were", "is"})
