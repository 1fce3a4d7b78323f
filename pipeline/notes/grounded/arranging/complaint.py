"""The chief complaint: what the encounter is for, in a few words."""

import re
from collections.abc import Sequence

from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.arranging.review import OTHER_PERSON, is_from_drug
from pipeline.notes.grounded.arranging.troubled_part import is_bare_part, troubled_part, without_doubtful_side
from pipeline.notes.grounded.choosing.teaching import is_teaching
from pipeline.notes.grounded.choosing.trivial import is_trivial
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.replies import denying_reply
from pipeline.notes.grounded.reading.corrections import replaced
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import Mention, find_concepts
from pipeline.notes.polarity import negated
from pipeline.notes.questions import disowned, hearsay

_FEW_WORDS = r"[^.,?;]{3,60}(?<![ -])(?![\w'-])"
_REASON = re.compile(
    r"\b(?:presents?|comes in|came in|coming in|come in|here|in today|seen"
    r"|presenting)(?: to the \w+)?(?: today| in)?"
    r"(?: with| for| because of)(?: the)?(?: chief)?(?: complaints?(?: of)?"
    r"| evaluation(?: of)?| an? evaluation(?: of)?| some| management of)*"
    rf" (?P<reason>{_FEW_WORDS})"
    r"|\b(?:in (?:my|the|your) (?:notes|chart)|referred(?: over| here| to (?:me|us))?"
    r"|sent (?:you )?(?:over|here))"
    rf" for (?:an? )?(?:evaluation (?:of|for) |some )?(?P<referred>{_FEW_WORDS})"
    rf"|\badmitted(?: today| here)?(?: for| with| due to| because of) (?P<admitted>{_FEW_WORDS})"
    r"|\b(?:brought|came|presents?|transferred|taken)\b[^.?;]{0,60}? after (?:being"
    r"|having been) (?:involved )?in"
    rf" (?P<after>{_FEW_WORDS})",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:told me|says?|see|understand|heard|looks like|noticed?)(?: here)?(?: that)? (?:you|he|she)(?:'ve"
    r"| have| has|'re| are| were| had)(?: been)?(?: had| got| having| experiencing)?"
    rf" (?P<reason>(?:an?|some|this) {_FEW_WORDS})",
    re.I,
)
_INSTEAD = re.compile(
    r"\bno\b\W+(?:(?:actually|just|only|well|i'm|i am|i was|i came|i come|here|in|referred|sent|over)\W+)*"
    rf"(?:for|because of|about|it's|it is) (?:an? |the |my |some )*(?P<reason>{_FEW_WORDS})",
    re.I,
)
"""What a reply that denies the reason names for it ("No, for the gout")."""
_UNSURE = re.compile(
    r"\b(?:no|not|never|free|gone|been|better|than|from|if|was|were|had|fine|okay|normal)\b|n't\b", re.I
)
_WORRY = re.compile(
    r"\b(?:anxious|nervous|worried) (?:about|that|because) (?:my|the|this|these|those|what|how|i)\b", re.I
)
"""A worry about something ("anxious about my results") is not why somebody comes."""
_OPENING_UNITS = 12
_SHORT = 3
_CUT = re.compile(
    r"\s+(?:and (?:he|she|i|they|so|it|you)|so|that|which|who|for (?:the|about|a)|since|today"
    r"|approximately|about|\d+|after|because|how|can|what|i|we|but|is that|is this)\b.*$",
    re.I,
)
_PLACE_BEFORE = re.compile(
    r"\b((?:(?:left|right|bilateral|lower|upper|non-?healing|chronic|acute|knee|hip|shoulder|elbow|wrist|hand"
    r"|thumb|finger|ankle|foot|toe|heel|leg|thigh|calf|arm|forearm|back|neck|jaw|ear|eye|breast|flank|groin"
    r"|rib) ?)+)\s*$",
    re.I,
)
_FOLLOW_UP = re.compile(r"(?:routine |annual |regular |[\w-]+ room )?follow[- ]?up\b", re.I)
_VISIT = re.compile(r"\b(?:exam|examination|physical|visit|consult|consultation|check-?up|evaluation)$", re.I)
_AILING = re.compile(r"\b(?:pain|injury)$", re.I)
_LEFT_HANGING = r"(?:in|of|on|at|with|and|over|from|the|an?|his|her|my|your|their)"
_HANGING = re.compile(rf"(?: (?:{_LEFT_HANGING}|some|pain))* {_LEFT_HANGING}$", re.I)
_SAYS_MORE = re.compile(r"\d|\b(?:no|not|never|denies|without|worse|better|other|since|when|if)\b", re.I)
_OWNED = re.compile(r"\b(?:my|your|his|her|their)\b")
_PAST = re.compile(r"\b(?:in the past|years? ago|as a (?:child|kid))\b", re.I)
_INTENDED = re.compile(r"\b(?:intentional|valgus|varus) $", re.I)
"""Before a loss that was wanted, and before the stress of a joint under examination."""
_BARE = frozenset(("pain", "aches", "aches and pains", "ulcer", "swelling", "mass", "lesion"))


Complaint = tuple[str, tuple[int, ...]]


def reason_for_visit(conversation: Conversation) -> Complaint | None:
    """What somebody says the patient is here for, else the part of the body that ails as the talk opens."""
    opening = conversation.units[: max(_OPENING_UNITS, len(conversation.units) // 4)]
    announced = _announced(opening, conversation.writer)
    named = announced[0].rstrip(".").lower() if announced else ""
    if announced and not is_bare_part(named) and named not in _BARE:
        text = without_doubtful_side(announced[0], conversation.units)
        return text[:1].upper() + text[1:], announced[1]
    told = [u for i, u in enumerate(opening) if not denying_reply(i, conversation.units)]
    for text, segments in troubled_part(told):
        placed = conversation.writer.sentence(text)
        if conversation.supports(placed, segments):
            return placed, segments
    return announced


def first_symptom(conversation: Conversation, drafts: Sequence[Draft]) -> Complaint | None:
    """The first symptom told early with its side or place, or of a kind that needs none; else the first."""
    last, writer = max(_OPENING_UNITS, len(conversation.units) // 3), conversation.writer
    bare: Complaint | None = None
    units = conversation.units
    for draft in (d for d in drafts if d.index < last and _may_tell(d) and not _denied(d, units)):
        for mention in find_concepts(draft.text):
            said = mention.noun or mention.concept.name in draft.spoken.lower()
            if mention.concept.kind == "symptoms" and said and not _is_no_complaint(draft.text, mention):
                worded = draft.text[mention.start : mention.end].lower()
                owned = _OWNED.search(worded)
                wording = worded if mention.noun and not owned else mention.concept.name
                place = _PLACE_BEFORE.search(draft.text[: mention.start])
                placed = f"{place.group(1).lower().strip()} {wording}" if place else wording
                if placed not in _BARE:
                    return writer.sentence(placed), draft.segments
                bare = bare or (writer.sentence(placed), draft.segments)
    return bare


def _denied(draft: Draft, units: Sequence[Unit]) -> bool:
    """Whether it is what a clinician had heard of the patient, who says no to it."""
    return draft.kind is Kind.STATEMENT and bool(denying_reply(draft.index, units))


def _is_no_complaint(text: str, mention: Mention) -> bool:
    """Whether the words deny the symptom, wanted it, or tell of it as a medication's effect."""
    wanted = _INTENDED.search(text[: mention.start])
    return bool(negated(text, mention) or wanted or is_from_drug(text, mention))


def presentation(complaint: Complaint) -> Complaint | None:
    """The sentence that opens a history: that the patient is here for the complaint."""
    text, segments = complaint
    reason = text.rstrip(".") if text[1:2].isupper() else text[:1].lower() + text[1:].rstrip(".")
    if _FOLLOW_UP.match(reason):
        return f"The patient presents today for {reason}.", segments
    if _VISIT.search(reason):
        article = "an" if reason[:1] in "aeiou" else "a"
        return f"The patient presents today for {article} {reason}.", segments
    if find_concepts(reason) or _AILING.search(reason):
        return f"The patient presents today for evaluation of {reason}.", segments
    return None


_COMES = re.compile(
    r"^(?:he|she|they|the patient) (?:(?:is|are|was) )?(?:here|coming in|came in|comes in|seen)(?: today)?"
    r" (?=for\b|with\b)",
    re.I,
)


def only_repeats(text: str, presents: str) -> bool:
    """Whether a sentence of the history says no more than the one that opens it."""
    said = {stem(word) for word in content_words(_COMES.sub("", text))}
    return said <= {stem(word) for word in content_words(presents)} and not _SAYS_MORE.search(text)


def _announced(opening: Sequence[Unit], writer: Writer) -> Complaint | None:
    """What somebody says the patient is here for."""
    for i, unit in enumerate(opening):
        following = opening[i + 1] if i + 1 < len(opening) else None
        announced = _REASON.search(unit.text)
        match = announced or _TOLD.search(unit.text)
        reply = denying_reply(i, opening) if match or hearsay(unit.raw) else []
        if reply and (instead := _instead(reply, writer)):
            return instead
        if not match or reply or (following and replaced(unit.text, following.text)):
            continue
        if not (following and disowned(unit.raw, following.raw)):
            reason = _worded(next(text for text in match.groupdict().values() if text))
            tested = not announced and any(m.concept.kind == "tests" for m in find_concepts(reason))
            if not (tested or _PAST.search(reason)) and _is_reason(reason):
                return _written(reason, writer), unit.segments
    return None


def _instead(reply: Sequence[Unit], writer: Writer) -> Complaint | None:
    """What a reply names that denies the reason for the visit: a finding or a condition."""
    said = " ".join(u.raw for u in reply)
    match = _INSTEAD.search(said)
    if not match or OTHER_PERSON.search(said) or _UNSURE.search(match["reason"]):
        return None
    reason = _worded(match["reason"])
    named = any(m.concept.kind in {"symptoms", "conditions", "signs"} for m in find_concepts(reason))
    return (_written(reason, writer), tuple(i for u in reply for i in u.segments)) if named else None


def _worded(said: str) -> str:
    """A reason without what goes on behind it, and without its article."""
    cut = re.sub(r"^(?:his|her|your|my|their|a|an|the|some|this)\s", "", _CUT.sub("", said).strip())
    return _HANGING.sub("", cut)


def _is_reason(reason: str) -> bool:
    return bool(find_concepts(reason) or _FOLLOW_UP.match(reason)) or len(reason.split()) <= _SHORT


def _written(reason: str, writer: Writer) -> str:
    return writer.sentence(writer.plain(re.sub(r"\b(?:my|your)\b", "the", reason)))


def _may_tell(draft: Draft) -> bool:
    """Whether a draft may tell why the patient is here: neither explained nor asked in a row."""
    asked = not draft.by_patient and len(find_concepts(draft.text)) > 1 and not has_verb(draft.text)
    taught = not draft.by_patient and is_teaching(draft.text)
    other = OTHER_PERSON.search(draft.spoken) or _WORRY.search(draft.spoken)
    return not (asked or taught or other or is_trivial(draft.text, draft.spoken))
