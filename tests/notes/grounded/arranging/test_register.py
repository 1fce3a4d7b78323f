import pytest

from pipeline.models import NoteOptions, SoapNote, Speaker
from pipeline.notes.engine import load_engine
from tests.notes.conftest import transcript_of


def note_of(*turns: str) -> SoapNote:
    speakers = [Speaker.CLINICIAN, Speaker.PATIENT] * len(turns)
    return load_engine("grounded").write(transcript_of(turns, speakers), NoteOptions(specialty="physician"))


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("I've been having some chills since Monday.", "reports chills since Monday."),
        ("I get headaches in the evening.", "reports headaches in the evening."),
        ("I have always had headaches with my period.", "has always had headaches"),
        ("I've noticed swelling in my ankles.", "has noticed swelling in"),
        ("I have had no headaches this week.", "no headaches this week"),
    ],
)
def test_a_symptom_that_a_patient_has_is_reported(told: str, written: str) -> None:
    note = note_of("Hello, Mr. Adams. Sir, how have you been?", f"{told} My wife is worried about it.")
    assert written in note.subjective


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("You should take ibuprofen with food.", "was advised to take ibuprofen with food."),
        ("You should not take any more ibuprofen.", "was advised not to take any more ibuprofen."),
        ("You should feel better in two weeks with the ibuprofen.", "should feel better in 2 weeks"),
        ("You should see a difference with the ibuprofen.", "should see a difference"),
        ("You should stop bleeding within an hour with the ibuprofen.", "should stop bleeding within"),
        ("You should sleep better with the ibuprofen.", "should sleep better"),
        ("You should stop taking the ibuprofen.", "was advised to stop taking ibuprofen."),
        ("You should see a cardiologist for your heart murmur.", "was advised to see a cardiologist"),
    ],
)
def test_what_a_patient_should_do_was_advised(said: str, written: str) -> None:
    note = note_of(
        "Good morning, sir. What brings you in?", "My knee hurts, my wife says.", f"I see. {said}", "Okay."
    )
    assert written in note.plan + note.assessment


def test_a_pain_is_rated_on_the_scale_that_was_asked_for() -> None:
    note = note_of(
        "Sir, how bad is the pain on a scale of one to ten?",
        "My pain is an eight. My wife sees it.",
        "I see.",
    )
    assert "pain is an 8/10." in note.subjective or "pain is 8/10." in note.subjective


def test_a_number_without_a_scale_is_no_rating() -> None:
    note = note_of("Sir, how bad is the pain?", "My pain is an eight. My wife sees it.", "I see.")
    assert "/10" not in note.subjective
