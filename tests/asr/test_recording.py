import pytest

from pipeline.asr.recording import passed_over
from pipeline.models import Word


def starting(*starts: float) -> list[Word]:
    return [Word(start=start, end=start + 0.3, text="word", probability=1.0) for start in starts]


def test_speech_without_a_word_is_passed_over() -> None:
    holes = passed_over(starting(4.0, 5.0, 10.0), 16.0)
    assert holes == [pytest.approx((0.0, 4.0)), pytest.approx((5.6, 10.0)), pytest.approx((10.6, 16.0))]


def test_words_that_follow_each_other_leave_nothing_out() -> None:
    assert passed_over(starting(0.5, 2.0, 4.0), 6.0) == []
