import pytest

from pipeline.notes.grounded.reading.boundaries import restore
from pipeline.notes.grounded.reading.conditions import in_order, in_short, raises_alarm


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


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "And your cough is getting worse, then you should call us.",
            "And if your cough is getting worse, then you should call us.",
        ),
        ("You're becoming drowsy, then please call us.", "if you're becoming drowsy, then please call us."),
        ("For a rash or fever, if you get that, come back.", "if you get a rash or fever, come back."),
        (
            "With a rash or fever, if you get that's an emergency.",
            "if you get a rash or fever, that's an emergency.",
        ),
        ("Your cough is getting worse, so we will get an x-ray.",) * 2,
        ("Your blood pressure is high, then we will start lisinopril.",) * 2,
    ],
)
def test_a_condition_said_without_if_or_behind_its_matter_is_read_as_one(said: str, read: str) -> None:
    assert in_order(said) == read


def test_only_a_condition_called_an_emergency_needs_what_to_do_in_it() -> None:
    assert raises_alarm("If you get a fever, that's more of a medical emergency.")
    assert not raises_alarm("If you get a fever, go to the emergency room.")
    assert not raises_alarm("This is an emergency.")
