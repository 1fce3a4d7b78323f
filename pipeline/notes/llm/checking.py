"""The check of the model's sentences, and mending of citations that name the wrong lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.models import CheckOutcome
from pipeline.notes.evidence import OF_ANOTHER, CheckResult, check_sentence
from pipeline.notes.facts import content_words, stem
from pipeline.notes.llm.answers import Answered
from pipeline.notes.llm.passages import Said
from pipeline.notes.polarity import Polarity

MOST_CITED = 4
"""Lines that a sentence may cite as they are; a check against many lines proves little."""

_LIKELIEST = 6
_WINDOW = 3
_CONTRADICTED = (OF_ANOTHER, *(f"({polarity.value})" for polarity in Polarity))


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, the positions of the segments that it rests on, and what the check found."""

    part: str
    text: str
    segments: tuple[int, ...]
    result: CheckResult

    @property
    def supported(self) -> bool:
        """Whether every fact of the sentence is in those segments."""
        return self.result.outcome is CheckOutcome.SUPPORTED


def check(answered: Answered, said: Said, *, within: Sequence[int]) -> Checked:
    """Check a sentence against the lines that it names.

    Lines that are not in the passage (positions ``within``) are dropped. If the rest do not
    support the sentence, the lines beside them are tried too and then, unless they say the
    opposite, the likeliest of the passage. If they do and are more than `MOST_CITED`, the
    few of them that the sentence needs are sought. Citations change only where the sentence
    is then fully supported.
    """
    cited = tuple(sorted({n - 1 for n in answered.lines} & set(within)))
    result = _check(answered.text, cited, said)
    for other in _others(answered.text, cited, said, within, result):
        mended = _check(answered.text, other, said)
        if mended.outcome is CheckOutcome.SUPPORTED:
            narrow = _narrowed(answered.text, other, said)
            return Checked(answered.part, answered.text, narrow, _check(answered.text, narrow, said))
    return Checked(answered.part, answered.text, cited, result)


def _check(text: str, segments: Sequence[int], said: Said) -> CheckResult:
    return check_sentence(text, [said.texts[i] for i in segments])


def _narrowed(text: str, segments: tuple[int, ...], said: Said) -> tuple[int, ...]:
    """The segments without those at either end that the sentence does not need."""
    start, end = 0, len(segments)
    while end - start > 1 and _supports(text, segments[start + 1 : end], said):
        start += 1
    while end - start > 1 and _supports(text, segments[start : end - 1], said):
        end -= 1
    return segments[start:end]


def _supports(text: str, segments: Sequence[int], said: Said) -> bool:
    return _check(text, segments, said).outcome is CheckOutcome.SUPPORTED


def _others(
    text: str, cited: tuple[int, ...], said: Said, within: Sequence[int], found: CheckResult
) -> Iterator[tuple[int, ...]]:
    """Segments to try instead of those cited, the best first; none where the citation is good."""
    if found.outcome is CheckOutcome.SUPPORTED:
        if len(cited) > MOST_CITED:
            yield from _likeliest(text, said, cited)
            yield cited
        return
    beside = {near for i in cited for near in range(i - 1, i + 2)} & set(within)
    if beside - set(cited):
        yield tuple(sorted(beside))
    if not any(fact.endswith(_CONTRADICTED) for fact in found.missing):
        yield from _likeliest(text, said, within)


def _likeliest(text: str, said: Said, within: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Runs of one to three neighbouring lines that begin where most of the sentence's words are."""
    wanted = {stem(word) for word in content_words(text)}
    known = set(within)
    alike = {i: len(wanted & set(map(stem, content_words(said.texts[i])))) for i in within}
    for i in sorted((i for i in alike if alike[i]), key=lambda i: -alike[i])[:_LIKELIEST]:
        runs = (tuple(range(i, i + width)) for width in range(1, _WINDOW + 1))
        yield from (run for run in runs if known.issuperset(run))
