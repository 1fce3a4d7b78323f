"""Selected drafts arranged under the note's inner headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.models import CheckOutcome, Evidence, SectionName
from pipeline.notes.grounded.arranging.agreement import find_agreement
from pipeline.notes.grounded.arranging.complaint import (
    Complaint,
    first_symptom,
    only_repeats,
    presentation,
    reason_for_visit,
)
from pipeline.notes.grounded.arranging.denials import merge
from pipeline.notes.grounded.arranging.examination import findings
from pipeline.notes.grounded.arranging.layout import Block, Sentence
from pipeline.notes.grounded.arranging.problems import (
    REASONING,
    Problem,
    find_belief,
    find_problems,
    group,
    label,
)
from pipeline.notes.grounded.arranging.reports import attributed
from pipeline.notes.grounded.arranging.standing import Line, Standing
from pipeline.notes.grounded.arranging.vitals import is_measurement
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.choosing.topics import is_surgical
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.grounded.wording.naming import without_name
from pipeline.notes.grounded.wording.narrative import narrated
from pipeline.notes.headings import Headings

_SUBJ, _OBJ, _ASSESS, _PLAN = tuple(SectionName)
_HISTORY_PARTS = ("history", "past", "social", "family", "medications", "allergies")
_PRESENTS = re.compile(
    r"\bpresent(?:s|ing)\b|\bhere (?:today )?(?:for|with)\b|\b(?:comes|came) in (?:for|with)\b", re.I
)
_AGREEMENT = "The patient understands and agrees with the recommended medical treatment plan."


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Turns what was kept of one conversation into the blocks of a note."""

    conversation: Conversation
    drafts: Sequence[Draft]
    standing: Standing
    kept: Sequence[Scored]
    headings: Headings

    def blocks(self) -> list[Block]:
        """The blocks of the note, in reading order."""
        return [*self._subjective(), *self._objective(), *self._assessment_and_plan()]

    def _sentence(self, text: str, segments: Sequence[int], label: str | None = None) -> Sentence | None:
        if not self.conversation.supports(text, segments):
            return None
        ids = [self.conversation.segments[i].id for i in segments]
        return Sentence(Evidence(sentence=text, segments=ids, check=CheckOutcome.SUPPORTED), label)

    def _block(self, section: SectionName, heading: str | None, lines: Iterable[Line]) -> Block:
        paragraphs: list[list[Sentence]] = []
        before: str | None = None
        for named, text, cited in lines:
            again = named is not None and named == before
            if sentence := self._sentence(text, cited, None if again else named):
                if again:
                    paragraphs[-1].append(sentence)
                else:
                    paragraphs.append([sentence])
                before = named
        return Block(section, heading, tuple(map(tuple, paragraphs)))

    def _of(self, *names: str) -> list[Scored]:
        return [k for k in self.kept if k.section in names]

    def _subjective(self) -> list[Block]:
        reason = reason_for_visit(self.conversation)
        complaint = reason or first_symptom(self.conversation, self.drafts)
        blocks = [self._block(_SUBJ, "CHIEF COMPLAINT", [(None, *complaint)] if complaint else [])]
        for name in _HISTORY_PARTS:
            kept = [k for k in self._of(name) if name != "past" or not is_surgical(k.draft.text)]
            items = merge(kept, self.conversation.writer)
            if name == "history":
                items = list(attributed(items, self.conversation))
            lines = self._story(items, reason, opening=name == "history")
            blocks.append(self._block(_SUBJ, self.headings[name], lines))
            if name == "past":
                operations = [k for k in self._of(name) if is_surgical(k.draft.text)]
                blocks.append(self._block(_SUBJ, self.headings["surgical"], _lines(operations)))
        blocks.append(self._block(_SUBJ, self.headings["review"], self.standing.reviewed))
        return blocks

    def _story(self, items: Sequence[Scored], reason: Complaint | None, *, opening: bool) -> list[Line]:
        """A line an item with the patient named now and then; ``opening``: the first tells of the visit."""
        lines = _lines(items, named=opening)
        unsaid = opening and lines and not any(_PRESENTS.search(text) for _, text, _ in lines)
        if unsaid and reason and (presents := presentation(reason)):
            lines = [
                (None, *presents),
                *(line for line in lines if not only_repeats(line[1], presents[0])),
            ]
        texts = narrated([text for _, text, _ in lines], self.conversation.writer.who)
        return [(label, text, cited) for (label, _, cited), text in zip(lines, texts, strict=True)]

    def _objective(self) -> list[Block]:
        writer = self.conversation.writer
        signs = self.standing.vitals or _lines(self._of("vitals"))
        seen = [k for k in self._of("exam") if not self._is_listed(k)]
        return [
            self._block(_OBJ, self.headings["vitals"], signs),
            self._block(_OBJ, self.headings["exam"], findings(seen, writer, self.headings.systems)),
            self._block(_OBJ, self.headings["results"], _lines(self._of("results"))),
        ]

    def _is_listed(self, item: Scored) -> bool:
        """Whether the item only tells a vital sign of those that the note lists."""
        return bool(self.standing.vitals) and is_measurement(item.draft.text)

    def _assessment_and_plan(self) -> list[Block]:
        problems = find_problems(self.conversation.units, self.conversation.writer)
        loose = group([k for k in self._of("assessment", "plan") if not self._is_listed(k)], problems)
        if problems:
            problems[0].items[:0] = loose
        else:
            planned = self._block(_PLAN, self.headings["plan"], _lines(self._of("plan")))
            return [
                self._block(_ASSESS, self.headings["assessment"], self._opinions()),
                replace(planned, paragraphs=(*planned.paragraphs, *self._agreement())),
            ]
        assessment = [line for p in problems for line in self._problem(p, reasoning=True)]
        plan = [line for p in problems for line in self._problem(p, reasoning=False)]
        return [
            Block(_ASSESS, self.headings["assessment"], tuple(assessment)),
            Block(_PLAN, self.headings["plan"], (*plan, *self._agreement())),
        ]

    def _opinions(self) -> list[Line]:
        """The assessment's sentences; where none was kept, the disorder the clinician believes in."""
        if lines := _lines(self._of("assessment")):
            return lines
        belief = find_belief(self.conversation.units, self.conversation.writer)
        return [(None, belief.name, belief.segments)] if belief else []

    def _problem(self, problem: Problem, *, reasoning: bool) -> Iterator[tuple[Sentence, ...]]:
        """The problem's name and its lines, one a label; the reasoning or all the rest."""
        lines: dict[str, list[Sentence]] = {}
        texts = narrated(map(_told, problem.items), self.conversation.writer.who)
        for item, text in zip(problem.items, texts, strict=True):
            name = REASONING if item.section == "assessment" else label(item.draft.text)
            first = name if name not in lines else None
            if (name == REASONING) == reasoning and (
                sentence := self._sentence(text, item.draft.segments, first)
            ):
                lines.setdefault(name, []).append(sentence)
        heading = self._sentence(problem.name, problem.segments)
        if heading and (lines or reasoning):
            yield (heading,)
        yield from (tuple(sentences) for sentences in lines.values())

    def _agreement(self) -> Iterator[tuple[Sentence, ...]]:
        """The patient's own explicit agreement, where it follows the plan."""
        planned = {i for k in self._of("plan") for i in k.draft.segments}
        answered = find_agreement(self.conversation, planned)
        if answered and (agreed := self._sentence(_AGREEMENT, answered)):
            yield (Sentence(agreed.evidence, "Patient Agreements"),)


def _lines(items: Iterable[Scored], *, named: bool = False) -> list[Line]:
    """A line an item; ``named``: the first may name the patient."""
    return [
        (None, item.draft.text if named and not i else _told(item), item.draft.segments)
        for i, item in enumerate(items)
    ]


def _told(item: Scored) -> str:
    """The draft without the patient's name, unless the speaker said "the patient"."""
    draft = item.draft
    return draft.text if "patient" in draft.spoken.lower() else without_name(draft.text)
