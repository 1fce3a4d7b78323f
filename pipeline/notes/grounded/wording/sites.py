"""Where a finding of the examination is: "on your left knee exam. There is some swelling."

A finding without a site takes the one part of the body that its own sentence or one of the two before
it names; where these name several, call the part normal or turn to a side, it stays as it was said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts

_BARE = re.compile(
    r"(?P<lead>(?:.*\bexam(?:ination)?\b[^,]*, |(?:and|so|but|now|okay|alright|then|also),? )*)"
    r"(?:there(?:'s| is| are| was)|i (?:do )?(?:also )?(?:see|appreciate|note|notice|feel|palpate"
    r"|recognize)|you(?: do|'ve)? (?:also )?(?:have|got))(?: also| still| just)*(?: that there is)?"
    r" (?P<found>(?:(?:no|not any|some|any|a little|a bit of|a little bit of|mild|moderate|slight"
    r"|the associated|associated) )*"
    r"(?:tenderness|swelling|edema|ecchymosis|bruising|redness|erythema|effusion|crepitus)"
    r"(?: (?:or|and) (?:tenderness|swelling|edema|ecchymosis|bruising|redness|erythema|effusion))?"
    r"(?: (?:to|on|with) palpation| as i (?:push|press)(?: around| down| on it)?| noted| present)?)"
    r"(?: (?:here|there|as well))*\W*",
    re.I,
)
PARTS = (
    r"(?:knee|ankle|shoulder|hip|elbow|wrist|hand|foot|calf|thumb|neck|abdomen|abdominal|belly|chest|scalp"
    r"|leg|arm|heel|forearm|thigh|sinuses)"
)
_SITE = re.compile(
    rf"\b(?P<side>(?:left|right) )?(?:lower |upper )?(?P<part>{PARTS})\b(?! x-?ray| pain\b)", re.I
)
_BARE_SIDE = re.compile(
    rf"\b(?:the|your|his|her) (?:left|right)\b(?! (?:lower |upper )?{PARTS}\b)|\b(?:left|right)[- ]side",
    re.I,
)
_WELL = r"(?:fine|normal(?:ly)?|unremarkable|healthy|good|great|okay|ok|all right|alright|perfect|well)"
_NORMAL = re.compile(
    rf"\b{PARTS}\b[^.,;]*\b(?:is|are|was|looks?|looked|seems?|feels?|felt|appears?|moves?)"
    rf" (?:(?!not\b)\w+ ){{0,2}}{_WELL}\b|\b{_WELL} (?:left |right )?(?:lower |upper )?{PARTS}\b",
    re.I,
)
"""A part of the body that was called well: the finding is another's."""
_PLAIN = {"abdominal": "abdomen", "belly": "abdomen"}
_PRESSED = re.compile(r" as i (?:push|press)\b.*", re.I)
_BOTH = re.compile(r"\b(?:both|bilateral(?:ly)?|other|each|either|knees|ankles|feet|hands|legs|arms)\b", re.I)
_THERE = re.compile(r" (?:right )?there\W*$", re.I)
_REACH = 2


def with_site(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with the part of the body that it leaves out, and the unit that names it, or None."""
    if unit.speaker is not Speaker.CLINICIAN:
        return None
    if bare := _BARE.fullmatch(clause):
        found, lead = _PRESSED.sub(" to palpation", clause[: bare.end("found")]), bare.group("lead")
        return _placed(f"{found} of", _sources(lead, clause, unit, before), unit)
    there = _THERE.search(clause)
    mentions = find_concepts(clause[: there.start()]) if there else []
    if not there or not mentions or mentions[-1].end != there.start():
        return None
    if _sites(clause) or _BARE_SIDE.search(clause):
        return None
    return _placed(f"{clause[: there.start()]} in", _sources("", clause, unit, before), unit)


def _placed(
    found: str, sources: Iterable[tuple[Unit, str]], unit: Unit
) -> tuple[str, tuple[Unit, ...]] | None:
    """What was found with the part of the body that the nearest text names, where it names only one."""
    for source, text in sources:
        sites = _sites(text)
        if len(sites) == 1 and not any(p.search(text) for p in (_BOTH, _BARE_SIDE, _NORMAL)):
            (site,) = sites
            return f"{found} your {site}", () if source is unit else (replace(source, text=site),)
        if sites or _BOTH.search(text) or _BARE_SIDE.search(text):
            return None
    return None


def _sources(lead: str, clause: str, unit: Unit, before: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """The texts that may name the part, nearest first."""
    yield unit, lead
    yield unit, unit.text.partition(clause)[0]
    for source in reversed(before[-_REACH:]):
        if source.turn == unit.turn:
            yield source, source.raw


def _sites(text: str) -> set[str]:
    """The parts of the body that the text names, one with its side for the same without."""
    named = {
        f"{(m.group('side') or '').lower()}{_PLAIN.get(m.group('part').lower(), m.group('part').lower())}"
        for m in _SITE.finditer(text)
    }
    return {site for site in named if not any(other.endswith(f" {site}") for other in named)}
