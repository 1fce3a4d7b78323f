import pytest

from pipeline.notes.grounded.wording.openings import without_opening

INTRODUCED = [
    ("I am glad to hear that she is sleeping better", "she is sleeping better"),
    (
        "It says that she was found to have a cyst in her left breast",
        "she was found to have a cyst in her left breast",
    ),
    ("For medications, I have that she takes iron and vitamin c", "she takes iron and vitamin c"),
]
TOLD = [
    "it is important that she takes the tablets with food",
    "his mother said he was wheezing at night",
    "if the pain gets worse he is going to call us",
    "he thinks it is his back",
    "she has a cough",
    "it is unlikely that her heart is the cause",
    "I am hopeful that his sugar is controlled",
    "we need to make sure that he does not get an infection",
    "their grandfather had it, he died of it at 72",
]


@pytest.mark.parametrize(("whole", "rest"), INTRODUCED)
def test_an_opening_that_only_introduces_goes(whole: str, rest: str) -> None:
    assert without_opening(whole) == rest


@pytest.mark.parametrize("whole", TOLD)
def test_an_opening_that_tells_something_stays(whole: str) -> None:
    assert without_opening(whole) == whole
