"""The part of the body that an encounter is about, as its opening tells it.

"My right knee hurts", "you had some shoulder pain", "I hurt my foot": the part, its side where
the conversation knows one only, and whether it is painful or was injured.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.notes.grounded.arranging.review import OTHER_PERSON
from pipeline.notes.grounded.reading.units import Unit

_PARTS = (
    "knee|hip|shoulder|elbow|wrist|hand|thumb|finger|ankle|foot|toe|heel|leg|thigh|calf|arm|forearm|upper arm"
    "|back|lower back|upper back|neck|jaw|ear|eye|breast|flank|groin|rib|stomach|belly|chest|throat"
    "|index finger|middle finger|ring finger|little finger|big toe|great toe"
)
_SIDES = r"left|right"
_PART = rf"(?:(?P<side>{_SIDES}) )?(?P<part>{_PARTS})(?! of\b)"
_AILS = r"(?:hurt(?:s|ing)?|ach(?:es?|ing)|sore|painful)"
_FILLED = (
    r"(?:here|also|always|still|just|really|very|pretty|so|is|are|was|has|have|been|it|sometimes|a|bit|little"
    r"|starts?|started|to|that)"
)
_OWNED = r"(?:my|your|his|her|their|the|this|that|these|those)"
_WAYS = tuple(
    (re.compile(pattern.replace("{PART}", _PART), re.I), name)
    for pattern, name in (
        (r"\b{PART} (?:pain|ache|aches|soreness)\b", "pain"),
        (rf"\b{_OWNED} (?:whole )?{{PART}}s? (?:{_FILLED} ){{0,4}}?{_AILS}\b(?! at\b)", "pain"),
        (rf"\bpain (?:\w+ ){{0,4}}?(?:in|of|on|at|with) (?:\w+ ){{0,4}}?{_OWNED} {{PART}}\b", "pain"),
        (rf"\bhurt(?:ing)? (?:in|on) {_OWNED} {{PART}}\b", "pain"),
        (r"\b{PART} injury\b", "injury"),
        (rf"\b(?:hurt|injured|twisted|broke|rolled|sprained) {_OWNED} {{PART}}\b", "injury"),
    )
)  # fmt: skip
_NOT_SO = re.compile(
    r"\b(?:no|not|never|without|if|n't)\b|n't\b|\b(?:used to|gone|resolved|went away|stopped"
    r"|years? ago|last year|any ?more|(?:is|are|feels?|got|getting|much|all) better)\b",
    re.I,
)
_NEXT_CLAUSE = re.compile(r",? and (?:i|it hurts|we)\b", re.I)
_NOT_IT = re.compile(
    r"\b(?:fine|normal|okay|good|compared?|comparing|replaced|replacement|other|broke|ago"
    r"|as a (?:kid|child))\b",
    re.I,
)
"""Words of a side that is not the one in trouble."""
_SAID_SIDES = re.compile(r"\b(?:left|right(?! (?:now|away|after|before|here|there)\b)|both)\b(?!\?)", re.I)
_ASKS = re.compile(r"\b(?:any|do you|did you|does it|is there|are you|have you)\b", re.I)
_PAIN = re.compile(r"\bpain\b", re.I)

Part = tuple[str, tuple[int, ...]]


def is_bare_part(text: str) -> bool:
    """Whether a complaint names a part of the body and nothing of what ails it."""
    return bool(re.fullmatch(rf"(?:(?:{_SIDES}) )?(?:{_PARTS})", text, re.I))


def troubled_part(opening: Sequence[Unit]) -> Iterator[Part]:
    """Ways to say "left ankle pain" with the indices of the segments that say so, the closest first.

    ``opening``: the units in which a complaint is told, of which the side may come.
    """
    for unit in opening:
        found = [(m, name) for way, name in _WAYS if (m := way.search(unit.text))]
        if not found or OTHER_PERSON.search(unit.text) or (unit.question and _ASKS.search(unit.raw)):
            continue
        match, name = min(found, key=lambda one: one[0].start())
        if _NOT_SO.search(_clause(unit.text, match)):
            continue
        part = match["part"].lower()
        side, sided = _side(part, match["side"], opening)
        cited = {*unit.segments, *sided}
        yield f"{side}{part} {name}", tuple(sorted(cited))
        if "sore" in match.group().lower():
            yield f"{side}{part} soreness", tuple(sorted(cited))
        yield f"{side}{part} pain", tuple(sorted(cited | _pain(opening)))


def _clause(text: str, match: re.Match[str]) -> str:
    """The text up to what another clause adds after the match ("my chest hurts and I can't sleep")."""
    more = _NEXT_CLAUSE.search(text, match.end())
    return text[: more.start()] if more else text


def without_doubtful_side(text: str, units: Sequence[Unit]) -> str:
    """The complaint without its side where the conversation speaks more often of the part's other side."""
    named = re.search(rf"\b(?P<side>{_SIDES}) (?P<part>{_PARTS})\b", text, re.I)
    if not named:
        return text
    sided = re.compile(rf"\b({_SIDES}) (?:\w+ )?{named['part']}s?\b", re.I)
    said = [m.group(1).lower() for unit in units for m in sided.finditer(unit.raw)]
    own = said.count(named["side"].lower())
    return text if own >= len(said) - own else text[: named.start()] + text[named.start("part") :]


def _pain(opening: Sequence[Unit]) -> set[int]:
    """The segments of the first unit of the opening that says the patient has pain."""
    said = (u for u in opening if _PAIN.search(u.text) and not _NOT_SO.search(u.text) and not u.question)
    return set(next((u.segments for u in said), ()))


def _side(part: str, said: str | None, opening: Sequence[Unit]) -> Part:
    """The part's side with a space behind it, where the opening speaks of one side only."""
    sided = re.compile(rf"\b({_SIDES}) (?:\w+ )?{part}s?\b", re.I)
    told = (u for u in opening if not (_NOT_IT.search(u.text) or OTHER_PERSON.search(u.text)))
    mentions = [(m.group(1).lower(), u.segments) for u in told for m in sided.finditer(u.text)]
    if said:
        return ("", ()) if {side for side, _ in mentions} - {said.lower()} else (f"{said.lower()} ", ())
    sides = {m.group().lower() for u in opening for m in _SAID_SIDES.finditer(u.raw)}
    return (f"{mentions[0][0]} ", mentions[0][1]) if mentions and len(sides) == 1 else ("", ())
