"""A transcript read once: who spoke, its units, and the drafts made from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import Segment
from pipeline.notes.grounded.borders import with_borders
from pipeline.notes.grounded.drafts import Draft
from pipeline.notes.grounded.exchanges import draft
from pipeline.notes.grounded.phrasing import Writer, spoken_casing
from pipeline.notes.grounded.referent import patient_pronouns
from pipeline.notes.grounded.roles import assign_roles, is_dictation
from pipeline.notes.grounded.units import Unit, split_units


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
    known = tuple(
        with_borders(s).model_copy(update={"speaker": r}) for s, r in zip(segments, roles, strict=True)
    )
    units = split_units(known)
    texts = [s.text for s in segments]
    writer = Writer(patient_pronouns(known, gender), spoken_casing(texts, as_said=is_dictation(segments)))
    return Conversation(known, units, draft(units, writer), writer)
