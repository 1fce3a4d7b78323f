"""Questions joined with their answers; with the statements, they are the drafts.

A finding asked about and answered "no" becomes a denial, "yes" an affirmation (`settling`); of other
questions the answer makes a statement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.facts import content_words
from pipeline.notes.grounded.drafting.allergens import allergic_to
from pipeline.notes.grounded.drafting.alternatives import taken_up
from pipeline.notes.grounded.drafting.amounts import HOW_BAD, HOW_MUCH, is_only_when, with_scale
from pipeline.notes.grounded.drafting.asked_findings import findings_asked, of_findings
from pipeline.notes.grounded.drafting.dependence import hangs
from pipeline.notes.grounded.drafting.drafts import Draft, Kind, answered
from pipeline.notes.grounded.drafting.ellipsis import USED_TO, completed
from pipeline.notes.grounded.drafting.fragments import HEDGE, complete, keeps
from pipeline.notes.grounded.drafting.fronting import unfronted
from pipeline.notes.grounded.drafting.half_answers import settles_less
from pipeline.notes.grounded.drafting.inversion import invert
from pipeline.notes.grounded.drafting.limits import exception, limited, mostly, of_today
from pipeline.notes.grounded.drafting.medicines import with_more, with_taking, without_bare_yes
from pipeline.notes.grounded.drafting.over import is_over
from pipeline.notes.grounded.drafting.relatives import of_relatives
from pipeline.notes.grounded.drafting.remedies import as_taken, remedies
from pipeline.notes.grounded.drafting.replies import (
    about_relatives,
    asked_together,
    disowned_hearsay,
    had_them_all,
    is_denied,
    reply_to,
    taken_back,
    with_tags_affirmed,
)
from pipeline.notes.grounded.drafting.settling import (
    affirmed_on_condition,
    with_exception,
)
from pipeline.notes.grounded.drafting.statements import SHORT_REPLY, state
from pipeline.notes.grounded.drafting.subjects import OWN_CLAUSE
from pipeline.notes.grounded.reading.cleaning import UNREADABLE
from pipeline.notes.grounded.reading.corrections import replaced
from pipeline.notes.grounded.reading.families import child_is
from pipeline.notes.grounded.reading.others import asks_of_another, speaks_for_patient
from pipeline.notes.grounded.reading.small_words import without_small_words
from pipeline.notes.grounded.reading.units import MAKES_SURE, Unit
from pipeline.notes.grounded.wording.contents import with_contents
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.polarity import Polarity, answer
from pipeline.notes.questions import is_question

_LONGEST_CONFIRMED = 25
_REMEMBERED = 3
"""Units before a sentence that may name what its pronouns stand for."""
_NEAR = 6
"""Units before a question among which the one about its matter may be."""
_CONFIRMED = re.compile(r"[\s,]+(?:is that (?:right|correct|true)|right|correct|yeah|yes)\s*\?$", re.I)
_BESIDES = re.compile(
    r"\bany (?:other )?(?P<what>(?:[\w-]+ )?(?:medications?|medicines?|drugs|pills"
    r"|supplements?))\b[^?]{0,40}?"
    r" (?P<besides>besides|other than|apart from|aside from|except)(?: for)? (?:the |your "
    r"|that )?(?P<named>[\w -]{3,30}?)\W*$",
    re.I,
)
_EITHER_OR = re.compile(
    r"^\W*or (?!any\b)|\bor\W*$|\bor (?:is )?(?:this|that|it) (?:is|was|just|something)\b", re.I
)
"""A question of two or more, to which a yes is no answer."""
_LAST_VISIT = re.compile(r"\b(?:at|on|during) (?:your|the|our) last (?:visit|appointment|check-?up)\b", re.I)
"""A question of what was, whose answer alone would read as what is."""
_LED_BY = re.compile(r"^(?:some|the|just|only) ")
_TOUCHED = re.compile(
    r"\b(?:where|when|if|as|while) i(?:'m| am)? (?:just )?(?:press|push|touch|palpat|squeez|tap)\w*\b"
    r"|\b(?:pain|hurts?|tender(?:ness)?) (?:right |over |if i )*(?:here|there)\W*$",
    re.I,
)


def draft(units: Sequence[Unit], writer: Writer) -> list[Draft]:
    """Every candidate sentence of a conversation, in spoken order."""
    drafts: list[Draft] = []
    units = with_tags_affirmed(units)
    units = [with_contents(unit, units[max(0, i - _NEAR) : i]) for i, unit in enumerate(units)]
    relatives, asked = False, -1
    questions, for_another = _questions(units), speaks_for_patient(units)
    child = child_is(units) if for_another else ""
    for i, unit in enumerate(units):
        relatives = about_relatives(unit, relatives)
        near = units[max(0, i - _NEAR) : i]
        if unit.question:
            if unit.speaker is not Speaker.PATIENT and i > asked:
                question, asked = asked_together(units, i)
                question = unfronted(question)
                another = not for_another and asks_of_another(question.raw)
                if not another and not _is_of_touch(i, units) and (reply := reply_to(units, asked)):
                    given = without_bare_yes(question, reply)
                    question = with_more(taken_up(question, given), given, near)
                    question = with_scale(with_taking(question, given, near), near)
                    drafts.extend(_answers(i, question, given, writer, relatives=relatives))
        elif told := disowned_hearsay(i, units):
            drafts.extend(_answers(i, told, units[i + 1 : i + 2], writer, relatives=relatives))
        elif unit.text and not (_taken_back(i, units) or hangs(i, units) or is_denied(i, units)):
            taken = as_taken(unit, near, units[i + 1 : i + 1 + _REMEMBERED])
            stated = state(i, taken, writer, near[-_REMEMBERED:], for_another=for_another, child=child)
            drafts.extend(replace(told, asked=questions[i]) for told in stated)
    had = {j for i in range(len(units)) for j in had_them_all(units, i)}
    drafts = [d for d in drafts if d.kind is not Kind.DENIAL or d.index not in had]
    named = {_place(u) for d in drafts if d.kind is not Kind.STATEMENT for u in d.units if _told_by(d, u)}
    last = {_place(u): i for i, u in enumerate(units)}
    drafts = [_as_over(d, units, last) for d in drafts if UNREADABLE not in d.text]
    answers = _answers_by_place(drafts)
    return [
        d
        for d in drafts
        if d.kind is not Kind.STATEMENT or not (_place(d.units[0]) in named or _is_within(d, answers))
    ]


def _answers_by_place(drafts: Sequence[Draft]) -> dict[tuple[int, str], list[str]]:
    """What the answers say, in small letters, under each place of the conversation that they rest on."""
    told: dict[tuple[int, str], list[str]] = {}
    for answer_given in (d for d in drafts if d.kind is Kind.ANSWER):
        for place in map(_place, answer_given.units):
            told.setdefault(place, []).append(answer_given.text.lower())
    return told


def _is_within(stated: Draft, answers: Mapping[tuple[int, str], Sequence[str]]) -> bool:
    """Whether an answer that rests on the same words says all that the statement says."""
    said = _LED_BY.sub("", stated.text.rstrip(".").lower())
    return any(said in told for told in answers.get(_place(stated.units[0]), ()))


def _as_over(told: Draft, units: Sequence[Unit], last: Mapping[tuple[int, str], int]) -> Draft:
    """The draft, marked where the patient or the next question tells that its matter is past.

    ``last``: where each place of the conversation ends among its units.
    """
    if not told.by_patient or told.kind is Kind.DENIAL:
        return told
    end = max((last[p] for p in map(_place, told.units) if p in last), default=told.index)
    return replace(told, over=True) if is_over(end, units, told.text) else told


def _told_by(answered: Draft, unit: Unit) -> bool:
    """Whether the answer tells all that the unit says: what causes an allergy, or what a no excepts."""
    allergy = answered.kind is Kind.ANSWER and "allergic to" in answered.text
    return allergy or (unit.speaker is Speaker.PATIENT and exception(unit.raw) is not None)


def _taken_back(i: int, units: Sequence[Unit]) -> bool:
    """Whether the next sentence of the turn replaces what this one plans."""
    following = units[i + 1] if i + 1 < len(units) else None
    return bool(following and following.turn == units[i].turn and replaced(units[i].text, following.text))


def _questions(units: Sequence[Unit]) -> list[str]:
    """For each sentence of a patient's turn the question that the turn follows, else nothing."""
    found: list[str] = []
    before = ""
    for unit in units:
        patients = unit.speaker is Speaker.PATIENT
        found.append(before if patients else "")
        before = before if patients else unit.raw if unit.question else ""
    return found


def _place(unit: Unit) -> tuple[int, str]:
    return unit.turn, unit.raw


def _answers(
    i: int, question: Unit, reply: Sequence[Unit], writer: Writer, *, relatives: bool
) -> Iterator[Draft]:
    mentions = findings_asked(question.raw)
    if on_condition := affirmed_on_condition(i, (question, reply[0]), mentions, writer):
        yield on_condition
    elif elliptic := next(filter(None, (_elliptic(i, question, u, writer) for u in reply[:2])), None):
        yield elliptic
    elif taken := remedies(question.raw, reply[0], writer.who):
        yield answered(i, (question, reply[0]), writer.plain(taken), writer)
    elif not (
        taken_back(reply)
        or settles_less(question, reply)
        or USED_TO.match(reply[0].raw)
        or _is_choice(question, reply)
    ):
        yield from _exchange(i, question, reply, writer, relatives=relatives)


def _is_of_touch(i: int, units: Sequence[Unit]) -> bool:
    """Whether a question is asked with a hand on the patient: what is felt there is no history."""
    near = [u for u in units[max(0, i - 1) : i] if u.turn == units[i].turn]
    return any(_TOUCHED.search(u.raw) for u in (*near, units[i]))


def _is_choice(question: Unit, reply: Sequence[Unit]) -> bool:
    """Whether a yes says nothing: to one of two, or to what was asked in the hope of a no."""
    asks_no_yes = _EITHER_OR.search(question.raw) or MAKES_SURE.search(question.raw)
    return bool(asks_no_yes) and answer(reply[0].raw) is Polarity.PRESENT


def _exchange(
    i: int, question: Unit, reply: Sequence[Unit], writer: Writer, *, relatives: bool
) -> Iterator[Draft]:
    settled = answer(reply[0].raw)
    units = (question, reply[0])
    mentions = findings_asked(question.raw)
    if settled is Polarity.PRESENT and (confirmed := _confirmed(question)):
        yield answered(i, units, writer.statement(confirmed, by_patient=False), writer)
    elif allergy := allergic_to(question.raw, [u.text for u in reply], writer.who):
        cited = (question, *reply[: allergy.replies])
        yield answered(i, cited, writer.plain(allergy.text), writer)
    elif relatives and mentions:
        if history := of_relatives(mentions, question, reply, writer):
            yield answered(i, units, history, writer)
    elif (told := of_findings(i, question, reply, mentions, writer)) is not None:
        yield from told
    elif statement := _stated(question, reply, settled, writer):
        yield answered(i, units, writer.plain(statement), writer)


def _elliptic(i: int, question: Unit, reply: Unit, writer: Writer) -> Draft | None:
    """The reply with the question's verb phrase, where it leaves that out ("I did at first")."""
    if (often := mostly(reply.raw)) and (asked := invert(question.text, writer.who, yes=True)):
        return answered(i, (question, reply), writer.plain(f"{asked} {often}"), writer)
    statement = completed(question.text, reply.raw, writer.who)
    return answered(i, (question, reply), writer.plain(statement), writer) if statement else None


def _stated(question: Unit, replies: Sequence[Unit], settled: Polarity | None, writer: Writer) -> str | None:
    """What a yes, a no or a short answer makes of a question that names no finding."""
    reply = replies[0]
    asks_how_often = HOW_MUCH.search(question.raw.lower()) and is_only_when(reply.text)
    if settled is not None and not asks_how_often:
        if settled is Polarity.ABSENT and (only := _BESIDES.search(question.text)):
            none = f"no {only.group('what')} {only.group('besides')} {only.group('named')}"
            return f"{writer.who.subject} {'take' if writer.who.plural else 'takes'} {none}"
        said = " ".join(u.raw for u in replies)
        statement = invert(question.text, writer.who, yes=settled is Polarity.PRESENT, reply=said)
        told = limited(of_today(statement, reply.raw), reply.raw) if statement else ""
        return with_exception(told, reply, writer) if content_words(told) else None
    told = HEDGE.sub("", reply.text)
    if (
        OWN_CLAUSE.search(told)
        and len(told.split()) > SHORT_REPLY
        and not HOW_BAD.search(question.raw.lower())
        and not (is_only_when(told) or keeps(told))
    ):
        return None
    return None if _LAST_VISIT.search(question.raw) else complete(question.raw, reply.text, writer.who)


def _confirmed(question: Unit) -> str | None:
    """The statement that the question only asks to confirm ("You take it daily, right?"), if it does."""
    body = without_small_words(_CONFIRMED.sub("", question.raw))
    tagged = _CONFIRMED.search(question.raw) and len(body.split()) <= _LONGEST_CONFIRMED
    return body if tagged and not is_question(body) else None
