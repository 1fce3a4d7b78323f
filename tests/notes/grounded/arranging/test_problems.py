import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.problems import find_problems
from pipeline.notes.grounded.language.person import HE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def problems(*said: str) -> list[str]:
    texts = ["Hello there.", "Good morning.", *said]
    units = split_units(transcript_of(texts, [Speaker.CLINICIAN] * len(texts)).segments)
    return [p.name for p in find_problems(units, Writer(HE))]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("For your asthma that we talked about last week, keep the inhaler.", "Asthma."),
        ("The findings are most likely a wrist sprain consistent with your fall.", "Likely wrist sprain."),
        ("My impression is that you have this eczema.", "Eczema."),
        ("So for your first problem of this acute bronchitis, I will order rest.", "Bronchitis."),
    ],
)
def test_a_problem_is_named_without_what_follows_in_the_same_breath(said: str, name: str) -> None:
    assert problems(said) == [name]


@pytest.mark.parametrize(
    "said",
    ["This is not consistent with asthma at all.", "My impression is something that will go away."],
)
def test_a_problem_ruled_out_or_not_named_is_none(said: str) -> None:
    assert problems(said) == []


def test_of_two_opposite_names_the_later_counts() -> None:
    assert problems("For your hyperkalemia, we wait.", "For your hypokalemia, take potassium.") == [
        "Hypokalemia."
    ]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My impression is that you probably have bursitis.", "Probable bursitis."),
        ("Your pain is most likely due to bursitis.", "Likely bursitis."),
        ("I suspect you have a diagnosis of bursitis.", "Suspected bursitis."),
        ("The findings are consistent with bursitis.", "Bursitis."),
    ],
)
def test_a_diagnosis_keeps_the_doubt_it_was_said_with(said: str, name: str) -> None:
    assert problems(said) == [name]


def test_a_disorder_that_is_spoken_of_in_general_is_no_problem_of_the_patient() -> None:
    assert problems("This helps anyone suffering from migraine.") == []
