"""The part of the note that a dictation has come to, by the headings that its speaker says.

"On examination ...", "Impression is ..." and "Plan." open a part that lasts until the next one. What
comes before the first of them is history, whose parts their own words tell.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.notes.grounded.reading.units import Unit

_LED = r"^\W*(?:(?:and|so|then|now|the|my|our|his|her) )*"
_HEADINGS = tuple(
    (part, re.compile(_LED + cue, re.I))
    for part, cue in (
        ("exam", r"(?:on (?:physical )?exam(?:ination)?|physical exam(?:ination)?|objective)\b"),
        (
            "results",
            r"(?:labs?|laboratory(?: results)?|imaging|results?|studies)\b(?= ?(?:are|is|show|[:,.]|$))",
        ),
        ("assessment", r"(?:assessment|impression|diagnos[ei]s)\b(?! and plan\W*$)"),
        ("plan", r"(?:assessment and )?plan\b"),
    )
)
_RESULT = re.compile(
    r"\b(?:ct|mri|x-?rays?|labs?|ultrasound|ekg|ecg|echo\w*)\b.*\b(?:shows?|showed|reveal\w*|is|was|are|were)\b",
    re.I,
)
_MEASURE = re.compile(
    r"^\W*(?:\w+ ){0,3}?(?:temperature|blood pressure|vital signs?|heart rate|pulse|bmi|oxygen)\b", re.I
)
_ORDER = re.compile(
    r"^\W*(?:we |i )?(?:will |would )?(?:start|stop|continue|increase|decrease|refer|order|check|recheck"
    r"|repeat|follow|return|schedule|obtain|prescribe|hold|switch|add|discharge)\b",
    re.I,
)


_CUES = (
    ("medications", r"\bmedications? (?:include|are|list)|\btakes\b.*\b(?:mg|daily)\b"),
    ("vitals", r"^(?:\w+ ){0,4}(?:temperature|blood pressure|vital|heart rate|pulse)"),
    (
        "results",
        r"\b(?:ct|mri|x-?ray|labs?|ultrasound|ekg|echo\w*)\b.*\b(?:normal|show\w*|reveal\w*"
        r"|negative|positive|came|come)\b",
    ),
    (
        "assessment",
        r"\bin (?:stable|good|fair|critical|guarded) condition|\bdiagnos|\bimpression\b|\bconsistent with",
    ),
    (
        "plan",
        r"\b(?:will|should|discharged? (?:home|with)|prescription|referred|follow[- ]?up"
        r"|recommend\w*|is to)\b",
    ),
    ("exam", r"\b(?:drainage|tender\w*|lungs?|abdomen is|on exam\w*|granulation|no signs)\b"),
    ("history", r"."),
)

"""Words that tell where a sentence belongs that stands under no heading; the last takes what is left."""


def section_by_cue(text: str) -> str:
    """The section of a dictated sentence before the first heading, by its words."""
    return next(name for name, cue in _CUES if re.search(cue, text, re.I))


def dictated_parts(units: Sequence[Unit]) -> list[str | None]:
    """For each sentence of a dictation the part it stands in; None before the first heading said."""
    return list(_parts(units))


def _parts(units: Sequence[Unit]) -> Iterator[str | None]:
    opened: str | None = None
    for unit in units:
        opened = next((part for part, heading in _HEADINGS if heading.match(unit.raw)), opened)
        yield _within(opened, unit.raw)


def _within(opened: str | None, said: str) -> str | None:
    """The part of a sentence under a heading: what was measured, found by a test or ordered has its own."""
    if opened == "exam":
        return "results" if _RESULT.search(said) else "vitals" if _MEASURE.match(said) else opened
    if opened in {"results", "assessment"} and _ORDER.match(said):
        return "plan"
    return opened
