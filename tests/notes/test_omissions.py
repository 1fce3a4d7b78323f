from pipeline.notes.omissions import find_omissions
from tests.notes.conftest import transcript_of


def test_a_symptom_and_a_medication_that_the_note_lacks_are_named() -> None:
    heard = transcript_of(["I have a headache and I take metformin."])
    assert find_omissions(heard, "The patient is well.") == [
        "Said but not in the note: headache (symptom).",
        "Said but not in the note: metformin (medication).",
    ]


def test_what_the_note_says_in_other_words_is_no_omission() -> None:
    assert find_omissions(transcript_of(["I have been short of breath."]), "Reports dyspnea.") == []


def test_a_denied_symptom_is_no_omission() -> None:
    assert find_omissions(transcript_of(["Any fever?", "No."]), "The patient is well.") == []


def test_an_ordered_test_and_an_allergy_that_the_note_lacks_are_named() -> None:
    heard = transcript_of(["I'm going to order an MRI.", "I am allergic to latex."])
    found = find_omissions(heard, "The patient is well.")
    assert "Said but not in the note: mri (planned test)." in found
    assert "Said but not in the note: latex (allergy)." in found
