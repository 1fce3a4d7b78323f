import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.reports import reported
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.language.person import SHE
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer


def draft(text: str) -> Draft:
    unit = Unit(text, text, (0,), Speaker.PATIENT, 0, 0.0)
    return Draft(text=text, units=(unit,), index=0, kind=Kind.STATEMENT, by_patient=True)


def test_a_finding_named_without_a_verb_is_told_as_reported() -> None:
    assert reported(draft("A little dizziness."), Writer(SHE)).text == "She reports a little dizziness."


@pytest.mark.parametrize(
    "text",
    ["The pain is worse.", "No fever.", "Cough, but no fever.", "Risk of headache.", "The last two weeks."],
)
def test_sentences_denials_and_risks_stay_as_they_are(text: str) -> None:
    assert reported(draft(text), Writer(SHE)).text == text
