"""The part of the body that a line of the examination is about, where only the line before names it."""

import re
from collections.abc import Iterator, Sequence

from pipeline.notes.grounded.wording.sites import PARTS

_OF_PART = re.compile(rf"(?:his|her|their|the) (?P<part>(?:(?:left|right) )?{PARTS}) (?:shows?|has)\b", re.I)
_PARTLESS = re.compile(
    r"(?:(?:there (?:is|are)|(?:and|also|some|mild|slight|moderate|a little)) )*"
    r"(?:pain|tenderness) (?:to|on|with) palpation(?:,? and (?:some )?(?:decreased|limited)"
    r" range of motion)?",
    re.I,
)
"""A finding of a part of the body that only the words before it name."""


def with_parts(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, a finding without its part of the body with the one that the piece before is about."""
    part = ""
    for piece in pieces:
        told = piece.strip(" .")
        yield f"{told} of the {part}" if part and _PARTLESS.fullmatch(told) else piece
        about = _OF_PART.match(piece)
        part = about["part"].lower() if about else ""
