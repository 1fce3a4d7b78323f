"""A transcript read once: who spoke, its units, and the drafts made from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import CheckOutcome, Segment
from pipeline.notes.evidence import check_sentence
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.reading.borders import continues, goes_on, left_open, with_borders
from pipeline.notes.grounded.reading.referent import patient_pronouns
from pipeline.notes.grounded.reading.roles import assign_roles, is_dictation
from pipeline.notes.grounded.reading.units import Unit, plain_texts, split_units
from pipeline.notes.grounded.wording.capitals import spoken_casing
from pipeline.notes.grounded.wording.phrasing import Writer


@dataclass(frozen=True, slots=True)
class Conversation:
    """Segments with their speakers, the units, and the candidate sentences.

    ``plain`` are the segments' texts as the units were read from them: marks restored,
    fillers gone, a corrected word replaced.
    """

    segments: tuple[Segment, ...]
    plain: tuple[str, ...]
    units: list[Unit]
    drafts: list[Draft]
    writer: Writer

    def supports(self, text: str, segments: Sequence[int]) -> bool:
        """Whether the check finds every fact of the text in the segments, as heard or as read."""
        heard = self._utterances([s.text for s in self.segments], segments)
        read = self._utterances(self.plain, segments)
        return any(check_sentence(text, said).outcome is CheckOutcome.SUPPORTED for said in (heard, read))

    def _utterances(self, texts: Sequence[str], cited: Sequence[int]) -> list[str]:
        """The cited texts, one whose sentence goes on joined with the next."""
        said: list[str] = []
        for at, i in enumerate(cited):
            before = cited[at - 1] if at else -1
            if before == i - 1 >= 0 and goes_on(self.segments[before], self.segments[i]):
                said[-1] = f"{said[-1]} {texts[i]}"
            else:
                said.append(texts[i])
        return said


def read_conversation(segments: Sequence[Segment], gender: str | None = None) -> Conversation:
    """Read a transcript; ``gender`` is the chart's, where the client sent one."""
    roles = assign_roles(segments)
    spoken = [s.model_copy(update={"speaker": r}) for s, r in zip(segments, roles, strict=True)]
    known = tuple(map(with_borders, _with_open_ends(spoken)))
    units = split_units(known)
    texts = [s.text for s in segments]
    writer = Writer(patient_pronouns(known, gender), spoken_casing(texts, as_said=is_dictation(segments)))
    return Conversation(known, plain_texts(known), units, draft(units, writer), writer)


def _with_open_ends(segments: Sequence[Segment]) -> list[Segment]:
    """The segments, those whose sentence goes on in the next without a closing mark."""
    last = len(segments) - 1
    return [
        s.model_copy(update={"text": left_open(s.text)}) if i < last and continues(s, segments[i + 1]) else s
        for i, s in enumerate(segments)
    ]
