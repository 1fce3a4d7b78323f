import pytest

from tests.notes.grounded.arranging.test_review import reviewed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("P: My left foot is completely numb.", "Reports left foot numbness."),
        ("P: I have had some tingling in both hands.", "Reports bilateral hand tingling."),
        ("P: I had mild headaches.", "Reports mild headaches."),
        ("P: I woke up in a sweat and was nauseated.", "Reports sweating."),
    ],
)
def test_a_reported_symptom_keeps_its_part_and_its_degree(said: str, told: str) -> None:
    assert told in reviewed(said)


@pytest.mark.parametrize(
    "said",
    [
        "P: I have had this stiffness since the winter.",
        "P: I looked after the wound every day.",
        "P: I get aches and pains like everybody.",
    ],
)
def test_what_the_history_tells_better_is_not_reported_by_a_bare_name(said: str) -> None:
    assert reviewed(said) == ""


def test_a_symptom_is_of_the_part_right_beside_it() -> None:
    told = reviewed("P: My calves cramp and my lips swell.")
    assert "calf cramps" in told
    assert "lip swelling" in told
    assert "hand" not in reviewed("P: My hands are cold and I have numbness.")


def test_a_part_that_is_denied_is_not_where_a_symptom_is() -> None:
    assert "hand" not in reviewed("D: Is the tingling in both hands?", "P: No.")


def test_a_weight_loss_that_was_wanted_is_reported_as_wanted() -> None:
    assert reviewed("D: Have you had any intentional weight loss?", "P: Yes.") == (
        "Reports intentional weight loss."
    )


def test_a_little_of_what_was_asked_about_is_reported_as_a_little() -> None:
    told = reviewed("D: Any dizziness or nausea?", "P: A little bit of nausea after breakfast.")
    assert "Reports a little nausea." in told
