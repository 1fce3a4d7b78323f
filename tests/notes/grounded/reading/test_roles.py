from pathlib import Path

from pipeline.models import Speaker
from pipeline.notes.grounded.language.linear import load_model
from pipeline.notes.grounded.reading.roles import assign_roles, is_dictation
from tests.notes.conftest import transcript_of

TURNS = [
    "Hi, what brings you in today?",
    "I've had a bad cough for a week and my chest hurts.",
    "Any fever or chills?",
    "No, I haven't had a fever.",
    "Okay, I'm going to listen to your lungs and order a chest x-ray for you.",
    "Sounds good, thank you.",
]
SPOKEN_BY = [Speaker.CLINICIAN, Speaker.PATIENT] * 3


def test_speakers_are_told_apart_by_their_words() -> None:
    assert assign_roles(transcript_of(TURNS).segments) == SPOKEN_BY


def test_swapped_labels_are_set_right() -> None:
    swapped = [Speaker.PATIENT, Speaker.CLINICIAN] * 3
    roles = assign_roles(transcript_of(TURNS * 3, swapped * 3).segments)
    assert roles.count(Speaker.CLINICIAN) >= 6


def test_one_clinician_speaking_about_a_patient_is_a_dictation() -> None:
    spoken = ["The patient is a 49-year-old male.", "He has a temperature of 98.7."]
    assert is_dictation(transcript_of(spoken).segments)
    assert not is_dictation(transcript_of(TURNS).segments)


def test_the_weights_are_small_and_need_no_pickle() -> None:
    folder = Path(__file__).parents[4] / "pipeline" / "notes" / "grounded" / "language"
    assert sum(path.stat().st_size for path in folder.glob("weights.*")) < 1_000_000
    assert load_model("value").classes == ("value",)
