import pytest

from pipeline.notes.grounded.administration import runs_visit


@pytest.mark.parametrize(
    "said",
    [
        "I'm going to begin your physical now.",
        "Let me take your family history.",
        "Here is a copy of the form for the laboratory.",
        "This is her aunt.",
        "We'll start with your gout.",
        "You can get dressed again.",
        "I will let you know what I find.",
    ],
)
def test_talk_that_runs_the_visit_is_none_of_the_note(said: str) -> None:
    assert runs_visit(said)


@pytest.mark.parametrize(
    "said",
    [
        "You should do your physical therapy twice a week.",
        "Your mother has a history of gout.",
        "Start aspirin.",
    ],
)
def test_a_plan_or_a_finding_is_not(said: str) -> None:
    assert not runs_visit(said)
