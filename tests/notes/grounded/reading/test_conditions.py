import pytest

from pipeline.notes.grounded.reading.boundaries import restore
from pipeline.notes.grounded.reading.conditions import in_short


@pytest.mark.parametrize(
    "said",
    [
        "so let's wait for a couple of weeks, and then, we'll refer you to hand therapy if we need to okay?",
        "and we will order the scan today, and i will give you a sling for the elbow if it hurts okay?",
    ],
)
def test_a_closing_condition_stays_with_what_it_is_the_condition_of(said: str) -> None:
    assert ". if" not in restore(said, punctuated=True)


def test_a_need_at_the_end_is_told_in_short() -> None:
    assert in_short("We can refer you if you need it after that.") == "We can refer you if needed."
    assert in_short("If we need to, we will refer you.") == "If we need to, we will refer you."
