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
        ("use the rice protocol and eat rice", "use the RICE protocol and eat rice"),
        ("a mr arthrogram of the wrist", "a MR arthrogram of the wrist"),
        ("positive tinel's, negative homans", "positive Tinel's, negative Homans"),
        (
            "the covid and mmr vaccines were given in san diego, texas",
            "the COVID and MMR vaccines were given in San Diego, Texas",
        ),
        ("she has hepatitis b and a vitamin b gap", "she has hepatitis B and a vitamin B gap"),
    ],
)
def test_people_drugs_and_abbreviations_have_capitals(said: str, written: str) -> None:
    assert with_capitals(said, {}) == written


def test_the_transcripts_own_casing_goes_first() -> None:
    assert with_capitals("she takes lyrica", {"lyrica": "lyrica"}) == "she takes lyrica"
