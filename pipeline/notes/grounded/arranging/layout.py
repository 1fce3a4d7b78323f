"""The note's lines: inner headings and paragraphs, with the evidence of every sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.models import Evidence, SectionName


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence, its label where the line has one, and its evidence."""

    evidence: Evidence
    label: str | None = None

    @property
    def line(self) -> str:
        """The sentence as it stands in the note."""
        return f"{self.label}: {self.evidence.sentence}" if self.label else self.evidence.sentence


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its paragraphs; a paragraph is a line of one or more sentences."""

    section: SectionName
    heading: str | None
    paragraphs: tuple[tuple[Sentence, ...], ...] = field(default=())


def section_text(blocks: Iterable[Block], section: SectionName) -> str:
    """The text of one section, blocks apart by a blank line; empty if it has no sentence.

    A heading that only repeats the section's name is left out.
    """
    parts = []
    for block in blocks:
        if block.section is section and block.paragraphs:
            lines = [" ".join(s.line for s in p) for p in block.paragraphs]
            headed = block.heading and block.heading != section.value.upper()
            parts.append("\n".join([block.heading or "", "", *lines] if headed else lines))
    return "\n\n".join(parts)


def section_evidence(blocks: Iterable[Block], section: SectionName) -> list[Evidence]:
    """The evidence of every sentence of one section, in reading order."""
    return [s.evidence for block in blocks if block.section is section for p in block.paragraphs for s in p]
