import pytest

from pipeline.notes.grounded.wording.pointing import without_pointing


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "the asthma, we have been giving her a spacer for that",
            "we have been giving her a spacer for the asthma",
        ),
        ("his gastritis, so that is what causing the nausea", "his gastritis is causing the nausea"),
        ("we will start an inhaler to help her with this", "we will start an inhaler"),
        ("stress from this may have played a part", "stress may have played a part"),
        ("he has some arthritis in that", "he has some arthritis"),
        ("the x-ray shows no pneumonia there", "the x-ray shows no pneumonia"),
    ],
)
def test_a_pointing_word_goes_where_the_sentence_is_whole_without_it(said: str, written: str) -> None:
    assert without_pointing(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "he does not have a rash there",
        "he lives there",
        "the weather, we will wait for that",
        "she has no history of that",
        "he knows what is causing that",
    ],
)
def test_a_pointing_word_that_something_hangs_on_stays(said: str) -> None:
    assert without_pointing(said) == said
