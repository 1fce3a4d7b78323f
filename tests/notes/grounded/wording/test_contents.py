import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.contents import with_contents
from tests.notes.conftest import transcript_of


def written(*said: str) -> tuple[str, tuple[int, ...]]:
    speakers = [(Speaker.CLINICIAN, Speaker.PATIENT)[i % 2] for i in range(len(said))]
    *before, unit = split_units(transcript_of(said, speakers).segments)
    told = with_contents(unit, before)
    return told.text, told.segments


def test_what_is_in_it_takes_the_noun_said_before_and_cites_it() -> None:
    assert written("How is your urine?", "There's no blood in it.") == (
        "There's no blood in the urine.",
        (0, 1),
    )


def test_the_noun_of_the_same_sentence_comes_first() -> None:
    text, cited = written("How is your urine?", "I vomit and there is blood in it.")
    assert "blood in the vomit" in text
    assert cited == (1,)


@pytest.mark.parametrize(
    "said",
    [
        ["Is your stool loose?", "I vomited. There is blood in it."],
        ["How is your urine?", "Good. The cloth had blood in it."],
        ["How is your stool?", "Good. My gums are sore. There's blood in it."],
    ],
)
def test_what_another_thing_has_in_it_stays(said: list[str]) -> None:
    assert " in it." in written(*said)[0]


def test_of_two_nouns_or_of_another_persons_it_stays() -> None:
    assert written("Any stool or urine changes?", "No blood in it.") == ("No blood in it.", (1,))
    assert written("My brother had brown urine.", "There's no blood in it.") == (
        "There's no blood in it.",
        (1,),
    )
