"""A transcript read once: who spoke, its units, and the drafts made from them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import Segment
from pipeline.notes.grounded.drafts import Draft
from pipeline.notes.grounded.exchanges import draft
from pipeline.notes.grounded.person import HE, SHE, THEY, Pronouns
from pipeline.notes.grounded.phrasing import Writer
from pipeline.notes.grounded.roles import assign_roles
from pipeline.notes.grounded.units import Unit, split_units

_SURE_FEMALE = re.compile(
    r"\b(?:\d+[- ]year[- ]old (?:[\w-]+ )?(?:female|woman|lady|girl)|ma'am|mrs|ms|miss|female|pregnan\w+|my period|menopause"
    r"|hysterectomy|my husband|pap smear|your husband|ovar\w+|uterus|menstrua\w+)\b",
    re.I,
)
_SURE_MALE = re.compile(
    r"\b(?:\d+[- ]year[- ]old (?:[\w-]+ )?(?:male|man|gentleman|boy)|sir|mr|male|prostate|my wife|your wife|testic\w+|erecti\w+)\b",
    re.I,
)
_THIRD = re.compile(r"\b(he|him|his|she|her|hers)\b", re.I)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Segments with their speakers, the units, and the candidate sentences."""

    segments: tuple[Segment, ...]
    units: list[Unit]
    drafts: list[Draft]
    writer: Writer


def read_conversation(segments: Sequence[Segment], gender: str | None = None) -> Conversation:
    """Read a transcript; ``gender`` is the chart's, where the client sent one."""
    roles = assign_roles(segments)
    known = tuple(s.model_copy(update={"speaker": r}) for s, r in zip(segments, roles, strict=True))
    units = split_units(known)
    writer = Writer(pronouns([s.text for s in segments], gender))
    return Conversation(known, units, draft(units, writer), writer)


def pronouns(texts: Sequence[str], gender: str | None = None) -> Pronouns:
    """The patient's pronouns: from the chart, else from what was said, else singular they."""
    if gender and gender.lower()[:1] in {"m", "f"}:
        return HE if gender.lower().startswith("m") else SHE
    text = " ".join(texts)
    female, male = len(_SURE_FEMALE.findall(text)), len(_SURE_MALE.findall(text))
    if female == male:
        said = Counter(w.lower()[0] for w in _THIRD.findall(text))
        female, male = said["s"], said["h"]
    if abs(female - male) < 1:
        return THEY
    return SHE if female > male else HE
