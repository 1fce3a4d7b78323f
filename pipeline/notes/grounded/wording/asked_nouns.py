"""Nouns that a reply leaves to the question before it: "when was your fall?" "It was in May."

The pronoun, the count or the verb takes the noun where the question names one; where it asks of two,
or of another person, the reply stays as it was said.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes import verbs
from pipeline.notes.attribution import names_another
from pipeline.notes.grounded.reading.units import Unit

_NOUN = r"(?:your|the|this|that) (?!one\b|first\b|last time\b)[\w'-]+(?: [\w'-]+){0,4}?"
_ASKS_WHEN = re.compile(
    rf"\b(?:when|how long ago|how long|what (?:day|date|month|year)) (?:is|was|were|did) (?P<noun>{_NOUN})"
    r"(?: (?:last|start|begin|happen|occur|end|take place|done|performed|again|exactly))*"
    r"\W*(?:sir|ma'am)?\W*$"
    rf"|\bwhen (?P<noun_first>{_NOUN})(?: here)? (?:is|was|were)\W*$",
    re.I,
)
_ASKS_WHEN_DID = re.compile(
    r"\b(?:when|how long ago) did you (?:first |last )?(?P<verb>[a-z]+)"
    r" (?P<what>(?:your|the|this|that|a|an) (?:[\w'-]+ ?){1,4}?)\W*$",
    re.I,
)
_IT_WAS = re.compile(
    r"^(?P<lead>(?:(?:um|uh|yes|yeah|well|so|i think|i believe|if i recall),? )*)(?:it|that)"
    r"(?P<verb>'s| is| was| takes| took| happened| started| has been) "
    r"(?=(?:about|in|on|around|at|approximately|over|almost|maybe|probably|just|like|back|a|an|last"
    r"|yesterday|today"
    r"|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+)\b)",
    re.I,
)
_ASKS_COUNT = re.compile(
    r"\b(?:do|did) you have (?:any |some )?(?P<noun>(?:other )?[a-z-]+)\W*$|\bhow many (?P<many>[a-z-]+)"
    r" do you have\W*$",
    re.I,
)
_COUNT = re.compile(
    r"^(?P<told>(?:(?:yes|yeah|well|so|doctor),? )*i(?: have|'ve got| had) (?:two|three|four|five|six"
    r"|seven|eight|nine"
    r"|ten|[2-9]|1\d))(?=,|\.?$| (?:but|and|now)\b)",
    re.I,
)
_ASKS_FAMILY = re.compile(r"\bfamily\b.*\b(?:histor\w+|diseases?|conditions?|problems?)\b", re.I)
_UNKNOWN = re.compile(r"\b(?:no idea|not sure|(?:don't|do not)(?: really)? know)(?P<end>\W*)$", re.I)
_ASKS_HABIT = re.compile(
    r"^\W*(?:(?:and|so|okay|ok),? )*(?!.*\b(?:or|and)\b)\W*(?:\w+,? )*?"
    r"(?:do|did|are|have) you (?:ever |still |currently |been )*(?:a )?"
    r"(?P<habit>smok(?:e|ed|ing|er)|drink(?:ing|er)?|vap(?:e|ed|ing))\b",
    re.I,
)
_HABITS = {"smok": "smoking", "drin": "drinking", "vape": "vaping", "vapi": "vaping"}
_QUIT = re.compile(
    r"\b(?P<quit>quit|stopped)(?=[,.]|$| (?:before|when|after|in|about|around|almost|over|back|last|a"
    r"|\d+|two|three"
    r"|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty)\b)",
    re.I,
)


def with_asked_noun(
    clause: str, unit: Unit, before: Sequence[Unit], *, for_another: bool
) -> tuple[str, tuple[Unit, ...]] | None:
    """The reply's clause with the noun of the question, and the question cut to it; None where it has none.

    ``for_another``: a relative replies, to whom the question's "your" is the patient's.
    """
    asked = next((u for u in reversed(before) if u.turn != unit.turn), None)
    if asked is None or not _asks(asked, unit):
        return None
    told = _when(clause, asked.raw, "the" if for_another else "my")
    if not for_another:
        told = told or _did(clause, asked.raw) or _count(clause, asked.raw) or _quit(clause, asked.raw)
        told = told or _unknown(clause, asked.raw)
    return (told[0], (replace(asked, text=told[1]),)) if told else None


def _asks(asked: Unit, unit: Unit) -> bool:
    return unit.speaker is Speaker.PATIENT and asked.question and asked.turn == unit.turn - 1


def _when(clause: str, question: str, own: str) -> tuple[str, str] | None:
    asked, told = _ASKS_WHEN.search(question), _IT_WAS.match(clause)
    if not asked or not told or names_another(question):
        return None
    noun = (asked.group("noun") or asked.group("noun_first")).strip().lower()
    named = re.sub(r"^your\b", own, re.sub(r"^(?:this|that)\b", "the", noun))
    verb = told.group("verb").replace("'s", " is")
    if verb in {" is", " was"} and re.search(r"\b(?:start|begin)\b", asked.group(), re.I):
        verb = " started"
    elif verb == " was" and re.search(r" last\W*$", asked.group(), re.I):
        verb = " lasted"
    return f"{named}{verb} {clause[told.end() :]}", noun


def _did(clause: str, question: str) -> tuple[str, str] | None:
    asked, told = _ASKS_WHEN_DID.search(question), _IT_WAS.match(clause)
    if not asked or not told or not verbs.is_base(asked.group("verb").lower()):
        return None
    done = re.sub(r"\byour\b", "my", asked.group("what").lower())
    return f"I {verbs.past(asked.group('verb').lower())} {done} {clause[told.end() :]}", done


def _count(clause: str, question: str) -> tuple[str, str] | None:
    asked, told = _ASKS_COUNT.search(question), _COUNT.match(clause)
    noun = asked and (asked.group("noun") or asked.group("many"))
    if not told or not noun or not noun.endswith(("s", "children", "people")):
        return None
    return f"{told.group('told')} {noun.lower()}{clause[told.end() :]}", noun.lower()


def _quit(clause: str, question: str) -> tuple[str, str] | None:
    asked = _ASKS_HABIT.search(question)
    if not asked or not _QUIT.search(clause):
        return None
    habit = _HABITS[asked.group("habit")[:4].lower()]
    return _QUIT.sub(rf"\g<quit> {habit}", clause, count=1), habit


def _unknown(clause: str, question: str) -> tuple[str, str] | None:
    """A family's history that the patient does not know."""
    unknown, asked = _UNKNOWN.search(clause), _ASKS_FAMILY.search(question)
    if not unknown or not asked:
        return None
    about = " of my family history"
    return f"{clause[: unknown.start('end')]}{about}{unknown.group('end')}", "family history"
