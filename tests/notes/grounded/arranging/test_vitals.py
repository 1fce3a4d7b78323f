from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.vitals import find_vitals
from pipeline.notes.grounded.language.person import SHE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def signs(*turns: str) -> list[str]:
    units = split_units(transcript_of(list(turns), [Speaker.CLINICIAN] * len(turns)).segments)
    return [text for text, _ in find_vitals(units, Writer(SHE))]


def test_a_pair_of_numbers_soon_after_the_pressure_is_named_is_the_pressure() -> None:
    said = "Your blood pressure is a bit up. Pain can do that. It was 150 over 90. Nothing bad."
    assert signs(said) == ["Blood pressure: 150/90 mm Hg."]


def test_a_pair_of_numbers_in_another_turn_is_not_the_pressure() -> None:
    assert signs("Your blood pressure is up. Pain can do that.", "It is 150 over 90.") == []
