"""Questions of two things, where the reply takes up only one ("eating or exercise?" "with eating")."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.polarity import Polarity, answer

_OR = re.compile(
    r"^(?P<left>.+)\bor (?P<right>(?!any|so\b|something|not\b|no\b)[\w' -]{3,40}?)(?P<end>\W*)$", re.I
)
_BOTH = re.compile(r"\bboth\b", re.I)
_PREPOSITION = re.compile(r"(?:with|in|on|at|after|before|during|by|up|down|into|to|from|when|while)\b", re.I)
_DENIES = re.compile(
    r"^\W*(?:(?:well|um|uh|no)\b\W*)*(?:i|it|they|that|he|she)(?:'ve)? ?"
    r"(?:do|does|did|have|has|had|is|was|were)?(?:n't| not)\b",
    re.I,
)
_SIDE = re.compile(r"left|right", re.I)
"""What shares its noun with the other side: "right or left handed"."""
_SHORTEST = 3
"""Words of a question that still asks something."""
_NO_SUCH = re.compile(
    r"^\W*(?:(?:well|um|uh)\b\W*)*no (?P<what>(?!no\b|i\b|not\b|it\b)[\w-]+(?: [\w-]+)?),? (?:but )?"
    r"i(?:'ve| have| had| do have| did have| get)\b",
    re.I,
)
"""A no to one thing, and what the patient has had instead ("no surgeries, I've had back pain")."""
_ONLY = re.compile(r"(?:just|only|more(?: of)?|rather)(?: an?)? (?=[\w-]+(?:ness|ache|ing|pain|s)\W*$)", re.I)
"""How the second of two findings opens that stands for all that was asked ("wheezy, or just tightness?")."""
_LONGEST = 8
"""Words of a reply that only takes up what was asked."""


def taken_up(question: Unit, reply: Sequence[Unit]) -> Unit:
    """The question cut to the one of its two things that a yes goes on to name, if it names one.

    "Both" makes the two one ("do you smoke or drink?" "I do both").
    """
    said = " ".join(u.raw for u in reply[:2])
    asked = _OR.match(question.raw)
    if not asked or answer(reply[0].raw) is not Polarity.PRESENT:
        return question
    if _BOTH.search(said):
        return _reworded(question, f"{asked['left']}and {asked['right']}{asked['end']}")
    if len(said.split()) > _LONGEST:
        return question
    first, second = _stems(_first_of(asked)), _stems(asked["right"])
    named = _stems(said)
    if named & first - second and not named & second - first:
        head = asked["right"].rpartition(" ")[2] if _SIDE.fullmatch(_first_of(asked)) else ""
        return _reworded(question, f"{asked['left'].rstrip(' ,')} {head}".rstrip() + asked["end"])
    if named & second and not named & first - second:
        before = asked["left"].rstrip(" ,").removesuffix(_first_of(asked))
        only = _ONLY.match(asked["right"])
        left = f"do you have {asked['right'][only.end() :]}" if only else f"{before}{asked['right']}"
        return _reworded(question, f"{left}{asked['end']}")
    return question


def denies_one(question: Unit, reply: Unit) -> bool:
    """Whether a no in the patient's own words takes up only one of the two things asked about."""
    asked, none = _OR.match(question.raw), _NO_SUCH.match(reply.raw)
    if not asked or not (none or _DENIES.match(reply.raw)):
        return False
    named = _stems(none["what"] if none else reply.raw)
    first, second = _stems(_first_of(asked)), _stems(asked["right"])
    return bool(named & (first - second)) != bool(named & (second - first))


def _first_of(asked: re.Match[str]) -> str:
    """The words before "or" for the first thing: from the preposition on, where the second has one."""
    left = asked["left"].rstrip(" ,")
    if _PREPOSITION.match(asked["right"]):
        starts = [m.start() for m in _PREPOSITION.finditer(left)]
        return left[starts[-1] :] if starts else ""
    return left.rpartition(" ")[2]


def _stems(text: str) -> set[str]:
    return {stem(w) for w in content_words(text)}


def _reworded(question: Unit, raw: str) -> Unit:
    return replace(question, raw=raw, text=raw) if len(raw.split()) >= _SHORTEST else question
