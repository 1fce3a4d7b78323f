"""Which questions were asked together, what was replied, and whether they were about relatives."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import Polarity, answer
from pipeline.notes.questions import CHECKS, disowned, hearsay, untagged, without_check

_REPLY_UNITS = 4
_MOST_TOGETHER = 5
_LONGEST_ITEM = 7
_WHOLE = re.compile(r"\b(?:you|your|it|they|he|she|how|when|where|why|does|did)\b", re.I)
_AFTERTHOUGHT = re.compile(
    r"^(?:or )?(?:that you(?:'ve| have)? (?:noticed|know of)|at all|recently)\W*$", re.I
)
_RELATIVES = re.compile(
    r"\b(?:family history|(?:your|his|her|their|my) (?:mother|father|mom|mum|dad|parents?|brothers?|sisters?"
    r"|siblings?|family|grand\w+|aunts?|uncles?)|(?:in|run in) (?:your|the|his|her) family)\b",
    re.I,
)
_PATIENT = re.compile(
    r"\b(?:you|you're|you've|your (?!family|mother|father|mom|mum|dad|parents|side)\w+)\b", re.I
)

_TOOK_BACK = re.compile(
    r"^\W*not\b[^.]{0,30}\bbut i (?:did|have|had)\b(?! not|n't)"
    r"|\b(?:i (?:did|do|have|had|was|am)|well|but|only|just|except|although|though)"
    r"(?:(?: have| had| \w+ly)|,)* (?:initially|at first|at the (?:start|beginning|onset)"
    r"|in the beginning|early on|earlier|for the first)\b"
    r"|(?:^|[,.])\s*well,? (?:my|it|sometimes|there|i (?:have|did|do|get|feel))\b(?!.*(?:\b(?:never|not"
    r"|no)\b|n't\b))",
    re.I,
)
_HAD_THEM_ALL = re.compile(
    r"\b(?:had|have|got|felt)(?: \w+){0,2} all (?:of )?(?:those|these|that|them|the)\b"
    r"|\ball (?:of )?(?:those|these) (?:\w+ )?symptoms\b",
    re.I,
)
_OWN_DOING = re.compile(r"^\W*i (?:did|do|have|had)(?:n't)?\b", re.I)
"""How a sentence of the one who asked goes on, which is no answer."""
_DENYING = re.compile(r"\b(?:no|not|never|none|denied|denies|gone|resolved)\b|n't\b", re.I)
_ASKED_BEFORE = 3
_OPENS_ON_NO = re.compile(
    r"^\W*(?:(?:um|uh|well|actually|oh|okay)\b\W*)*(?:no|nope|nah|not|never)\b(?!\W*(?:problem|doubt|wonder"
    r"|more|one)\b)",
    re.I,
)
_ONLY_CHECKS = re.compile(rf"^\W*(?:(?:and|so|okay)\W+)*(?:{CHECKS}|right|correct)\W*$", re.I)
_REFERRED = re.compile(r"\byou (?:were|are|got|have been|had been) (?:referred|sent)\b.* for\b", re.I)
_NO_MORE = re.compile(r"^\W*(?:no|nope)\W+(?:not any ?more|no longer|not now)\W*$", re.I)
_ASKS_MORE = re.compile(
    r"\b(?:is|are|do|does|did|has|have|was|were|can|could|how|what|when|where|why|which) (?:it|that|they"
    r"|you|your|he|she|the|there|this|long|often|bad|much)\b|\bany\b",
    re.I,
)


def taken_back(reply: Sequence[Unit]) -> bool:
    """Whether a "no" is taken back by the words that follow it ("No. Well, I did at first.")."""
    denied = bool(reply) and answer(reply[0].raw) is Polarity.ABSENT
    return denied and any(_TOOK_BACK.search(unit.raw) for unit in reply)


def had_them_all(units: Sequence[Unit], i: int) -> list[int]:
    """Indices of the last questions that unit ``i`` says yes to at once ("I had all those symptoms")."""
    said = _HAD_THEM_ALL.search(units[i].raw)
    if not said or units[i].speaker is not Speaker.PATIENT or _DENYING.search(units[i].raw[: said.end()]):
        return []
    asked = [
        j for j in range(i)
        if units[j].question and units[j].speaker is not Speaker.PATIENT and find_concepts(units[j].raw)
    ]  # fmt: skip
    return asked[-_ASKED_BEFORE:]


def asked_together(units: Sequence[Unit], i: int) -> tuple[Unit, int]:
    """The question ``i`` with the bare ones that follow it ("Chest pain? Any fever?"), and where they end.

    The second is the index of the last of them: one answer settles them all.
    """
    question, last = units[i], i
    if not find_concepts(question.raw):
        return question, last
    for j in range(i + 1, min(i + _MOST_TOGETHER, len(units))):
        if units[j].speaker is not question.speaker or not _is_item(units[j]):
            break
        question, last = _joined(question, units[j]), j
    return question, last


def _is_item(unit: Unit) -> bool:
    if _AFTERTHOUGHT.match(unit.raw):
        return True
    bare = len(unit.raw.split()) <= _LONGEST_ITEM and not _WHOLE.search(unit.raw)
    return unit.question and bare and bool(find_concepts(unit.raw))


def _joined(first: Unit, second: Unit) -> Unit:
    if _AFTERTHOUGHT.match(second.raw):
        return first
    raw = f"{first.raw.rstrip(' ?.')}, {second.raw}"
    text = f"{first.text.rstrip(' ?.')}, {second.text}"
    cited = tuple(dict.fromkeys((*first.segments, *second.segments)))
    return replace(first, text=text, raw=raw, segments=cited)


def with_tags_affirmed(units: Sequence[Unit]) -> list[Unit]:
    """The units, where what was to be confirmed before the last question of a turn is told by its yes."""
    told: list[Unit] = []
    for i, unit in enumerate(units):
        goes_on = i + 1 < len(units) and units[i + 1].turn == unit.turn
        stated = without_check(unit.raw) if goes_on and unit.speaker is Speaker.CLINICIAN else None
        reply = next((u for u in units[i + 1 :] if u.turn != unit.turn), None) if stated else None
        if stated and reply and answer(reply.raw) is Polarity.PRESENT:
            told.append(replace(unit, raw=stated, text=unit.text.rstrip(" ?") + "."))
        else:
            told.append(unit)
    return told


def disowned_hearsay(i: int, units: Sequence[Unit]) -> Unit | None:
    """What the clinician tells of the patient in sentence ``i``, as a question, where a no follows."""
    unit, reply = units[i], units[i + 1] if i + 1 < len(units) else None
    if unit.speaker is Speaker.PATIENT or reply is None or reply.speaker is unit.speaker:
        return None
    more = [u.raw for u in units[i + 2 : i + 4] if u.turn == reply.turn]
    tested = any(m.concept.kind == "tests" for m in find_concepts(unit.raw))
    if tested or not disowned(unit.raw, reply.raw, *more):
        return None
    return replace(unit, raw=hearsay(unit.raw), text=hearsay(unit.raw))


def denying_reply(i: int, units: Sequence[Unit]) -> list[Unit]:
    """The patient's sentences that open on a no to what sentence ``i`` tells of them, else none.

    Only "is that right?" may stand between; a no to what the sentence asks besides denies nothing.
    """
    unit, following = units[i], list(units[i + 1 : i + 4])
    if unit.speaker is Speaker.PATIENT or (unit.question and _ASKS_MORE.search(untagged(unit.raw))):
        return []
    if following and following[0].speaker is unit.speaker and _ONLY_CHECKS.match(following[0].raw):
        following = following[1:]
    reply = [u for u in following if u.speaker is Speaker.PATIENT and u.turn == following[0].turn]
    return reply if reply and reply[0] is following[0] and _OPENS_ON_NO.match(reply[0].raw) else []


def is_denied(i: int, units: Sequence[Unit]) -> bool:
    """Whether the patient denies a referral that the clinician tells of, or has no more what was heard."""
    said = units[i].raw
    heard, referred = hearsay(said), _REFERRED.search(said)
    reply = denying_reply(i, units) if heard or referred else []
    return bool(reply and (referred or _NO_MORE.match(reply[0].raw)))


def reply_to(units: Sequence[Unit], last: int) -> list[Unit]:
    """The sentences that answer the question at ``last``: the next ones of the other speaker.

    A first one that is a plain yes or no counts whoever is said to speak it.
    """
    reply: list[Unit] = []
    for unit in units[last + 1 : last + 1 + _REPLY_UNITS]:
        if not reply and unit.speaker is units[last].speaker and _OWN_DOING.match(unit.raw):
            continue
        answered = not reply and answer(unit.raw) is not None
        if unit.question or (unit.speaker is units[last].speaker and not answered):
            break
        reply.append(unit)
    return reply


def about_relatives(unit: Unit, before: bool) -> bool:
    """Whether the talk is of the patient's relatives after this sentence; ``before`` it, it was so."""
    if _RELATIVES.search(unit.raw):
        return True
    asks_patient = unit.speaker is not Speaker.PATIENT and bool(_PATIENT.search(unit.raw))
    return before and not asks_patient
