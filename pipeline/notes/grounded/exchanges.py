"""Questions joined with their answers; with the statements, they are the drafts.

A finding asked about and answered "no" becomes a denial, "yes" an affirmation. Where the
answer does not settle every finding of the question, only the findings it names count.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.models import Speaker
from pipeline.notes.facts import content_words
from pipeline.notes.grounded.allergens import allergic_to
from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.fragments import complete
from pipeline.notes.grounded.inversion import invert
from pipeline.notes.grounded.listing import denial, report, wording
from pipeline.notes.grounded.person import third_person
from pipeline.notes.grounded.phrasing import Writer
from pipeline.notes.grounded.statements import OWN_CLAUSE, SHORT_REPLY, state
from pipeline.notes.grounded.units import Unit
from pipeline.notes.lexicon import Mention, find_concepts
from pipeline.notes.polarity import Polarity, answer, is_question, negated

_REPLY_UNITS = 4
_CONFIRMED = re.compile(r"[\s,]+(?:is that (?:right|correct|true)|right|correct|yeah|yes)\s*\?$", re.I)
_ANY_LIST = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|now|but|then|also|well)\b[\s,]*)*(?:any|no|or any|what about"
    r"|how about|anything)\b",
    re.I,
)
_GIVEN_UP = re.compile(r"\bquit\b(?: (?:in|about|around|over|almost)\b)? (?:\w+ ){0,3}(?:ago|\d{4})\b", re.I)
_EARLIER = re.compile(r"\b(?:in the past|previously|before this|like this before)\b", re.I)
_OTHER_PERSON = re.compile(
    r"\b(?:family history|your (?:mother|father|mom|dad|parents|brother|sister|family"
    r"|grand\w+)|(?:anyone|anybody|someone) (?:else )?(?:in|at)"
    r"|in your family|your wife|your husband|people|some patients)\b",
    re.I,
)


def draft(units: Sequence[Unit], writer: Writer) -> list[Draft]:
    """Every candidate sentence of a conversation, in spoken order."""
    drafts: list[Draft] = []
    for i, unit in enumerate(units):
        clinician = unit.speaker is not Speaker.PATIENT
        if unit.question:
            if clinician:
                drafts.extend(_exchange(i, unit, _reply(units, i), writer))
            continue
        if unit.text:
            drafts.extend(state(i, unit, writer))
    named = {id(u) for d in drafts if d.kind is Kind.ANSWER and "allergic to" in d.text for u in d.units}
    return [d for d in drafts if d.kind is not Kind.STATEMENT or id(d.units[0]) not in named]


def _reply(units: Sequence[Unit], i: int) -> list[Unit]:
    reply: list[Unit] = []
    for unit in units[i + 1 : i + 1 + _REPLY_UNITS]:
        if unit.speaker is units[i].speaker and (reply or answer(unit.raw) is None or unit.question):
            break
        if unit.question:
            break
        reply.append(unit)
    return reply


def _exchange(i: int, question: Unit, reply: Sequence[Unit], writer: Writer) -> Iterator[Draft]:
    if not reply:
        return
    settled = answer(reply[0].raw)
    body = _CONFIRMED.sub("", question.text)
    if settled is Polarity.PRESENT and body != question.text and not is_question(body):
        text = writer.sentence(writer.statement(body, by_patient=False))
        yield Draft(text=text, units=(question, reply[0]), index=i, kind=Kind.ANSWER, by_patient=True)
        return
    if allergy := allergic_to(question.raw, [u.text for u in reply], writer.who):
        cited = (question, *reply[: allergy.replies])
        text = writer.sentence(writer.plain(allergy.text))
        yield Draft(text=text, units=cited, index=i, kind=Kind.ANSWER, by_patient=True)
        return
    mentions = [m for m in find_concepts(question.raw) if m.concept.kind != "tests"]
    units = (question, reply[0])
    if settled is not None and mentions and not _OTHER_PERSON.search(question.raw):
        yield from _settled(i, units, mentions, settled, writer)
    elif settled is not None:
        yield from _inverted(i, units, settled, writer)
    elif not OWN_CLAUSE.search(reply[0].text) or len(reply[0].text.split()) <= SHORT_REPLY:
        statement = complete(question.raw, reply[0].text, writer.who)
        if statement is not None:
            text = writer.sentence(writer.plain(statement))
            yield Draft(text=text, units=units, index=i, kind=Kind.ANSWER, by_patient=True)


def _settled(
    i: int, units: tuple[Unit, Unit], mentions: Sequence[Mention], settled: Polarity, writer: Writer
) -> Iterator[Draft]:
    question, reply = units
    own = {m.concept.name for m in find_concepts(reply.raw)}
    names = [
        m.concept.name
        for m in mentions
        if m.concept.name not in own and m.concept.kind in {"symptoms", "signs", "conditions"}
    ]
    if settled is Polarity.PRESENT and negated(question.raw, mentions[0]):
        settled = Polarity.ABSENT
    earlier = bool(_EARLIER.search(question.raw))
    listed = not earlier and (bool(_ANY_LIST.match(question.raw)) or len(mentions) > 1)
    if settled is Polarity.PRESENT and (own or len(names) > 1):
        return
    statement = (
        None
        if listed and settled is Polarity.ABSENT
        else invert(question.text, writer.who, yes=settled is Polarity.PRESENT)
    )
    kind = Kind.DENIAL if settled is Polarity.ABSENT else Kind.AFFIRMATION
    wordings: tuple[str, ...] = ()
    if names and not earlier and (statement is None or kind is Kind.DENIAL):
        said = [wording(question.raw, m) for m in mentions if m.concept.name in names]
        wordings = tuple(dict.fromkeys(third_person(w, writer.who, first=False) for w in said))
        statement = denial(wordings, writer) if kind is Kind.DENIAL else report(wordings, writer)
        if kind is Kind.DENIAL and (given_up := _GIVEN_UP.search(reply.text)):
            statement, wordings = f"{statement.rstrip('.')} ({given_up.group()})", ()
    if statement:
        yield Draft(
            text=writer.sentence(writer.plain(statement)),
            units=units,
            index=i,
            kind=kind,
            by_patient=True,
            concepts=tuple(dict.fromkeys(names)),
            wordings=wordings,
        )


def _inverted(i: int, units: tuple[Unit, Unit], settled: Polarity, writer: Writer) -> Iterator[Draft]:
    statement = invert(units[0].text, writer.who, yes=settled is Polarity.PRESENT)
    if statement is not None and len(content_words(statement)) >= 1:
        text = writer.sentence(writer.plain(statement))
        yield Draft(text=text, units=units, index=i, kind=Kind.ANSWER, by_patient=True)
