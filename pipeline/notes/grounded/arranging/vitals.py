"""Vital signs as measured values, from the clinician's or patient's words."""

import re
from collections.abc import Iterator, Sequence

from pipeline.models import Speaker
from pipeline.notes.facts import in_digits
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer

_IS = (
    r"(?:'s|:)?,?(?: (?!and (?!was)|over\b|by\b|age\b|last\b|(?:greater|more|less|above|below|under)\b)"
    r"[a-z',]+){0,7}?"
)
_NUMBER = r"(?P<value>\d{2,3}(?:\.\d)?)"
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Blood pressure",
        re.compile(rf"\b(?:blood pressure|bp|pressure){_IS} (?P<value>\d{{2,3}}(?:/| over )\d{{2,3}})\b"),
    ),
    (
        "Heart rate",
        re.compile(rf"\b(?:heart rate|pulse|pulse rate){_IS} {_NUMBER}(?: beats per minute| bpm)?\b(?! ?%)"),
    ),
    (
        "Respiratory rate",
        re.compile(rf"\b(?:respiratory rate|respirations?|respiration rate|breathing rate){_IS} {_NUMBER}\b"),
    ),
    (
        "Temperature",
        re.compile(
            rf"\b(?:temperature|temp){_IS} {_NUMBER}\b(?: degrees?)?(?P<unit> ?(?:fahrenheit|celsius|f\b"
            rf"|c\b))?"
        ),
    ),
    (
        "Oxygen saturation",
        re.compile(
            rf"\b(?:oxygen saturation|oxygen level|o2 sats?|saturation|oxygenation|pulse ox(?:imetry)?"
            rf"|o2|oxygen|sats?|spo2){_IS} {_NUMBER} ?(?P<unit>%|percent)?(?P<how> (?:on|in) room air)?"
        ),
    ),
    ("Weight", re.compile(rf"\b(?:weight){_IS} {_NUMBER} ?(?P<unit>pounds|lbs|kilograms|kg)\b")),
    ("BMI", re.compile(rf"\b(?:bmi|body mass index){_IS} {_NUMBER}\b")),
)
_MEASURED = re.compile(
    r"(?:(?:his|her|their|the patient's|the) )?(?:pulse|heart rate|oxygen saturation|temperature"
    r"|blood pressure|respiratory rate|respirations|weight|bmi)(?: rate)? (?:is|are|was|were|of|at)"
    r" [^,;]{0,12}\d[^,;]*$",
    re.I,
)
_PAIR = re.compile(r"\b(?P<value>(?:[89]\d|1\d\d|2[0-4]\d)(?:/| over )\d{2,3})\b")
_REACH = 4
"""Sentences within which a pair of numbers may be the blood pressure spoken of."""
_JOINED_HUNDRED = re.compile(r"\b1 (\d\d)\b")


_UNITS = {"Blood pressure": " mm Hg", "Heart rate": " beats per minute"}
"""Units of the signs that are measured in one unit everywhere."""

_SCALES = {"F": (90.0, 115.0), "C": (33.0, 44.0)}
"""Temperatures that a living patient can have on each scale, degrees; they do not overlap."""


def _measured(name: str, match: re.Match[str]) -> str:
    """The value with its unit: as said, or the only one that it can have."""
    value = match.group("value").replace(" over ", "/")
    said = (match.groupdict().get("unit") or "").strip().lower()
    if name == "Temperature":
        scale = said[:1].upper() or next(
            (s for s, (low, high) in _SCALES.items() if low < float(value) < high), ""
        )
        return f"{value} °{scale}" if scale else value
    how = match.groupdict().get("how") or ""
    if said in {"%", "percent"}:
        return f"{value}%{how}"
    return f"{value}{_UNITS.get(name, f' {said}'.rstrip())}{how}"


def is_measurement(text: str) -> bool:
    """Whether a written sentence tells one vital sign and nothing more ("His pulse is 92.")."""
    return bool(_MEASURED.match(text))


def _speaks_of_pressure(before: Sequence[Unit], unit: Unit) -> bool:
    """Whether the sentence before, or one shortly before in the same turn, names the pressure."""
    return any("pressure" in u.text for u in before if u is before[-1] or u.turn == unit.turn)


def find_vitals(units: Sequence[Unit], writer: Writer) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A sentence and its segment indices for the last measurement of each sign."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    before: list[Unit] = []
    for unit in units:
        if unit.speaker is Speaker.PATIENT or unit.question:
            continue
        text = _JOINED_HUNDRED.sub(r"1\1", in_digits(unit.text))
        for name, pattern in _SIGNS:
            if match := pattern.search(text) or (
                name == "Blood pressure" and _speaks_of_pressure(before, unit) and _PAIR.search(text)
            ):
                found[name] = (_measured(name, match), unit.segments)
        before = [*before[1 - _REACH :], unit]
    for name, _ in _SIGNS:
        if name in found:
            yield writer.sentence(f"{name}: {found[name][0]}"), found[name][1]
