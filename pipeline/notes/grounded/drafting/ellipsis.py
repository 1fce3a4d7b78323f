"""Answers that leave the verb to the question: "any rash?" "I did at first, for two days"."""

import re

from pipeline.notes import verbs
from pipeline.notes.grounded.language.person import Pronouns, expand, third_person

_REPLY = re.compile(
    r"^(?:(?:um|uh|oh|well|so|yeah|yes|no|but|actually|sure)\b[\s,.]*)*i "
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
_COUNTED_OBJECT = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|a few|a couple(?: of)?)"
    r" (?!(?:[\w-]+ ){0,2}(?:times?|years?|months?|weeks?|days?|nights?|hours?|minutes?|or|to)\b)[a-z]",
    re.I,
)
"""What was counted is named by the reply itself ("I have two sisters")."""
_QUESTION = re.compile(
    r"(?:^|, |\b(?:and|so|or|okay|now|but|then|also)\b,? )(?P<auxiliary>do|did|have|are|were) you "
    r"(?:ever |also |recently |currently |still |already |usually "
    r"|been )*(?P<verb>[\w-]+)(?: (?P<rest>[^?,.]{2,50}?))??"
    r"(?: (?:at all|recently|regularly|right now|at the moment))?\W*$",
    re.I,
)
_NO_ANY = re.compile(r"^(?:any|some|an?y? kind of) ", re.I)
_ANYMORE = re.compile(
    r"^,? ?(?:but )?(?:not any ?more|(?:i |i have )?(?:stopped|quit|gave (?:it|that) up)\b.{0,60})$", re.I
)
_OFTEN = re.compile(
    r"^(?:(?:um|uh|oh|well|so|yeah|yes|no|not really|but|maybe)\b[\s,.]*)*(?P<often>(?:very |only |just )?"
    r"(?:rarely|occasionally|sometimes|once in a while|every now and then|seldom|hardly ever)"
    r"(?:,? (?:on|at|in|once|twice|every|when|because|with)\b[^.]{0,60})?)$",
    re.I,
)
USED_TO = re.compile(r"^\W*(?:(?:um|uh|oh|well|so|yeah|yes|no|but)\b[\s,.]*)*i used to\b", re.I)
_HAD = frozenset(("have", "had", "did"))


def completed(question: str, reply: str, who: Pronouns) -> str | None:
    """The statement that an elliptical reply makes of the question's verb phrase, or None.

    Only a reply that goes on with a time or a frequency is taken: what else follows may be
    an object of its own.
    """
    asked, told = _QUESTION.search(expand(question.lower())), expand(reply.lower()).strip(" .,!")
    if asked is None:
        return None
    if (often := _OFTEN.match(told)) and asked.group("auxiliary") == "do":
        phrase = _phrase(asked, "do", who)
        return (
            f"{who.subject} {phrase} {third_person(often.group('often'), who, first=True)}"
            if phrase
            else None
        )
    said = _REPLY.match(told)
    return _with_time(asked, said, who) if said else None


def _with_time(asked: re.Match[str], said: re.Match[str], who: Pronouns) -> str | None:
    rest, auxiliary = said.group("rest").strip(" ,"), said.group("verb")
    phrase = _phrase(asked, auxiliary, who)
    if phrase and auxiliary == "used to" and not rest:
        return f"{who.subject} {phrase}"
    told = _OPENS_WITH_WHEN.match(rest) or _ANYMORE.match(rest)
    if phrase is None or not told or _OWN_OBJECT.match(rest) or _COUNTED_OBJECT.match(rest):
        return None
    rest = re.sub(r",? yeah\b.*$", "", rest, flags=re.I)
    comma = ", but " if _ANYMORE.match(rest) else " "
    return f"{who.subject} {phrase}{comma}{third_person(re.sub('^,? ?but ', '', rest), who, first=True)}"


def _phrase(asked: re.Match[str], auxiliary: str, who: Pronouns) -> str | None:
    verb, about = asked.group("verb").lower(), _NO_ANY.sub("", asked.group("rest") or "")
    base = verb if asked.group("auxiliary") in {"do", "did"} else _base(verb)
    if base is None:
        return None
    about = third_person(about, who, first=False)
    if auxiliary == "used to":
        return f"used to {base} {about}".strip()
    if auxiliary in {"do", "does"}:
        return f"{base if who.plural else verbs.third_person(base)} {about}".strip()
    return f"{verbs.past(base)} {about}".strip() if auxiliary in _HAD else None


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
