import pytest

from pipeline.notes.grounded.choosing.teaching import is_teaching


@pytest.mark.parametrize(
    "text",
    [
        "This is a beta blocker inhibitor that slows the pulse.",
        "That will help to keep the swelling down.",
        "The body can react to stress in that way.",
        "Most people get over a cold in a week.",
        "The most common side effects are headaches.",
        "There are several kinds of arthritis.",
        "Tachycardia means the heart beats fast.",
        "Often when we see a cough like hers, we suspect an allergy.",
        "It is one of the hormones that the body makes.",
    ],
)
def test_an_explanation_in_general_is_teaching(text: str) -> None:
    assert is_teaching(text)


@pytest.mark.parametrize(
    "text",
    [
        "Physical therapy will help considering her weak ankle.",
        "There is a small effusion.",
        "This is a fracture of the left wrist.",
        "Losartan may cause dizziness.",
        "It is a muscle strain of the calf.",
        "When we see him next week we will remove the stitches.",
        "Positive means that you have HIV.",
        "Positive means that she has HIV.",
        "That means you have cancer.",
    ],
)
def test_what_is_said_of_this_patient_is_not(text: str) -> None:
    assert not is_teaching(text)
