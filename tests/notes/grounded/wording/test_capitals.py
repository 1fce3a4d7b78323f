import pytest

from pipeline.notes.grounded.wording.capitals import with_capitals


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("she was seen by dr henry tolbert", "she was seen by Dr Henry Tolbert"),
        ("referred by diane halloway for anemia", "referred by Diane Halloway for anemia"),
        ("her friend tyler drove her", "her friend Tyler drove her"),
        ("the mark on the skin is from a rose bush", "the mark on the skin is from a rose bush"),
        ("the stool is mixed with frank blood", "the stool is mixed with frank blood"),
        ("he takes vitamin d3 and farxiga", "he takes vitamin D3 and Farxiga"),
        ("an mcl strain", "an MCL strain"),
        ("this is anna presenting with a cough", "this is Anna presenting with a cough"),
        ("i think it is better", "I think it is better"),
    ],
)
def test_people_drugs_and_abbreviations_have_capitals(said: str, written: str) -> None:
    assert with_capitals(said, {}) == written


def test_the_transcripts_own_casing_goes_first() -> None:
    assert with_capitals("she takes lyrica", {"lyrica": "lyrica"}) == "she takes lyrica"
