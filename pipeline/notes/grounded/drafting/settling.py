"""What a yes or a no makes of the findings that a question asks about: denials and affirmations.

Where the answer does not settle every finding of the question, only the findings it names count.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pipeline.notes.grounded.drafting.alternatives import denies_one
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.inversion import invert
from pipeline.notes.grounded.drafting.limits import (
    exception,
    in_degree,
    is_for_now,
    is_guessed,
    limited,
    not_without,
    only_then,
)
from pipeline.notes.grounded.drafting.listing import denial, join_names, qualified, report
from pipeline.notes.grounded.drafting.over import had_it, passes
from pipeline.notes.grounded.language.person import third_person
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.lexicon import Mention, find_concepts
from pipeline.notes.polarity import Polarity, negated

_ANY_LIST = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|now|but|then|also|well)\b[\s,]*)*(?:any|no|or any|what about"
    r"|how about|anything)\b",
    re.I,
)
_GIVEN_UP = re.compile(r"\bquit\b(?: (?:in|about|around|over|almost)\b)? (?:\w+ ){0,3}(?:ago|\d{4})\b", re.I)
_NO_OF_ONE = re.compile(
    r"^\W*(?:(?:um|uh|oh|well|so|okay)\b\W*)*(?:no (?!no\b|i\b|not\b|it\b)|i (?:have|did|do)(?:n't"
    r"| not) (?:really |actually )?"
    r"(?!have|had|noticed|any|think|know)(?=\w+ (?:up|but)\b|\w+ed\b))\w",
    re.I,
)
_HEDGED = re.compile(
    r"\bnot,? (?:so |very |too |that |really )?(?:often|frequently|much)\b|\bonce in a while\b"
    r"|\bmaybe (?:like )?(?:once|twice|every)\b|\boccasionally\b|\bsometimes\b|\brarely\b|\bseldom\b"
    r"|\bhardly ever\b|\bnot (?:in|for) (?:a|quite a) (?:long )?(?:while|time)\b|\bnot (?:lately|recently)\b",
    re.I,
)
_TROUBLE = re.compile(r"\b(?:trouble|problems?|difficult\w*|issues?|hard)\b", re.I)
_EFFORT = re.compile(
    r"\b(?:exert\w*|effort|exercis\w*|walking|running|climbing|stairs|moving|lying|eating|standing|bending)\b"
)
_EARLIER = re.compile(r"\b(?:in the past|previously|before this|like this before)\b", re.I)


def whole_reply(reply: Sequence[Unit]) -> Unit:
    """The sentences of a reply as one unit that rests on all their segments."""
    return replace(
        reply[0],
        text=" ".join(u.text for u in reply),
        raw=" ".join(u.raw for u in reply),
        segments=tuple(dict.fromkeys(i for u in reply for i in u.segments)),
    )


def with_quitting(units: tuple[Unit, Unit], reply: Sequence[Unit]) -> tuple[Unit, Unit]:
    """The question and the answer, with the sentence after it that tells since when ("I quit in 2015")."""
    told = len(reply) > 1 and not _GIVEN_UP.search(reply[0].text) and _GIVEN_UP.search(reply[1].text)
    return (units[0], whole_reply(reply[:2])) if told else units


def with_exception(statement: str, reply: Unit, writer: Writer) -> str:
    """The statement that a no makes, with what the reply excepts from it."""
    excepted = exception(reply.raw)
    if excepted is None:
        return statement
    return f"{statement.rstrip('.')} {third_person(excepted, writer.who, first=True)}"


def settled_findings(
    i: int, units: tuple[Unit, Unit], mentions: Sequence[Mention], settled: Polarity, writer: Writer
) -> Iterator[Draft]:
    """The denial or affirmation of the findings asked about; none where the answer leaves them open.

    ``units``: the question and its reply; ``mentions``: the findings that the question names.
    """
    question, reply = units
    named = () if only_then(reply.raw) else find_concepts(reply.raw)
    own = {m.concept.name for m in named if not is_guessed(reply.raw[: m.start])}
    names = [
        m.concept.name
        for m in mentions
        if m.concept.name not in own and m.concept.kind in {"symptoms", "signs", "conditions"}
    ]
    if settled is Polarity.PRESENT and negated(question.raw, mentions[0]):
        settled = Polarity.ABSENT
    if settled is Polarity.ABSENT and (
        _HEDGED.search(reply.raw) or _denies_one(reply.raw) or (own and names and denies_one(question, reply))
    ):
        return
    earlier = bool(_EARLIER.search(question.raw))
    listed = not earlier and (bool(_ANY_LIST.match(question.raw)) or len(mentions) > 1)
    if settled is Polarity.PRESENT and (own or len(names) > 1):
        return
    statement = (
        None
        if listed and settled is Polarity.ABSENT
        else invert(question.text, writer.who, yes=settled is Polarity.PRESENT, reply=reply.raw)
    )
    if statement and settled is Polarity.PRESENT:
        statement = limited(statement, reply.raw)
    kind = Kind.DENIAL if settled is Polarity.ABSENT else Kind.AFFIRMATION
    wordings: tuple[str, ...] = ()
    if names and not earlier and (statement is None or kind is Kind.DENIAL):
        wordings = _asked_wordings(question, [m for m in mentions if m.concept.name in names], own, writer)
        statement, wordings = _listed(wordings, kind, reply, writer)
    past = kind is Kind.AFFIRMATION and had_it(question.raw, reply.raw)
    if past and names:
        asked = _asked_wordings(question, [m for m in mentions if m.concept.name in names], own, writer)
        statement = f"{writer.who.subject} had {join_names(asked, kind)}"
    if statement:
        told = with_exception(statement, reply, writer)
        wordings, mentions = (wordings, mentions) if told == statement else ((), ())
        yield Draft(
            text=writer.sentence(writer.plain(told)),
            units=units,
            index=i,
            kind=kind,
            by_patient=True,
            concepts=_concepts(question, mentions, names),
            wordings=wordings,
            over=past and passes(names),
        )


def affirmed_on_condition(
    i: int, units: tuple[Unit, Unit], mentions: Sequence[Mention], writer: Writer
) -> Draft | None:
    """What two negations say of a finding asked about: that there is some ("not without exertion").

    "Any trouble sleeping?" - "Not without the pill" tells of the sleep, not of the trouble.
    """
    question, reply = units
    condition = not_without(reply.raw)
    if not condition or not mentions or (_TROUBLE.search(question.raw) and not _EFFORT.search(condition)):
        return None
    told = report(_asked_wordings(question, mentions, (), writer), writer)
    given = third_person(condition, writer.who, first=True)
    return Draft(
        text=writer.sentence(writer.plain(f"{told}, but not {given}")),
        units=units,
        index=i,
        kind=Kind.AFFIRMATION,
        by_patient=True,
        concepts=tuple(dict.fromkeys(m.concept.name for m in mentions)),
    )


def _denies_one(reply: str) -> bool:
    """Whether a "no" belongs to the finding that the reply names after it ("no vomiting, but ...")."""
    first = next(iter(find_concepts(reply)), None)
    return bool(first and _NO_OF_ONE.match(reply) and negated(reply, first))


def _other(question: str, mention: Mention) -> str:
    """The word "other" where the question asks for others than the ones already told ("any other drugs?")."""
    return "other " if question[: mention.start].lower().endswith("other ") else ""


def _asked_wordings(
    question: Unit, mentions: Sequence[Mention], own: Collection[str], writer: Writer
) -> tuple[str, ...]:
    """What a list calls the findings asked about; ``own``: those that the answer names itself."""
    said = [_other(question.raw, m) + qualified(question.raw, m) for m in mentions]
    said = [w for w in said if not (own and w.startswith("problems"))] or said
    return tuple(dict.fromkeys(third_person(w, writer.who, first=False) for w in said))


def _listed(
    wordings: tuple[str, ...], kind: Kind, reply: Unit, writer: Writer
) -> tuple[str, tuple[str, ...]]:
    """The sentence that lists the findings, and their wordings; none where one was given up since."""
    if kind is Kind.AFFIRMATION and not any(w.startswith("other ") for w in wordings):
        wordings = tuple(in_degree(w, reply.raw) for w in wordings)
    statement = denial(wordings, writer) if kind is Kind.DENIAL else report(wordings, writer)
    if kind is Kind.DENIAL and is_for_now(reply.raw):
        return f"{statement.rstrip('.')} now", ()
    if kind is Kind.DENIAL and (given_up := _GIVEN_UP.search(reply.text)):
        former = "former smoker; " if wordings == ("smoking",) else f"{statement.rstrip('.')}; "
        return former + given_up.group(), ()
    return statement, wordings


def _concepts(question: Unit, mentions: Sequence[Mention], names: Collection[str]) -> tuple[str, ...]:
    """The findings that the draft is about; none where the question asks for others than these."""
    if any(_other(question.raw, m) for m in mentions):
        return ()
    return tuple(dict.fromkeys(m.concept.name for m in mentions if m.concept.name in names))
