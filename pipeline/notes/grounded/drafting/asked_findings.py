"""The findings that a question asks about, and what its answer makes of them."""

import re
from collections.abc import Iterable, Sequence

from pipeline.notes.grounded.drafting.drafts import Draft, answered
from pipeline.notes.grounded.drafting.inversion import invert
from pipeline.notes.grounded.drafting.limits import limited
from pipeline.notes.grounded.drafting.settling import (
    settled_findings,
    whole_reply,
    with_exception,
    with_quitting,
)
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.lexicon import Mention, find_concepts
from pipeline.notes.polarity import Polarity, answer
from pipeline.notes.questions import presupposes

_REFERRED = re.compile(
    r"\b(?:for|of|from|about|since|due to|because of) (?:your|the|this|that) (?:[\w-]+ )?$", re.I
)
_COMES_WITH = re.compile(
    r"^\W*(?:(?:and|so|okay|now)\b\W*)*(?:do|does|did) (?:the|your|these|those|this|that) (?:[\w-]+ ){1,3}?"
    r"come (?:along )?with\b",
    re.I,
)
"""A question of what goes with a finding, which it takes for given."""
_A_PAIR = 2
_NOTHING_ELSE = re.compile(
    r"\bevery(?:thing)? else (?:has been |is |was |seems )?(?:ok|okay|fine|good|normal|all right)\b"
    r"|\bno other (?:symptoms|problems|issues|complaints)\b|\b(?:but )?nothing else\b"
    r"|\bnone of (?:that|those|them)\b",
    re.I,
)
_OTHER_PERSON = re.compile(
    r"\b(?:family history|your (?:mother|father|mom|mum|dad|parents|brother|sister|family"
    r"|grand\w+)|(?:anyone|anybody|someone) (?:else )?(?:in|at)"
    r"|in your family|your wife|your husband|people|some patients)\b",
    re.I,
)


def findings_asked(question: str) -> list[Mention]:
    """The findings that a question asks for; none that it only refers to ("for your asthma")."""
    return [m for m in find_concepts(question) if _is_asked(question, m)]


def of_findings(
    i: int, question: Unit, reply: Sequence[Unit], mentions: Sequence[Mention], writer: Writer
) -> Iterable[Draft] | None:
    """The drafts that a yes or a no makes of the findings asked about; None where it settles none."""
    settled, units = answer(reply[0].raw), (question, reply[0])
    if len(mentions) > 1 and _NOTHING_ELSE.search(" ".join(u.raw for u in reply)):
        return settled_findings(i, (question, whole_reply(reply)), mentions, Polarity.ABSENT, writer)
    if settled is None or not mentions or _OTHER_PERSON.search(question.raw):
        return None
    given = all(presupposes(question.raw, m.start, m.end) for m in mentions)
    if given or (len(mentions) <= _A_PAIR and _COMES_WITH.match(question.raw)):
        statement = invert(question.text, writer.who, yes=settled is Polarity.PRESENT)
        if statement is None:
            return settled_findings(i, units, mentions, Polarity.PRESENT, writer)
        told = with_exception(limited(statement, reply[0].raw), reply[0], writer)
        return [answered(i, units, writer.plain(told), writer)]
    return settled_findings(i, with_quitting(units, reply), mentions, settled, writer)


def _is_asked(question: str, mention: Mention) -> bool:
    """Whether the question asks for the finding, and does not only refer to it ("for your asthma")."""
    return mention.concept.kind != "tests" and not _REFERRED.search(question[: mention.start])
