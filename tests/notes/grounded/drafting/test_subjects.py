import pytest

from pipeline.models import NoteOptions
from pipeline.notes.engine import load_engine
from pipeline.notes.text import read_text

TOLD = [
    (
        "D: How are you?\nP: Good, other than the chest pain I've been having.",
        "good, other than the chest pain",
    ),
    (
        "D: I have your labs.\nP: Okay.\nD: And your knee?\nP: Fine, except for the swelling I get.",
        "knee is fine, except for the swelling",
    ),
]


@pytest.mark.parametrize(("talk", "told"), TOLD)
def test_what_a_good_day_excepts_is_told(talk: str, told: str) -> None:
    note = load_engine("grounded").write(read_text(talk), NoteOptions(specialty="physician"))
    assert told in note.subjective


def test_a_sentence_with_its_own_subject_keeps_it() -> None:
    talk = "D: How are you?\nP: My back is good, other than the pain at night."
    note = load_engine("grounded").write(read_text(talk), NoteOptions(specialty="physician"))
    assert "back is good, other than" in note.subjective


def test_what_a_patient_has_been_doing_is_told_of_the_patient() -> None:
    talk = "D: Do you take anything?\nP: Just been taking naproxen for the knee pain."
    note = load_engine("grounded").write(read_text(talk), NoteOptions(specialty="physician"))
    assert "been taking naproxen for the knee pain" in note.subjective
    assert "Been taking" not in note.subjective
