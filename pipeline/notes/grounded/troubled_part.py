"""The part of the body that an encounter is about, as its opening tells it.

"My right knee hurts", "you had some shoulder pain", "I hurt my foot": the part, its side where
the conversation knows one only, and whether it is painful or was injured.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.notes.grounded.units import Unit

_PARTS = (
    "knee|hip|shoulder|elbow|wrist|hand|thumb|finger|ankle|foot|toe|heel|leg|thigh|calf|arm|forearm|upper arm"
    "|back|lower back|upper back|neck|jaw|ear|eye|breast|flank|groin|rib|stomach|belly|chest|throat"
    "|index finger|middle finger|ring finger|little finger|big toe|great toe"
)
_SIDES = r"left|right"
_PART = rf"(?:(?P<side{{n}}>{_SIDES}) )?(?P<part{{n}}>{_PARTS})"
_AILS = r"(?:hurt(?:s|ing)?|ach(?:es?|ing)|sore|painful)"
_OWNED = r"(?:my|your|his|her|their|the|this|that|these|those)"
_WAYS = tuple(
    (re.compile(pattern.replace("{PART}", _PART.replace("{n}", "")), re.I), name)
    for pattern, name in (
        (r"\b{PART} (?:pain|ache|aches|soreness)\b", "pain"),
        (rf"\b{_OWNED} (?:whole )?{{PART}}s? (?:\w+ ){{0,3}}?{_AILS}\b", "pain"),
        (rf"\bpain (?:\w+ ){{0,4}}?(?:in|of|on|at|with) (?:\w+ ){{0,4}}?{_OWNED} {{PART}}\b", "pain"),
        (rf"\bhurt(?:ing)? (?:in|on) {_OWNED} {{PART}}\b", "pain"),
        (r"\b{PART} injury\b", "injury"),
        (rf"\b(?:hurt|injured|twisted|broke|rolled|sprained) {_OWNED} {{PART}}\b", "injury"),
    )
)  # fmt: skip
_NOT_SO = re.compile(r"\b(?:no|not|never|without|if|n't)\b|n't\b", re.I)
_ASKS = re.compile(r"\b(?:any|do you|did you|does it|is there|are you|have you)\b", re.I)
_PAIN = re.compile(r"\bpain\b", re.I)
_OTHERS = re.compile(r"\b(?:mother|father|mom|dad|wife|husband|son|daughter|brother|sister|friend)\b", re.I)

Part = tuple[str, tuple[int, ...]]


def is_bare_part(text: str) -> bool:
    """Whether a complaint names a part of the body and nothing of what ails it."""
    return bool(re.fullmatch(rf"(?:(?:{_SIDES}) )?(?:{_PARTS})", text, re.I))


def troubled_part(opening: Sequence[Unit], units: Sequence[Unit]) -> Iterator[Part]:
    """Ways to say "left ankle pain" with the indices of the segments that say so, the closest first.

    ``opening``: the units in which a complaint is told; ``units``: all, of which the side may come.
    """
    for unit in opening:
        found = [(m, name) for way, name in _WAYS if (m := way.search(unit.text))]
        if not found or _OTHERS.search(unit.text) or (unit.question and _ASKS.search(unit.raw)):
            continue
        match, name = min(found, key=lambda one: one[0].start())
        if _NOT_SO.search(unit.text[: match.end()]):
            continue
        part = match["part"].lower()
        side, sided = _side(part, match["side"], units)
        cited = {*unit.segments, *sided}
        yield f"{side}{part} {name}", tuple(sorted(cited))
        if "sore" in match.group().lower():
            yield f"{side}{part} soreness", tuple(sorted(cited))
        yield f"{side}{part} pain", tuple(sorted(cited | _pain(opening)))


def _pain(opening: Sequence[Unit]) -> set[int]:
    """The segments of the first unit of the opening that says the patient has pain."""
    said = (u for u in opening if _PAIN.search(u.text) and not _NOT_SO.search(u.text) and not u.question)
    return set(next((u.segments for u in said), ()))


def _side(part: str, said: str | None, units: Sequence[Unit]) -> Part:
    """The part's side with a space behind it, where only one is ever said of it."""
    sided = re.compile(rf"\b({_SIDES}|both)(?:,? \w+)? (?:of )?(?:{_OWNED} )?{part}s?\b", re.I)
    mentions = [(m.group(1).lower(), unit) for unit in units for m in sided.finditer(unit.text)]
    sides = {side for side, _ in mentions}
    if len(sides) == 1 and "both" not in sides:
        return f"{mentions[0][0]} ", mentions[0][1].segments
    return (f"{said.lower()} " if said and not sides - {said.lower()} else ""), ()
