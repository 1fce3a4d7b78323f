"""Nouns that a reply leaves to the question before it: "when was your fall?" "It was in May."

The pronoun, the count or the verb takes the noun where the question names one; where it asks of two,
or of another person, the reply stays as it was said.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

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
_ASKS_HOW_LONG = re.compile(
    r"\bhow long (?:have|has|had|'ve) (?:you|he|she|they) (?:been having|been experiencing|had|felt)"
    r" (?P<noun>(?:the|this|that|these|those|your) [\w'-]+(?: [\w'-]+){0,3}?)(?: for)?\W*(?:sir|ma'am)?\W*$",
    re.I,
)
_FOR_SO_LONG = re.compile(
    r"^(?P<lead>(?:(?:um|uh|yes|yeah|well|so|i think|i believe|i guess|i'd say|i would say),? )*)"
    r"it(?:'s| has| is) been (?=(?:about|around|almost|over|like|maybe|at least|a|an|\d+|two|three|four|five"
    r"|six|seven|eight|nine|ten|several|\w+ (?:days|weeks|months|years))\b)(?!.*\bsince\b)",
    re.I,
)
_ASKS_NOTICED = re.compile(
    r"\b(?:notice|see|find|feel|get) (?P<noun>(?:the|this|that|your) [\w'-]+(?: [\w'-]+)?)\W*$", re.I
)
_NOTICED_IT = re.compile(
    r"\b(?P<verb>noticed|saw|found|felt|got|spotted) it(?=[,.]|$| (?:when|while|on|in|at|a|last)\b)", re.I
)
_ASKS_DOCTORS = re.compile(r"\b(?:do|did|have|are|what|why|does) (?P<who>your doctors|the doctors)\b", re.I)
_DOCTORS = re.compile(
    r"^(?P<lead>(?:(?:no|yes|yeah|well|but|so|and),? )*)they"
    r"(?= (?:just |also |all |have (?:not )?|haven't )?(?:told|said|think|thought|want|wanted"
    r"|suggested|recommended|advised|prescribed|referred|diagnosed|ordered)\b)",
    re.I,
)
"""What only persons do: of anything else that "they" do, they may be the patient's feet or headaches."""
_SEVERAL = re.compile(
    r"\b(?!doctors\b|(?:is|was|does|has|this|his|us|yes|always|as|perhaps|diabetes|arthritis)\b)"
    r"(?:\w+[^\W\ds]s|children|people|men|women|feet|teeth|and)\b",
    re.I,
)
"""Others than the doctors that "they" may be."""
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
    r"(?:(?:do|did|are|have) )?you (?:ever |still |currently |been )*(?:a )?"
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
_ASKS_LAST = re.compile(r"\b(?:your|the) (?P<order>last|next|first) (?P<noun>[a-z]+)\b", re.I)
_ONE = re.compile(
    r"^(?:(?:well|yes|yeah|no|but|so|and|um|uh|i think|i believe),? )*"
    r"(?:i(?:'ve|'d)? (?:(?!have\b|had\b)\w+ ){1,2})?(?P<one>(?:the|my) (?P<order>last|next|first) one)\b",
    re.I,
)
"""One of what was asked about: the reply names nothing of its own before it."""
_NAMES = re.compile(r"\b(?:i (?!do\b|did\b)|we|my|our|the|an?|some|this|that|his|her)\b", re.I)
"""A sentence of the reply that names something, or somebody, of its own."""


def with_asked_noun(
    clause: str, unit: Unit, before: Sequence[Unit], *, for_another: bool
) -> tuple[str, tuple[Unit, ...]] | None:
    """The reply's clause with the noun of the question, and the question cut to it; None where it has none.

    ``for_another``: a relative replies, to whom the question's "your" is the patient's.
    """
    at_once = not any(_NAMES.search(u.raw) or _SEVERAL.search(u.raw) for u in before if u.turn == unit.turn)
    at_once = at_once and not unit.text.partition(clause)[0]
    for asked in reversed(before):
        if asked.turn < unit.turn - 1:
            break
        told = unit.may_answer(asked) and _told(clause, asked.raw, for_another=for_another, at_once=at_once)
        if told:
            return told[0], (replace(asked, text=told[1]),)
    return None


def _told(clause: str, question: str, *, for_another: bool, at_once: bool) -> tuple[str, str] | None:
    """The clause with the question's noun, and the noun, by the first rule that finds one.

    ``at_once``: nothing was replied before the clause that its pronoun may stand for.
    """
    told = _when(clause, question, "the" if for_another else "my")
    if told or for_another:
        return told
    rules = (_did, _count, _quit, _unknown, _so_long, _noticed, *((_last_one, _doctors) if at_once else ()))
    return next((told for rule in rules if (told := rule(clause, question))), None)


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


def _last_one(clause: str, question: str) -> tuple[str, str] | None:
    """The one of several that the question names ("when was your last period?" "I missed the last one")."""
    asked, told = _ASKS_LAST.search(question), _ONE.match(clause)
    if not asked or not told or asked["order"].lower() != told["order"].lower() or names_another(question):
        return None
    named = f"{asked['order']} {asked['noun']}".lower()
    return f"{clause[: told.start('one')]}my {named}{clause[told.end() :]}", named


def _unknown(clause: str, question: str) -> tuple[str, str] | None:
    """A family's history that the patient does not know."""
    unknown, asked = _UNKNOWN.search(clause), _ASKS_FAMILY.search(question)
    if not unknown or not asked:
        return None
    about = " of my family history"
    return f"{clause[: unknown.start('end')]}{about}{unknown.group('end')}", "family history"


def _so_long(clause: str, question: str) -> tuple[str, str] | None:
    """How long the patient has had what was asked about."""
    asked, told = _ASKS_HOW_LONG.search(question), _FOR_SO_LONG.match(clause)
    if not asked or not told or names_another(question):
        return None
    noun = re.sub(r"^(?:this|that|your)\b", "the", asked.group("noun").lower())
    return f"{told.group('lead')}I have had {noun} for {clause[told.end() :]}", noun


def _noticed(clause: str, question: str) -> tuple[str, str] | None:
    asked, told = _ASKS_NOTICED.search(question), _NOTICED_IT.search(clause)
    if not asked or not told or names_another(question):
        return None
    noun = re.sub(r"^(?:this|that)\b", "the", asked.group("noun").lower())
    named = re.sub(r"^your\b", "my", noun)
    return f"{clause[: told.end() - 2]}{named}{clause[told.end() :]}", noun


def _doctors(clause: str, question: str) -> tuple[str, str] | None:
    """What the doctors said or want, where the question names no others."""
    asked, told = _ASKS_DOCTORS.search(question), _DOCTORS.match(clause)
    if not asked or not told or _SEVERAL.search(question):
        return None
    return f"{told.group('lead')}my doctors{clause[told.end() :]}", asked.group("who").lower()
