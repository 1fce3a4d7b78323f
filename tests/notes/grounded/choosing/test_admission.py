import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.choosing.admission import admitted
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.reading.units import Unit


def _scored(text: str, spoken: str, *, by_patient: bool, section: str = "history") -> Scored:
    speaker = Speaker.PATIENT if by_patient else Speaker.CLINICIAN
    unit = Unit(spoken, spoken, (0,), speaker, 0, 0.5)
    return Scored(Draft(text, (unit,), 0, Kind.STATEMENT, by_patient), section, 0.5)


@pytest.mark.parametrize(
    ("text", "spoken", "by_patient"),
    [
        ("The season opens in October.", "the season opens in october", True),
        ("I did not ask.", "i didn't ask", False),
        ("The ureter is the tube below it.", "the ureter is the tube below it", False),
    ],
)
def test_what_is_of_nobody_or_an_aside_is_no_history(text: str, spoken: str, by_patient: bool) -> None:
    assert not admitted(_scored(text, spoken, by_patient=by_patient))


@pytest.mark.parametrize(
    ("text", "spoken", "section"),
    [
        ("The pain is worse at night.", "it is worse at night", "history"),
        ("He works outside.", "i work outside", "social"),
        ("The lungs are clear.", "the lungs are clear", "exam"),
    ],
)
def test_what_tells_of_the_patient_is_admitted(text: str, spoken: str, section: str) -> None:
    assert admitted(_scored(text, spoken, by_patient=section != "exam", section=section))


@pytest.mark.parametrize(
    "text",
    [
        "I still have to sit down and use the nebulizer.",
        "There are times where I am just so down.",
        "We will order a brace for my activities.",
    ],
)
def test_daily_life_in_a_clinicians_first_person_is_no_plan(text: str) -> None:
    assert not admitted(_scored(text, text.lower(), by_patient=False, section="plan"))


@pytest.mark.parametrize(
    "text",
    ["I would like to play it safe and order a chest x-ray.", "I recommend he lift no more than 10 lb."],
)
def test_what_a_clinician_finds_or_advises_in_the_first_person_is_admitted(text: str) -> None:
    assert admitted(_scored(text, text.lower(), by_patient=False, section="plan"))
