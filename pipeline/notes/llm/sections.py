"""One section from one passage: asked for, checked, and once asked for again where it fails."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.models import CheckOutcome
from pipeline.notes.llm.answers import Answered, answer_schema, read_answer
from pipeline.notes.llm.checking import Checked, check
from pipeline.notes.llm.failures import ModelBrokeOff, ModelUnreadable
from pipeline.notes.llm.messages import SectionPrompt
from pipeline.notes.llm.passages import Line, Said
from pipeline.notes.llm.server import Messages, ModelServer

TEMPERATURES = (0.0, 0.4)
"""Of the first attempt at an answer and of the second, which must differ from a broken first."""

FEWEST_SENTENCES = 6
MOST_SENTENCES = 24

Watch = Callable[[Sequence[Checked], Sequence[Checked]], None]
"""Told of each passage's sentences as first checked, and as they are after the second attempt."""


@dataclass(frozen=True, slots=True)
class SectionWriter:
    """Writes one section of one note, passage by passage."""

    server: ModelServer
    prompt: SectionPrompt
    said: Said
    passages: int
    watch: Watch = lambda *_: None

    def write(self, passage: Sequence[Line]) -> list[Checked]:
        """The checked sentences that a passage gives for the section; some may not be supported.

        Raises `ModelFailed`.
        """
        most = max(FEWEST_SENTENCES, MOST_SENTENCES // self.passages)
        answered = self._ask(self.prompt.ask(passage, most), rewriting=False)[:most]
        checked = self._checked(answered, passage)
        failed = [c for c in checked if not c.supported]
        final = self._mended(checked, failed, passage) if failed else checked
        self.watch(checked, final)
        return final

    def _mended(
        self, checked: Sequence[Checked], failed: Sequence[Checked], passage: Sequence[Line]
    ) -> list[Checked]:
        """The sentences with those that failed written once more; what the model withdraws is gone."""
        try:
            again = self._ask(self.prompt.ask_again(passage, failed), rewriting=True)
        except ModelUnreadable:
            return list(checked)
        second: dict[int, list[Checked]] = {}
        for answered, found in zip(again, self._checked(again, passage), strict=True):
            if answered.replaces is not None:
                second.setdefault(answered.replaces - 1, []).append(found)
        if again and not second:  # it answered without saying to what
            return list(checked)
        better = {id(c): _better(c, second.get(n, [])) for n, c in enumerate(failed)}
        return [kept for c in checked for kept in better.get(id(c), [c])]

    def _checked(self, answered: Iterable[Answered], passage: Sequence[Line]) -> list[Checked]:
        within = sorted({line.number - 1 for line in passage})
        return [check(self._placed(a), self.said, within=within) for a in answered]

    def _placed(self, answered: Answered) -> Answered:
        known = answered.part if answered.part in self.prompt.parts else self.prompt.parts[0]
        return replace(answered, part=known)

    def _ask(self, messages: Messages, *, rewriting: bool) -> list[Answered]:
        schema: dict[str, Any] = answer_schema(self.prompt.parts, rewriting=rewriting)
        for temperature in TEMPERATURES[:-1]:
            try:
                return read_answer(self.server.ask(messages, schema, temperature=temperature))
            except (ModelUnreadable, ModelBrokeOff):
                continue
        return read_answer(self.server.ask(messages, schema, temperature=TEMPERATURES[-1]))


def _better(first: Checked, second: Sequence[Checked]) -> list[Checked]:
    """The second attempt, unless a sentence of it fares worse than the first."""
    return [first] if any(_badness(c) > _badness(first) for c in second) else list(second)


def _badness(checked: Checked) -> tuple[int, bool, int]:
    # Without a citation nothing was looked for, so that little is missing.
    missing = len(checked.result.missing)
    return tuple(CheckOutcome).index(checked.result.outcome), not checked.segments, missing
