"""Selected drafts arranged under the note's inner headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.models import CheckOutcome, Evidence, SectionName
from pipeline.notes.evidence import check_sentence
from pipeline.notes.grounded.complaint import chief_complaint
from pipeline.notes.grounded.drafts import Draft
from pipeline.notes.grounded.examination import findings
from pipeline.notes.grounded.layout import Block, Sentence, paragraphs
from pipeline.notes.grounded.problems import Problem, find_problems, group, label
from pipeline.notes.grounded.reading import Conversation
from pipeline.notes.grounded.review import review
from pipeline.notes.grounded.selection import Scored
from pipeline.notes.grounded.vitals import find_vitals

S, O, A, P = SectionName.SUBJECTIVE, SectionName.OBJECTIVE, SectionName.ASSESSMENT, SectionName.PLAN
_SUBJECTIVE = (
    ("history", "HISTORY OF PRESENT ILLNESS", 3),
    ("past", "MEDICAL HISTORY", 1),
    ("social", "SOCIAL HISTORY", 1),
    ("family", "FAMILY HISTORY", 1),
    ("medications", "MEDICATIONS", 1),
    ("allergies", "ALLERGIES", 1),
)
Line = tuple[str | None, str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Turns what was kept of one conversation into the blocks of a note."""

    conversation: Conversation
    drafts: Sequence[Draft]
    kept: Sequence[Scored]

    def blocks(self) -> list[Block]:
        """The blocks of the note, in reading order."""
        return [*self._subjective(), *self._objective(), *self._assessment_and_plan()]

    def _sentence(self, text: str, segments: Sequence[int], label: str | None = None) -> Sentence | None:
        said = [self.conversation.segments[i].text for i in segments]
        if check_sentence(text, said).outcome is not CheckOutcome.SUPPORTED:
            return None
        ids = [self.conversation.segments[i].id for i in segments]
        return Sentence(Evidence(sentence=text, segments=ids, check=CheckOutcome.SUPPORTED), label)

    def _block(self, section: SectionName, heading: str | None, lines: Iterable[Line], size: int = 1) -> Block:
        found = [self._sentence(text, cited, label) for label, text, cited in lines]
        return Block(section, heading, paragraphs([s for s in found if s], size))

    def _of(self, *names: str) -> list[Scored]:
        return [k for k in self.kept if k.section in names]

    def _subjective(self) -> list[Block]:
        complaint = chief_complaint(self.conversation, self.drafts)
        blocks = [self._block(S, "CHIEF COMPLAINT", [(None, *complaint)] if complaint else [])]
        for name, heading, size in _SUBJECTIVE:
            blocks.append(self._block(S, heading, _lines(self._of(name)), size))
        blocks.append(self._block(S, "REVIEW OF SYSTEMS", review(self.drafts)))
        return blocks

    def _objective(self) -> list[Block]:
        writer = self.conversation.writer
        vitals = list(find_vitals(self.conversation.units, writer))
        signs = [] if vitals else _lines(self._of("vitals"))
        return [
            self._block(O, "VITALS", [*vitals, *signs]),
            self._block(O, "PHYSICAL EXAM", findings(self._of("exam"), writer)),
            self._block(O, "RESULTS", _lines(self._of("results"))),
        ]

    def _assessment_and_plan(self) -> list[Block]:
        problems = find_problems(self.conversation.units, self.conversation.writer)
        loose = group(self._of("assessment", "plan"), problems)
        if problems:
            problems[0].items[:0] = loose
        else:
            return [self._block(A, "ASSESSMENT", _lines(self._of("assessment"))), self._block(P, "PLAN", _lines(self._of("plan")))]
        assessment: list[Line] = []
        plan: list[Line] = []
        for problem in problems:
            assessment.append((None, problem.name, problem.segments))
            assessment.extend(_labelled(problem, "Medical Reasoning"))
            lines = _labelled(problem, None)
            plan.extend([(None, problem.name, problem.segments), *lines] if lines else [])
        return [self._block(A, "ASSESSMENT", assessment), self._block(P, "PLAN", plan)]


def _labelled(problem: Problem, only: str | None) -> list[Line]:
    """The problem's lines with the label, or with every other label than reasoning."""
    lines: list[Line] = []
    for item in problem.items:
        name = "Medical Reasoning" if item.section == "assessment" else label(item.draft.text)
        if (name == only) if only else (name != "Medical Reasoning"):
            lines.append((name, item.draft.text, item.draft.segments))
    return lines


def _lines(items: Iterable[Scored]) -> list[Line]:
    return [(None, item.draft.text, item.draft.segments) for item in items]
