"""Drafts: candidate sentences of the note, each with the units it was written from."""

from dataclasses import dataclass
from enum import Enum

from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer


class Kind(Enum):
    """How a draft came about."""

    STATEMENT = "statement"
    ANSWER = "answer"
    DENIAL = "denial"
    AFFIRMATION = "affirmation"


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate sentence.

    ``index`` is the position of its first unit among all units; ``concepts`` are the
    findings that a denial or affirmation is about; ``wordings`` are their names as a list
    denial words them; ``asked`` is the clinician's question that a statement of the patient
    follows; ``unnamed`` is the text as spoken where a pronoun was written as its noun; ``over``:
    what it tells was over by the visit.
    """

    text: str
    units: tuple[Unit, ...]
    index: int
    kind: Kind
    by_patient: bool
    concepts: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    asked: str = ""
    unnamed: str = ""
    over: bool = False

    @property
    def written_out(self) -> bool:
        """Whether it is a sentence of its own words and not a list of findings denied or affirmed."""
        return self.kind in {Kind.STATEMENT, Kind.ANSWER}

    @property
    def segments(self) -> tuple[int, ...]:
        """Indices of the segments that the draft rests on, in order."""
        return tuple(sorted({i for unit in self.units for i in unit.segments}))

    @property
    def spoken(self) -> str:
        """The words of its units."""
        return " ".join(unit.text for unit in self.units)


def answered(i: int, units: tuple[Unit, ...], text: str, writer: Writer) -> Draft:
    """The draft that the answer to question ``i`` makes; ``units``: the question and its reply."""
    return Draft(text=writer.sentence(text), units=units, index=i, kind=Kind.ANSWER, by_patient=True)
