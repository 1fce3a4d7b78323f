"""How well a transcript says who spoke: by time, and by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jiwer
from pyannote.core import Annotation
from pyannote.core import Segment as Span
from pyannote.metrics.diarization import DiarizationErrorRate

from pipeline.models import Segment, Speaker

# Borders of reference turns are not scored to 0.25 s on either side, as in NIST's evaluations.
COLLAR = 0.5
# A reference's turn holds its pauses: those within a speaker's turn are closed up to this, seconds.
PAUSE = 2.0


@dataclass(frozen=True)
class Turn:
    """What one speaker said; timed in seconds where the reference is."""

    speaker: Speaker
    text: str
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True)
class WordScore:
    """Shares of the reference's words that were heard (recognised or mistaken for another).

    Attributes:
        right: With the right role.
        unknown: Without a role.
        voice: Right if the two roles may be swapped as a whole; unknown ones count as wrong.
        words: How many were heard.
    """

    right: float
    unknown: float
    voice: float
    words: int


def diarization_error(turns: Sequence[Turn], segments: Sequence[Segment]) -> float:
    """Diarisation error rate of pyannote.metrics; time of unknown speakers is missed speech."""
    truth, found = Annotation(), Annotation()
    for turn in turns:
        truth[Span(turn.start, turn.end), turn.speaker] = turn.speaker.value
    for number, (start, end, speaker) in enumerate(_joined(segments)):
        if speaker is not Speaker.UNKNOWN:
            found[Span(start, end), number] = speaker.value
    return float(DiarizationErrorRate(collar=COLLAR)(truth, found))


def word_score(turns: Sequence[Turn], segments: Sequence[Segment]) -> WordScore:
    """Align words with the reference's and compare their speakers."""
    truth = [(word, turn.speaker) for turn in turns for word in _words(turn.text)]
    found = [(word, segment.speaker) for segment in segments for word in _words(segment.text)]
    pairs = [(truth[one][1], found[other][1]) for one, other in _aligned(truth, found)]
    right = sum(one is other for one, other in pairs)
    unknown = sum(other is Speaker.UNKNOWN for _, other in pairs)
    swapped = len(pairs) - right - unknown
    total = max(1, len(pairs))
    return WordScore(right / total, unknown / total, max(right, swapped) / total, len(pairs))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


def _aligned(truth: list[tuple[str, Speaker]], found: list[tuple[str, Speaker]]) -> Iterator[tuple[int, int]]:
    """Indices of words that stand for each other."""
    texts = [" ".join(word for word, _ in side) for side in (truth, found)]
    for chunk in jiwer.process_words(*texts).alignments[0]:
        if chunk.type in ("equal", "substitute"):
            yield from zip(
                range(chunk.ref_start_idx, chunk.ref_end_idx),
                range(chunk.hyp_start_idx, chunk.hyp_end_idx),
                strict=True,
            )


def _joined(segments: Sequence[Segment]) -> list[tuple[float, float, Speaker]]:
    """Segments as turns."""
    turns: list[tuple[float, float, Speaker]] = []
    for one in segments:
        if turns and turns[-1][2] is one.speaker and one.start - turns[-1][1] <= PAUSE:
            turns[-1] = (turns[-1][0], max(one.end, turns[-1][1]), one.speaker)
        else:
            turns.append((one.start, one.end, one.speaker))
    return turns
