"""Questions that name their matter first: "the rash, has it gone away?" asks "has the rash gone away?"."""

import re
from dataclasses import replace

from pipeline.notes.grounded.reading.units import Unit

_FRONTED = re.compile(
    r"^(?P<lead>\W*(?:(?:and|so|okay|ok|now|but|then|well|also)\b[\s,]*)*)(?:(?:what|how) about )?"
    r"(?P<what>(?:the|your|this|that|these|those) (?:(?!you\b|he\b|she\b|that\b)[\w-]+ ?){1,4}?(?<! ))"
    r"(?: (?:that )?(?:you|he|she) [\w' ]{2,25}?)?,? "
    r"(?P<auxiliary>is|are|was|were|has|have|had|does|do|did) (?:it|that|they|those) (?P<rest>[^,?]+\W*)$",
    re.I,
)


def unfronted(question: Unit) -> Unit:
    """The question with what it names first as the subject of its verb; itself where it names nothing so."""
    return replace(question, raw=_direct(question.raw), text=_direct(question.text))


def _direct(question: str) -> str:
    asked = _FRONTED.match(question)
    if asked is None:
        return question
    what = asked["what"][:1].lower() + asked["what"][1:]
    return f"{asked['lead']}{asked['auxiliary']} {what} {asked['rest']}"
