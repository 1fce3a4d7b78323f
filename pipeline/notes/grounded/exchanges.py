"""Questions joined with their answers, and everything else as statements: the drafts.

A finding asked about and answered "no" becomes a denial, "yes" an affirmation. Where the
answer does not settle every finding of the question, only the findings it names count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.facts import content_words, quantities
from pipeline.notes.grounded.allergens import allergic_to
from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.fragments import complete
from pipeline.notes.grounded.inversion import invert
from pipeline.notes.grounded.person import third_person
from pipeline.notes.grounded.phrasing import Writer
from pipeline.notes.grounded.units import Unit
from pipeline.notes.lexicon import Mention, find_concepts, find_medications
from pipeline.notes.polarity import Polarity, answer, is_question, negated

_REPLY_UNITS = 4
_SHORT_REPLY = 6
_CONFIRMED = re.compile(r"[\s,]+(?:is that (?:right|correct|true)|right|correct|yeah|yes)\s*\?$", re.I)
_OWN_CLAUSE = re.compile(
    r"\b(?:i|it|we|they|he|she|there|(?:my|the)(?: [\w-]+){1,3}?|that|this)(?:'s|'m|'ve|'d|'ll|'re)? ?"
    r"(?:\w+ly )?(?:am|is|was|were|are|have|has|had|do|does|did|can|could|will|would|\w+ed"
    r"|\w+s|\w+n't|take|get|go|feel"
    r"|think|use|eat|drink|smoke|live|work|know|want|need|try|took|got|went|felt|came|fell|gave|give"
    r"|hurt|made|saw)\b|\bi'm\b|\bi've\b|\bit's\b",
    re.I,
)
_CUT_OFF = re.compile(
    r"\b(?:a|an|the|to|of|because|and|or|is|are|was|my|your|their|which|if|when|very|i|we)[.,]?$", re.I
)
_ASKING = re.compile(r"(?<!if )\bany\b|^(?:has|have|did|does|do|is|are|was|were) \w+ ", re.I)
_DENYING = re.compile(
    r"\b(?:no|not|without|never|denies|denied|if|n't|cannot|avoid|stop|negative|can|should|will)\b|n't\b",
    re.I,
)
_DANGLING = re.compile(
    r"(?:if|when|because|while|which|until|where|who|that|than)\b(?:(?!,)[^\s]+\s?| ){1,8}$"
    r"|not that\b|(?:like|about|in|on|at|for|with|from|of|to) (?:\S+ ?){1,4}$",
    re.I,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|does|do|did"
    r"|cannot|shows?|looks?|\w+s|\w+ed|continue|take|took|felt|went|get|got|go"
    r"|clear|normal|intact|negative|positive|tender|soft)\b",
    re.I,
)
_ORPHAN = re.compile(
    r"(?:he|she|they) (?:said|mentioned|thinks? (?:his|her|their) \w+ did)\b.{0,16}$"
    r"|.*\b(?:how|what|which) (?:\w+ )?(?:is|are|was|were|do|does) (?:he|she|they|we)\b"
    r"|.*\bis welcome$"
    r"|(?:it|he|she|they) also in\b|people will\b|'s\b|'"
    r"|"
    r"[^\w(]|(?:than|of|to|from|by|that (?:he|she|they|you|it|i|we)|on how|may|can|should"
    r"|could|would|has he|has she|does|did|is|are|was|were)\b"
    r"|(?:okay |alright |so |and |now )*(?:for|on|with|to) (?:his|her|their|the|a) [^,]{0,60}$"
    r"|.*\b(?:do|be|not|she|he|they|is been|was been|does|because|currently|treating|saying"
    r"|go ahead|doing a little|is sorry|will be|not think)$"
    r"|.*\bfor (?:he|she|they)\b|.*\b(?:him|her|them) (?:do|is|are|was|were|has|passed)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:not sure|no idea|do ?n't (?:know|remember|recall|think so)|maybe|might|could be)\b", re.I
)
_AMBIGUOUS_NO = re.compile(r"no\s+(?:i|it|they|we|there|that|he|she|you|my|your)\b", re.I)
_TO_CLINICIAN = re.compile(r"\b(?:you|your|you're|you've|doc|doctor \w+,)\b", re.I)
_ANY_LIST = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|now|but|then|also|well)\b[\s,]*)*(?:any|no|or any|what about"
    r"|how about|anything)\b",
    re.I,
)
_BROKEN_OFF = re.compile(r"^i,? (?P<name>[\w-]+)(?= )", re.I)
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
            drafts.extend(_statement(i, unit, writer))
    return drafts


def _reply(units: Sequence[Unit], i: int) -> list[Unit]:
    reply: list[Unit] = []
    for unit in units[i + 1 : i + 1 + _REPLY_UNITS]:
        if unit.speaker is units[i].speaker and (reply or answer(unit.raw) is None or unit.question):
            break
        if unit.question:
            break
        reply.append(unit)
    return reply


def _statement(i: int, unit: Unit, writer: Writer) -> Iterator[Draft]:
    by_patient = unit.speaker is Speaker.PATIENT
    if by_patient and not _OWN_CLAUSE.search(unit.text):
        yield from _named(i, unit, writer)
    unit = _without_cut_end(unit)
    text = writer.statement(_BROKEN_OFF.sub(_without_subject, unit.text), by_patient=by_patient)
    if worth_writing(unit, text):
        yield Draft(
            text=writer.sentence(text),
            units=(unit,),
            index=i,
            kind=Kind.STATEMENT,
            by_patient=by_patient,
        )


def _without_subject(match: re.Match[str]) -> str:
    """A medication named after a verb that was not said: "I, insulin for diabetes"."""
    named = match.group("name")
    return named if find_medications(named) else match.group()


def _without_cut_end(unit: Unit) -> Unit:
    """A unit that breaks off, up to its last whole clause."""
    whole = unit.text.rpartition(",")[0]
    if _CUT_OFF.search(unit.text) and len(whole.split()) >= _SHORT_REPLY:
        return replace(unit, text=whole)
    return unit


def _named(i: int, unit: Unit, writer: Writer) -> Iterator[Draft]:
    """What a reply without a verb names: "no vomiting but constipation" denies and reports."""
    mentions = [m for m in find_concepts(unit.raw) if m.concept.kind == "symptoms"]
    for kind in (Kind.AFFIRMATION, Kind.DENIAL):
        here = [m for m in mentions if negated(unit.raw, m) == (kind is Kind.DENIAL)]
        if here and not unit.raw.rstrip().endswith("?") and not _UNSURE.search(unit.raw):
            said = [third_person(_wording(unit.raw, m), writer.who, first=True) for m in here]
            wordings = tuple(dict.fromkeys(said))
            yield Draft(
                text=writer.sentence((denial if kind is Kind.DENIAL else _report)(wordings, writer)),
                units=(unit,),
                index=i,
                kind=kind,
                by_patient=True,
                concepts=tuple(dict.fromkeys(m.concept.name for m in here)),
                wordings=wordings if kind is Kind.DENIAL else (),
            )


def worth_writing(unit: Unit, text: str) -> bool:
    """Whether a statement can stand in a note: whole, not ambiguous, about something."""
    if (
        not content_words(text)
        or _ORPHAN.match(text)
        or _DANGLING.match(unit.text)
        or _DANGLING.match(text)
        or _CUT_OFF.search(unit.text)
        or _AMBIGUOUS_NO.match(unit.text)
    ):
        return False
    if unit.speaker is Speaker.PATIENT and (
        _TO_CLINICIAN.search(unit.text) or not _OWN_CLAUSE.search(unit.text)
    ):
        return bool(find_medications(text)) and not _TO_CLINICIAN.search(unit.text)
    if not _FINITE.search(text) and not find_concepts(text) and not quantities(text):
        return False
    return (
        unit.speaker is Speaker.PATIENT or not _ASKING.search(unit.text) or bool(_DENYING.search(unit.text))
    )


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
    elif not _OWN_CLAUSE.search(reply[0].text) or len(reply[0].text.split()) <= _SHORT_REPLY:
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
        said = [_wording(question.raw, m) for m in mentions if m.concept.name in names]
        wordings = tuple(dict.fromkeys(third_person(w, writer.who, first=False) for w in said))
        statement = denial(wordings, writer) if kind is Kind.DENIAL else _report(wordings, writer)
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


def denial(wordings: Sequence[str], writer: Writer) -> str:
    """The sentence that the patient denies these findings."""
    verb = "deny" if writer.who.plural else "denies"
    return writer.sentence(f"{writer.who.subject} {verb} {join_names(wordings, Kind.DENIAL)}")


def _report(wordings: Sequence[str], writer: Writer) -> str:
    verb = "report" if writer.who.plural else "reports"
    return f"{writer.who.subject} {verb} {join_names(wordings, Kind.AFFIRMATION)}"


def _wording(question: str, mention: Mention) -> str:
    return question[mention.start : mention.end].lower() if mention.noun else mention.concept.name


def join_names(names: Sequence[str], kind: Kind) -> str:
    """The names as a list: "a, b, or c" for a denial, "a, b, and c" otherwise."""
    names = list(dict.fromkeys(names))
    word = "or" if kind is Kind.DENIAL else "and"
    if len(names) == 1:
        return names[0]
    comma = "" if names[2:] == [] else ","
    return ", ".join(names[:-1]) + f"{comma} {word} {names[-1]}"


def _inverted(i: int, units: tuple[Unit, Unit], settled: Polarity, writer: Writer) -> Iterator[Draft]:
    statement = invert(units[0].text, writer.who, yes=settled is Polarity.PRESENT)
    if statement is not None and len(content_words(statement)) >= 1:
        text = writer.sentence(writer.plain(statement))
        yield Draft(text=text, units=units, index=i, kind=Kind.ANSWER, by_patient=True)
