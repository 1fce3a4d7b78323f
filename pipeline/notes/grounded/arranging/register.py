"""Set phrases of notes in place of how speech says the same: what was advised, what is reported."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes import verbs
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts

_SUBJECT = r"^(?P<who>He|She|The patient)"
_DO = (
    r"(?:take|use|avoid|stop (?=(?:the|his|her|all|any|\w+ing)\b(?<!bleeding))"
    r"|see (?=(?:an?|the|his|her|dr)\b)|call|contact|message|follow|ice|rest|keep|drink|eat|elevate|wear"
    r"|continue|monitor|check|record|log|limit|cut|reduce|decrease|increase|exercise|schedule|bring|apply|try"
    r"|stay|wash|quit|hydrate|come|return|isolate|undergo|attend|watch|weigh|measure)"
)
"""What somebody is advised to do; other verbs after "should" mostly foretell ("should feel better")."""
_SHOULD = re.compile(rf"{_SUBJECT} should (?:also |just |still )?(?P<not>not )?(?P<verb>{_DO})", re.I)
_FORETOLD = re.compile(
    r"\b(?:difference|change|improv\w+|results?|better|normal(?:ly)?|within|from us|a call"
    r"|by (?:\w+day|then))\b",
    re.I,
)
_AMOUNT = (
    r"(?:(?:a|an|some|any|the|her|his|this|that|of|little|lot|lots|bit|more|quite|really|very|terrible|bad"
    r"|mild|severe|sharp|constant|chronic|occasional|frequent|significant|ongoing|left|right|lower|upper) )*"
)
_HAS = re.compile(
    rf"{_SUBJECT} (?:has been (?:having|experiencing|getting)|is (?:having|experiencing)|has had|has|gets)"
    rf" (?P<what>{_AMOUNT})(?P<next>\w+)"
)
_RATING = re.compile(r"(?:His|Her|Their) pain is (?:about |approximately |an? )*(?P<rating>10|[1-9])\.$")
_OF_TEN = re.compile(r"\bout of (?:ten|10)\b|\b(?:one|zero|1|0) (?:to|through) (?:ten|10)\b", re.I)
_ASKED_BEFORE = 2


def in_register(item: Scored, conversation: Conversation) -> Scored:
    """The draft as notes word it, where its segments support that wording too; else as it is."""
    draft = _rated(item.draft, conversation.units)
    if draft is not item.draft:
        return replace(item, draft=draft) if conversation.supports(draft.text, draft.segments) else item
    text = _reported(draft.text) if draft.by_patient else _advised(draft.text)
    patients = text.startswith(("The patient ", f"{conversation.writer.who.subject.capitalize()} "))
    sections = {"history"} if draft.by_patient else {"plan", "assessment"}
    allowed = patients and item.section in sections
    if not allowed or text == draft.text or not conversation.supports(text, draft.segments):
        return item
    return replace(item, draft=replace(draft, text=text))


def _rated(draft: Draft, units: Sequence[Unit]) -> Draft:
    """The draft of a rating with the scale that was asked for just before: "His pain is 8/10"."""
    rating = _RATING.match(draft.text)
    before = units[max(0, draft.index - _ASKED_BEFORE) : draft.index]
    asked = next((u for u in (*draft.units, *reversed(before)) if _OF_TEN.search(u.raw)), None)
    if not (rating and asked):
        return draft
    cited = draft.units if asked in draft.units else (asked, *draft.units)
    return replace(draft, text=f"{draft.text[: rating.end('rating')]}/10.", units=cited)


def _advised(text: str) -> str:
    """The text, advice as given: "She was advised to ice her knee." for "She should ice her knee"."""
    advice = _SHOULD.match(text)
    if not advice or _FORETOLD.search(text):
        return text
    return f"{advice['who']} was advised {advice['not'] or ''}to {text[advice.start('verb') :]}"


def _reported(text: str) -> str:
    """The text, a symptom as reported: "He reports chills." for "He has been having chills"."""
    told = _HAS.match(text)
    if not told or told["next"] in {"no", "not", "been"} or verbs.is_past(told["next"]):
        return text
    near = text[told.start("next") :]
    named = [m for m in find_concepts(near) if not m.start and m.noun and m.concept.kind == "symptoms"]
    return f"{told['who']} reports {text[told.start('what') :]}" if named else text
