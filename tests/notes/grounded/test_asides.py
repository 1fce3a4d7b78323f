import pytest

from tests.notes.grounded.test_antecedents import sentences


@pytest.mark.parametrize(
    "said",
    [
        "D: You can lie back.",
        "D: You may breathe normally.",
        "D: Follow up and take out the abdominal exam.",
        "D: I'd stop at the front desk.",
        "P: My sister held a gun to my head.",
        "P: I was so worried about my daughter.",
    ],
)
def test_words_of_the_room_and_figures_of_speech_tell_nothing(said: str) -> None:
    assert sentences(said) == []


def test_what_a_patient_can_do_at_home_is_told() -> None:
    assert sentences("D: You can stand for an hour when you are at work.")
