from pipeline.models import NoteOptions, Speaker
from pipeline.notes.engine import load_engine
from tests.notes.conftest import transcript_of


def medications(*turns: str) -> str:
    transcript = transcript_of(turns, [Speaker.CLINICIAN, Speaker.PATIENT] * len(turns))
    note = load_engine("grounded").write(transcript, NoteOptions(specialty="physician"))
    return note.subjective


def test_a_medication_asked_for_by_name_and_dose_is_taken() -> None:
    told = medications("How are you, sir?", "Well.", "And lisinopril, 10 milligrams once a day?", "Yes.")
    assert "is taking lisinopril, 10 mg once daily." in told


def test_a_medication_named_after_a_question_of_what_is_taken_is_taken() -> None:
    told = medications("Sir, are you taking the metformin?", "Yes.", "And the atorvastatin?", "Yes.")
    assert "taking atorvastatin" in told


def test_a_medication_named_among_allergies_is_not_taken() -> None:
    told = medications("Sir, are you allergic to penicillin?", "Yes.", "And the naproxen?", "Yes.")
    assert "taking" not in told


def test_a_dose_that_is_often_forgotten_stays_with_the_medication() -> None:
    told = medications(
        "Are you still taking the metformin, 500 milligrams twice a day, sir?",
        "Yes, but I forget the evening metformin most days.",
    )
    assert "metformin, 500 mg twice daily" in told
    assert "forgets the evening metformin" in told
