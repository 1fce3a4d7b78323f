import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.examination import findings
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.language.person import SHE
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer


def found(text: str) -> list[str]:
    draft = Draft(text, (Unit(text, text, (0,), Speaker.CLINICIAN, 0, 0.5),), 0, Kind.STATEMENT, False)
    return [sentence for _, sentence, _ in findings([Scored(draft, "exam", 1.0)], Writer(SHE), {})]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("She does note that mild swelling of the ankle.", ["Mild swelling of the ankle."]),
        ("Her right wrist.", []),
        ("That her heart rate is elevated.", ["Heart rate is elevated."]),
        ("No so her abdominal exam is.", []),
        ("She can see it is a smooth mass.", ["Smooth mass."]),
        ("Swelling there on the left ankle.", ["Swelling on the left ankle."]),
        ("There is a little enlarged node.", ["Slightly enlarged node."]),
        ("Upper and lower extremities.", []),
        ("She has good grip alright and then.", ["Good grip."]),
        ("A regular rhythm with no rubs that I appreciate.", ["Regular rhythm with no rubs."]),
        ("She has some tenderness when I palpate.", ["Tenderness to palpation."]),
        ("The wound there is clean.", ["The wound is clean."]),
        ("I appreciate.", []),
        ("That.", []),
        ("Regular.", []),
        ("Bilateral all negative.", []),
        ("She has a 4/5 for grip on the left.", ["Strength is 4/5 for grip on the left."]),
        ("Pain is 3/5 with grip.", ["Pain is 3/5 with grip."]),
        ("There is a little 1/6 murmur.", ["1/6 murmur."]),
        ("A little heart murmur.", ["Slight heart murmur."]),
        ("She notes that her ankle is worse.", ["She notes that her ankle is worse."]),
    ],
)
def test_a_finding_of_the_examination_is_told_as_one(text: str, written: list[str]) -> None:
    assert found(text) == written


def test_a_finding_without_its_place_is_left_out_where_it_is_told_with_it() -> None:
    assert found("There is tenderness over the heel and there is tenderness.") == [
        "Tenderness over the heel."
    ]
    assert found("There is no edema of the feet and there is edema.") == ["No edema of the feet.", "Edema."]


def test_strength_called_good_gives_way_to_a_grade_that_excepts_it() -> None:
    assert found("Her strength is good, and there is 3/5 strength of the left hand.") == [
        "3/5 strength of the left hand."
    ]
    assert found("Her strength is good, and there is 5/5 strength of the left hand.") == [
        "Strength is good.",
        "5/5 strength of the left hand.",
    ]


def test_a_finding_told_after_a_part_of_the_body_is_of_that_part() -> None:
    assert found(
        "There is no rebound and her left hip shows a scar and there is some pain to palpation."
    ) == [
        "No rebound.",
        "Her left hip shows a scar.",
        "Pain to palpation of the left hip.",
    ]
