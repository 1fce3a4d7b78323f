import pytest

from pipeline.models import NoteOptions
from pipeline.notes.engine import load_engine
from pipeline.notes.text import read_text

DICTATION = (
    "This is a 61 year old woman who presents with right hip pain for two months. She takes losartan 50 mg"
    " daily. On examination she weighs 80 kilos. Blood pressure 150 over 90. Trendelenburg is positive."
    " Range of motion is 10 to 90 degrees. X-ray of the right hip shows joint space narrowing."
    " Impression is moderate osteoarthritis of the right hip. Hypertension not at goal. Plan. Start"
    " meloxicam 15 mg daily. Refer to physiotherapy for muscle strength. I offered an injection but she"
    " declined. Increase losartan to 100 mg daily. Check creatinine before starting meloxicam."
)


def _section(name: str) -> str:
    note = load_engine("grounded").write(read_text(DICTATION), NoteOptions(specialty="physician"))
    told: str = getattr(note, name)
    return told


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("subjective", "presents with right hip pain"),
        ("objective", "150/90"),
        ("objective", "Trendelenburg is positive"),
        ("objective", "Range of motion"),
        ("objective", "joint space narrowing"),
        ("assessment", "Hypertension not at goal"),
        ("plan", "meloxicam 15 mg"),
        ("plan", "We will refer her to physiotherapy"),
        ("plan", "but she declined"),
        ("plan", "100 mg daily"),
    ],
)
def test_what_is_dictated_stands_under_the_heading_that_was_said(section: str, told: str) -> None:
    assert told in _section(section)


def test_nothing_of_the_plan_is_told_as_history() -> None:
    assert "Increase" not in _section("subjective")
    assert "Trendelenburg" not in _section("subjective")
