"""What a spoken sentence hangs on in its neighbours: a condition, a hope, a purpose, a question.

Where a border was heard too early, a sentence stands without the words that govern it ("I just use
it whenever." "I have an attack."): it tells as a fact what was none.
"""

import re
from collections.abc import Sequence

from pipeline.models import Speaker
from pipeline.notes.facts import content_words, quantities, stem
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import Polarity, answer, stated

_GOVERNING = re.compile(
    r"\b(?:make sure(?: that)?|so that|to see if|as long as|(?<!just )in case|or else|unless|whenever|until"
    r"|if|even when|only when)[,.]?$",
    re.I,
)
"""Words at the end of a sentence that govern the next, whatever it tells, but an order."""
_TALKED = re.compile(r"\b(?:had|have|we've|did) (?:talked|spoken|talk) about(?:,? you know)?[,.]?$", re.I)
_AVOIDS = re.compile(r"we (?:want|wanted|would like) to avoid\b", re.I)
"""What was talked about at another visit, and is no plan of this one."""
_MAY_GOVERN = re.compile(
    r"\b(?:hopefully|just in case|just to be(?: sure)?"
    r"|(?:i'm|i am|we're|we are|just|really) hoping(?: now)?(?:\b[^,.]{0,60}\bthat)?)[,.]?$",
    re.I,
)
"""Words that may as well end their own sentence: they govern no finding after them."""
_FRONTED = re.compile(
    r"\b(?:but|and|that|any) (?:if|when|whenever|once|unless) (?:i'm|you're|it's|i|you|it|he|she|they)"
    r"(?: (?!(?:i|it|you|he|she|they|we|there|that|my|your|go|call|come|take|stop|let|please|use|get|see)\b)"
    r"[\w']+){1,9}[.]?$",
    re.I,
)
"""A condition, without a main clause, that was cut from what holds under it."""
_ORDERS = re.compile(
    r"^(?:and |so |then |please )*(?:call|return|come|go|take|stop|keep|avoid|use|start"
    r"|do not|don't|follow|see)\b"
    r"|\b(?:you(?:'ll| will)? (?:should|need|must|have to|can)|i want you|i'd like you|911|emergency"
    r"|recommend|prescribe|refer|order|going to (?:start|order|give|send|put))\b",
    re.I,
)
_TIED = re.compile(r"^(?:when|once|until|unless) [^,.]{3,60}, (?:but|and|so)\b", re.I)
"""A sentence that opens on a condition and goes on to something else: it belongs to the one before."""
_THEN = re.compile(r"^then (?:i|we|you|it)\b", re.I)
_IF_LAST = re.compile(r"\bif (?!that's|you\b)[^,.]{3,50}\.$", re.I)
_WITHOUT_NO = re.compile(r"\b(?:either|anymore|any more)\W*$", re.I)
_NEGATIVE = re.compile(
    r"\b(?:no|not|never|nor|none|neither|cannot|without|hardly|barely|rarely|scarcely|stopped|quit)\b|n't\b|\bor\b",
    re.I,
)
_NOT_IF = re.compile(r"^(?:no,? )?not (?:if|unless|when)\b", re.I)
_IN_ORDER = re.compile(
    r"^(?:and )?so,? (?:that )?(?:i|we|he|she|it|they) (?:(?P<could>could)(?! not| barely| hardly| only)"
    r"|can't|don't|won't)\b",
    re.I,
)
_ASTONISHED = re.compile(r"^(?:it's|it is|is it)\b(?! (?:worse|better|not|\w+ing)\b)", re.I)
_LONGEST_ASTONISHED = 5
_REBUFF = re.compile(
    r"^(?:oh )?no[, ]+(?:no\b|so that|(?:it's not|that's not|not) (?:an?|cancer|that)\b)"
    r"|^(?:can|could) you (?:repeat|say) that\b",
    re.I,
)
_OPINION = re.compile(r"^i (?:do )?think (?:that|this|it) (?:would|will|could) be\b", re.I)
_PREMISE = re.compile(
    r"^(?:and |so |but )*i (?:know|see|have)(?: here)?(?: that)? (?:we (?:have|had|put|started) you"
    r"|you(?:'re| are)(?: still)?(?: taking)?)\b",
    re.I,
)
_STILL_TAKEN = re.compile(
    r"\b(?:are|have) you (?:still |been |currently )*(?:taking|using|on)\b|\bdo you (?:still )?(?:take|use)\b"
    r"|\bstill (?:taking|using)\b",
    re.I,
)
_NO_LONGER = re.compile(r"\b(?:stop\w*|quit|wean\w*|off|ran out|came off)\b", re.I)
_USUALLY = re.compile(r"\b(?:rarely|hardly ever|seldom|usually|normally|typically)\b", re.I)
_LATELY = re.compile(
    r"\bbut,? (?:(?:lately|recently|now|here|of late)\b,?.{3,80}|i(?:'ve| have)? noticed\b.{3,80}"
    r"|(?:for |over |in )?(?:the |this )?(?:last|past)\b.{3,80})",
    re.I,
)
_TO_PATIENT = re.compile(r"\byou(?:'ve|'re)?\b", re.I)
_REMEMBERED = 4


def hangs(i: int, units: Sequence[Unit]) -> bool:
    """Whether sentence ``i`` is no statement of its own: its neighbours make it supposed, hoped or asked."""
    unit, turn = units[i], [u for u in units[max(0, i - 2) : i] if u.turn == units[i].turn]
    without_no = _WITHOUT_NO.search(unit.raw) and not _NEGATIVE.search(unit.raw)
    if _NOT_IF.match(unit.raw) or (without_no and not _measured(unit)):
        return True
    if _governed(unit, turn) or _tied(i, units) or _rebuffed(i, units):
        return True
    if unit.speaker is Speaker.PATIENT and turn and turn[-1].speaker is not Speaker.PATIENT:
        return bool(_OPINION.match(unit.raw))
    return _asked_about(i, units) or _contradicted(i, units) or _no_longer_so(i, units)


def _contradicted(i: int, units: Sequence[Unit]) -> bool:
    """Whether a clinician supposes a symptom that the patient at once denies ("I haven't had any nausea")."""
    unit, reply = units[i], units[i + 1] if i + 1 < len(units) else None
    if unit.speaker is Speaker.PATIENT or reply is None or reply.speaker is not Speaker.PATIENT:
        return False
    had, denied = (
        {f.concept.name for f in stated(said.raw) if f.concept.kind == "symptoms" and f.polarity is polarity}
        for said, polarity in ((unit, Polarity.PRESENT), (reply, Polarity.ABSENT))
    )
    return bool(had & denied) and bool(_TO_PATIENT.search(unit.raw)) and not _measured(unit)


def _no_longer_so(i: int, units: Sequence[Unit]) -> bool:
    """Whether a patient tells how something usually is, and then how it has been of late."""
    if units[i].speaker is not Speaker.PATIENT or not _USUALLY.search(units[i].raw):
        return False
    matter = {stem(w) for w in content_words(units[i].raw)}
    later = [u for u in units[i + 1 : i + 1 + _REMEMBERED] if u.turn == units[i].turn]
    lately = (_LATELY.search(u.raw) for u in later)
    return any(found and matter & {stem(w) for w in content_words(found.group())} for found in lately)


def _measured(unit: Unit) -> bool:
    """Whether a sentence names a medication or a quantity: never worth losing for its neighbours."""
    return bool(find_medications(unit.raw) or quantities(unit.raw))


def _governed(unit: Unit, turn: Sequence[Unit]) -> bool:
    if not turn or _measured(unit):
        return False
    before, own = turn[-1].raw, unit.raw
    if _TALKED.search(before) and _AVOIDS.match(own):
        return True
    ends_governing = _GOVERNING.search(before) or (_MAY_GOVERN.search(before) and not find_concepts(own))
    if ends_governing and not _ORDERS.search(own):
        return True
    if _supposes(before, own) or (_THEN.match(own) and _IF_LAST.search(before)):
        return True
    in_order = _IN_ORDER.match(own)
    after_question = turn[-1].question and bool(re.match(r"so\b", own, re.I))
    return bool(in_order and (after_question or in_order.group("could")))


def _supposes(before: str, said: str) -> bool:
    """Whether the sentence before ends on a condition in front, and this one is what holds under it."""
    fronted = _FRONTED.search(before)
    return bool(fronted and re.match(r"(?:i|you|we|it|he|she|they)\b", said, re.I))


def _tied(i: int, units: Sequence[Unit]) -> bool:
    following = units[i + 1] if i + 1 < len(units) else None
    same = following is not None and following.turn == units[i].turn and not _measured(units[i])
    return same and following is not None and bool(_TIED.match(following.raw))


def _rebuffed(i: int, units: Sequence[Unit]) -> bool:
    """Whether a patient's few words are a startled question that the clinician denies at once."""
    unit, following = units[i], units[i + 1] if i + 1 < len(units) else None
    startled = unit.speaker is Speaker.PATIENT and len(unit.raw.split()) <= _LONGEST_ASTONISHED
    if any(m.concept.kind in {"symptoms", "signs"} for m in find_concepts(unit.raw)):
        return False
    if not startled or following is None or following.turn == unit.turn or not _ASTONISHED.match(unit.raw):
        return False
    return following.speaker is Speaker.CLINICIAN and bool(_REBUFF.match(following.raw))


def _asked_about(i: int, units: Sequence[Unit]) -> bool:
    """Whether a clinician only supposes what is taken, asks whether it is, and hears that it no longer is."""
    if units[i].speaker is Speaker.PATIENT or not _PREMISE.match(units[i].raw):
        return False
    after = units[i + 1 : i + 1 + _REMEMBERED]
    asked = any(u.turn == units[i].turn and _STILL_TAKEN.search(u.raw) for u in after)
    reply = next((u for u in after if u.speaker is Speaker.PATIENT), None)
    if not asked or reply is None or answer(reply.raw) is Polarity.PRESENT:
        return False
    return answer(reply.raw) is Polarity.ABSENT or bool(_NO_LONGER.search(reply.raw))
