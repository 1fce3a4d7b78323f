import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.asr import SpeechModel
from pipeline.asr.recording import passed_over
from pipeline.models import Word


def starting(*starts: float) -> list[Word]:
    return [Word(start=start, end=start + 0.3, text="word", probability=1.0) for start in starts]


def test_speech_without_a_word_is_passed_over() -> None:
    holes = passed_over(starting(4.0, 5.0, 10.0), 16.0)
    assert holes == [pytest.approx((0.0, 4.0)), pytest.approx((5.6, 10.0)), pytest.approx((10.6, 16.0))]


def test_words_that_follow_each_other_leave_nothing_out() -> None:
    assert passed_over(starting(0.5, 2.0, 4.0), 6.0) == []


@pytest.mark.slow
def test_sentences_that_the_model_leaps_over_are_heard_again(
    base_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    """Decoded once, without timestamps, this dialogue loses a tenth of its words."""
    recording = evaluation_data / "voiced" / "primock57_day3_consultation06.m4a"
    transcript = base_model.transcribe(to_speech(recording), on_progress=lambda _: None)
    turns = json.loads(recording.with_suffix(".json").read_text())
    said = sum(len(turn["text"].split()) for turn in turns["turns"])
    assert sum(len(segment.words) for segment in transcript.segments) > 0.93 * said
