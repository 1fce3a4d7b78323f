import pytest

from tests.notes.grounded.wording.test_antecedents import sentences


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "D: I reviewed the results of your left wrist x-ray. There is no fracture present.",
            "The left wrist x-ray shows no fracture.",
        ),
        (
            "D: We did an x-ray of your hip and I do notice subtle displacement of the shaft.",
            "The x-ray of her hip shows subtle displacement of the shaft.",
        ),
        (
            "D: Look at the images of the MRI. Here you can see it's a well defined mass.",
            "The MRI shows a well-defined mass.",
        ),
        (
            "D: This is an x-ray of your heel. There is good bony alignment. I don't see any fracture.",
            "The x-ray of her heel shows no fracture",
        ),
        ("D: Looking at the x-rays of your hand. I don't see any fractures.", "show no fractures."),
        (
            "D: I reviewed the CT of your head. There's no evidence of hydronephrosis.",
            "The CT of her head shows",
        ),
    ],
)
def test_a_finding_takes_the_study_named_just_before(said: str, written: str) -> None:
    assert any(written in s for s in sentences(said))


@pytest.mark.parametrize(
    "said",
    [
        "D: I'm going to order an x-ray of your hip. There is no fracture that I can feel.",
        "D: I want an MRI of your knee. There is no dislocation.",
        "D: I reviewed the x-ray and the CT. There is no fracture.",
        "D: You had an x-ray of your hip last year. There was a fracture then.",
        "D: Looking at the x-ray, it is fine. You walk. You see well. You hear. There is no fracture.",
        "D: I looked at the CT of your belly. I examined your elbow. There is no dislocation.",
        "D: I looked at the CT of your belly. There is no dislocation of the elbow.",
        "D: I looked at the x-ray of your left foot. There is a fracture of the right foot.",
        "D: They did an MRI of your back in March. There is no disc herniation.",
        "D: The CT results are pending. I see no hydronephrosis.",
        "D: The x-ray results aren't back. There is no fracture.",
        "D: You did not get the x-ray. There is an obvious dislocation.",
        "D: You had an x-ray at the clinic. They missed it. There is a displaced fracture.",
    ],
)
def test_a_finding_whose_study_is_not_sure_stays_as_it_was_said(said: str) -> None:
    assert not any(" shows " in s for s in sentences(said))
