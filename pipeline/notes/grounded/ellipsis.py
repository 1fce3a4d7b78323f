"""Answers that leave the verb to the question: "any rash?" "I did at first, for two days"."""

import re

from pipeline.notes import verbs
from pipeline.notes.grounded.person import Pronouns, expand, third_person

_REPLY = re.compile(
    r"^(?:(?:um|uh|oh|well|so|yeah|yes|no|but|actually|sure)\b[\s,.]*)*(?P<subject>i|it|they) "
    r"(?P<verb>did|have|had|do|does|used to|was)\b,? ?(?P<rest>.*)$",
    re.I,
)
_WHEN = (
    r"(?:(?:only|just|like|maybe|about|yeah|for|in|during|over|on|around|before|until|up to|since"
    r"|sometimes|when"
    r"|at|back) )*(?:initially|at first|at the (?:start|beginning|onset|time)|in the (?:beginning|past"
    r"|mornings?"
    r"|evenings?|afternoons?)|early on|earlier|before|once|twice|occasionally|sometimes|rarely|last"
    r"|yesterday|this"
    r"|the|a|an|not anymore|until|when|years?|months?|weeks?|days?|when|\d+|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|several|few|couple)\b"
)
_OPENS_WITH_WHEN = re.compile(rf"^{_WHEN}", re.I)
_OWN_OBJECT = re.compile(
    r"^(?:a|an|the|this)\b(?! (?:few|couple|first|last|past|long|while|little while|year|month|week|day"
    r"|night|morning)\b)",
    re.I,
)
_QUESTION = re.compile(
    r"(?:^|\b(?:and|so|or|okay|now|but|then|also)\b,? )(?P<auxiliary>do|did|have|are|were) you "
    r"(?:ever |also |recently |currently |still |already |usually "
    r"|been )*(?P<verb>[\w-]+) (?P<rest>[^?,.]{2,50}?)"
    r"(?: (?:at all|recently|regularly|right now|at the moment))?\W*$",
    re.I,
)
_NO_ANY = re.compile(r"^(?:any|some|an?y? kind of) ", re.I)
_LEAST = 2
_ANYMORE = re.compile(r"^,? ?(?:but )?not any ?more$", re.I)
_HAD = frozenset(("have", "had", "did"))


def completed(question: str, reply: str, who: Pronouns) -> str | None:
    """The statement that an elliptical reply makes of the question's verb phrase, or None.

    Only a reply that goes on with a time or a frequency is taken: what else follows may be
    an object of its own.
    """
    asked, said = (
        _QUESTION.search(expand(question.lower())),
        _REPLY.match(expand(reply.lower()).strip(" .,!")),
    )
    if asked is None or said is None or said.group("subject") != "i":
        return None
    rest, auxiliary = said.group("rest").strip(" ,"), said.group("verb")
    phrase = _phrase(asked, auxiliary, who)
    if (
        phrase is None
        or not (_OPENS_WITH_WHEN.match(rest) or _ANYMORE.match(rest))
        or _OWN_OBJECT.match(rest)
    ):
        return None
    rest = re.sub(r",? yeah\b.*$", "", rest, flags=re.I)
    told = third_person(rest, who, first=True)
    comma = ", but " if _ANYMORE.match(rest) else " "
    return f"{who.subject} {phrase}{comma}{told.removeprefix('but ')}"


def _phrase(asked: re.Match[str], auxiliary: str, who: Pronouns) -> str | None:
    verb, about = asked.group("verb").lower(), _NO_ANY.sub("", asked.group("rest"))
    base = _base(verb)
    if base is None:
        return None
    about = third_person(about, who, first=False)
    if auxiliary == "used to":
        return f"used to {base} {about}"
    if auxiliary in {"do", "does"}:
        return f"{base if who.plural else verbs.third_person(base)} {about}"
    return f"{verbs.past(base)} {about}" if auxiliary in _HAD else None


def _base(verb: str) -> str | None:
    """The base of the question's verb: "had", "taking" and "noticed" give "have", "take", "notice"."""
    stems = [
        verb,
        verbs.base_form(verb),
        *(verb.removesuffix(e) for e in ("ing", "ed", "d") if verb.endswith(e)),
    ]
    if verb.endswith("ing"):
        stems += [f"{verb[:-3]}e", verb[:-4]]
    return next((s for s in stems if verbs.is_base(s)), None)
