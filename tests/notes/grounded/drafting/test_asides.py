import pytest

from tests.notes.grounded.wording.test_antecedents import sentences


@pytest.mark.parametrize(
    "said",
    [
        "D: You can lie back.",
        "D: You may breathe normally.",
        "D: Now I'm going to have you bend your elbow as if you are lifting a cup.",
        "D: Push against my hand for me.",
        "D: I'm going to press on your calf.",
        "D: Follow up and take out the abdominal exam.",
        "D: I'd stop at the front desk.",
        "P: My sister held a gun to my head.",
        "P: I have been in cruise control for years.",
        "P: I was so worried about my daughter.",
        "D: I just need to ask this for anyone suffering from asthma.",
        "D: I ask that of all my patients with depression.",
    ],
)
def test_words_of_the_room_and_figures_of_speech_tell_nothing(said: str) -> None:
    assert sentences(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "D: I'm going to have you follow up with my partner.",
        "D: I'm going to have you raise your leg above your heart.",
        "D: I'm going to have you bend your knees when you pick things up.",
        "D: You can stand for an hour when you are at work.",
        "D: You can come back in two weeks.",
        "D: You can put ice on it.",
        "D: You can put weight on it.",
        "D: You can come off the crutches.",
        "D: You may put the brace on at night.",
        "D: You can step up to the higher dose.",
        "D: You can breathe into the spacer.",
        "D: Stop out at the desk and we'll make an appointment for two weeks.",
        "P: I was worried about my son since he stopped breathing for ten seconds.",
    ],
)
def test_what_a_patient_can_do_at_home_is_told(said: str) -> None:
    assert sentences(said)
