"""What stands in a note whatever is chosen beside it: the review of systems and the vital signs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.notes.grounded.arranging.review import review
from pipeline.notes.grounded.arranging.vitals import find_vitals
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft

Line = tuple[str | None, str, Sequence[int]]
"""A label or None, a sentence, and the indices of the segments that it rests on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The lines of the review of systems and of the vital signs."""

    reviewed: tuple[Line, ...]
    vitals: tuple[Line, ...]

    @property
    def sentences(self) -> list[str]:
        """Their sentences, whose facts no draft need bring."""
        return [text for _, text, _ in (*self.reviewed, *self.vitals)]


def find_standing(conversation: Conversation, drafts: Sequence[Draft]) -> Standing:
    """The review of what the drafts deny and affirm, and the last measurement of each vital sign."""
    vitals = find_vitals(conversation.units, conversation.writer)
    return Standing(tuple(review(drafts)), tuple((None, *found) for found in vitals))
