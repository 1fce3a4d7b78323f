"""The note from the checked sentences of its sections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.models import Evidence, Generator, SectionName, SoapNote, Transcript
from pipeline.notes.grounded.arranging.layout import Block, Sentence, section_evidence, section_text
from pipeline.notes.grounded.engine import NOT_DISCUSSED
from pipeline.notes.headings import Headings
from pipeline.notes.llm.checking import Checked
from pipeline.notes.llm.messages import PARTS
from pipeline.notes.llm.passages import Said
from pipeline.notes.omissions import find_omissions

NOT_ENGLISH = "The check of facts reads English only; check this note against the recording."
Sections = Mapping[SectionName, Sequence[Checked]]


@dataclass(frozen=True, slots=True)
class Assembly:
    """What a note's sections are put together with; ``chart`` stands below the subjective section."""

    transcript: Transcript
    said: Said
    headings: Headings
    chart: str

    def text(self, section: SectionName, checked: Sequence[Checked]) -> str:
        """One section as it stands in the note."""
        text = section_text([*self._blocks({section: checked})], section) or NOT_DISCUSSED
        chart = self.chart if section is SectionName.SUBJECTIVE else ""
        return "\n\n".join(filter(None, (text, chart)))

    def note(self, sections: Sections, generator: Generator) -> SoapNote:
        """The whole note, with its evidence and warnings."""
        blocks = [*self._blocks(sections)]
        text = {section.value: self.text(section, sections[section]) for section in SectionName}
        written = "\n".join(section_text(blocks, section) for section in SectionName)
        return SoapNote(
            **text,
            evidence={section: section_evidence(blocks, section) for section in SectionName},
            generator=generator,
            warnings=[*self._warnings(sections), *find_omissions(self.transcript, written)],
        )

    def _blocks(self, sections: Sections) -> Iterator[Block]:
        for section, checked in sections.items():
            for part in PARTS[section]:
                found = [self._sentence(c) for c in checked if c.part == part]
                together = part == "history" and found
                paragraphs = (tuple(found),) if together else tuple((s,) for s in found)
                yield Block(section, self.headings[part], paragraphs)

    def _sentence(self, checked: Checked) -> Sentence:
        return Sentence(
            Evidence(
                sentence=checked.text,
                segments=[self.transcript.segments[i].id for i in checked.segments],
                check=checked.result.outcome,
                missing=list(checked.result.missing),
            )
        )

    def _warnings(self, sections: Sections) -> Iterator[str]:
        if not self.transcript.language.lower().startswith("en"):
            yield NOT_ENGLISH
        for section, checked in sections.items():
            if flagged := sum(not c.supported for c in checked):
                yield (
                    f"{section.value.capitalize()}: {flagged} of {len(checked)} sentences hold something "
                    "that was not found in what was said; the evidence names it."
                )
        if self.said.ordered_about:
            ids = ", ".join(self.transcript.segments[i].id for i in self.said.ordered_about)
            yield f"Words that give orders to the note's writer were left out (segments {ids})."
