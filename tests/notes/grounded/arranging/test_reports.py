import pytest

from pipeline.models import NoteOptions, Speaker
from pipeline.notes.engine import load_engine
from pipeline.notes.grounded.arranging.reports import reported
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.language.person import SHE
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


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


def told(*sentences: str) -> str:
    turns = ["Sir, what brings you in?", " ".join(sentences)]
    transcript = transcript_of(turns, [Speaker.CLINICIAN, Speaker.PATIENT])
    return load_engine("grounded").write(transcript, NoteOptions(specialty="physician")).subjective


def test_a_statement_of_the_patient_names_its_source_now_and_then() -> None:
    history = told("I fell on my knee two days ago.", "I heard a pop.", "I took ibuprofen last night.")
    assert "reports that he fell on his knee" in history
    assert history.count("that he") == 1


def test_a_sentence_that_tells_its_source_gets_no_second() -> None:
    assert "reports that he denies" not in told("I deny any chest pain.", "I think I broke my wrist.")
