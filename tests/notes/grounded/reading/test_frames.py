import pytest

from pipeline.notes.grounded.reading.boundaries import restore

FRAMED = [
    (
        "your legs show full range of motion with your left ankle let's focus on it now",
        "your legs show full range of motion. with your left ankle, let's focus on it now",
    ),
    (
        "your heart has a soft murmur and on your abdominal exam i do not feel any masses",
        "your heart has a soft murmur. and on your abdominal exam, i do not feel any masses",
    ),
    (
        "you get short of breath when you clean for your current symptoms i'm going to give you an inhaler",
        "you get short of breath when you clean. for your current symptoms, i'm going to give you an inhaler",
    ),
]


@pytest.mark.parametrize(("said", "marked"), FRAMED)
def test_an_exam_or_a_problem_opens_what_is_told_after_it(said: str, marked: str) -> None:
    assert restore(said, punctuated=False) == marked


def test_a_condition_keeps_what_it_is_the_condition_of() -> None:
    said = (
        "so we will swab your throat today and if that is positive i want to start you on penicillin for it"
    )
    assert "positive." not in restore(said, punctuated=False)
