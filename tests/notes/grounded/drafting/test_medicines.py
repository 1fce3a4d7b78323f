import pytest

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


def test_another_persons_medication_is_not_the_patients() -> None:
    asked = "Which medications does your mother take, sir?"
    told = medications(asked, "A few.", "Metoprolol, 50 milligrams?", "Yes, that one.")
    assert "aking metoprolol" not in told
    assert "akes metoprolol" not in told


def test_a_yes_that_takes_itself_back_is_no_plain_one() -> None:
    told = medications("How are you, sir?", "Well.", "Eliquis, 5 milligrams?", "Yes, but I ran out in May.")
    assert "taking Eliquis" not in told


def test_a_medication_named_in_reply_is_told_once() -> None:
    told = medications("Sir, do you take any medications?", "Warfarin, five milligrams a day.")
    assert told.lower().count("warfarin") == 1


def test_what_else_is_taken_is_told_among_the_medications() -> None:
    told = medications(
        "What medications are you on, sir?", "Metformin.", "Anything else?", "Atorvastatin at night.",
        "And for pain?", "Just ibuprofen.",
    ).partition("MEDICATIONS")[2]  # fmt: skip
    assert "on metformin." in told
    assert "on atorvastatin at night." in told
    assert "on ibuprofen." in told


def test_what_is_named_after_a_mere_yes_is_taken() -> None:
    told = medications("Are you on any medications, sir?", "Yes. Metformin.")
    assert "on metformin." in told.partition("MEDICATIONS")[2]


def test_what_the_wife_takes_is_not_what_the_patient_takes() -> None:
    told = medications("Do you take any medicines, sir?", "No.", "Anything else?", "My wife takes metformin.")
    assert "takes his wife" not in told


WHICH = "What medications do you take, sir?"


@pytest.mark.parametrize(
    ("turns", "wrong"),
    [
        (("Do you take any medication, sir?", "No. Losartan and amlodipine. I stopped."), "is on losartan"),
        ((WHICH, "Losartan.", "Okay.", "And aspirin allergy."), "on aspirin"),
        ((WHICH, "Losartan. Warfarin bleeding."), "on warfarin"),
        ((WHICH, "Losartan. Zoloft overdose in the past."), "on Zoloft"),
        (("Do you take any medications, sir?", "Yes. The losartan. The warfarin on hold."), "on warfarin"),
        ((WHICH, "Losartan.", "And for the sugar?", "Metformin in the past."), "akes metformin"),
        ((WHICH, "Losartan.", "And for the sugar?", "Metformin but it was stopped."), "akes metformin"),
        ((WHICH, "Losartan.", "And for your heart?", "Metoprolol next week."), "akes metoprolol"),
        ((WHICH, "Losartan.", "Anything else?", "Codeine makes me sick."), "akes codeine"),
        (("Did your dad take any medications, sir?", "Yes. Warfarin."), "is on warfarin"),
        (
            ("Did your dad take any medications, sir?", "Yes.", "And for his heart?", "Digoxin."),
            "akes digoxin",
        ),
        (("What medications is your daughter on, sir?", "Keppra."), "Keppra"),
        (("What medications is she on, sir?", "Keppra.", "Anything else?", "Warfarin."), "arfarin"),
        (("Have you tried any medication, sir?", "No Tylenol."), "akes Tylenol"),
    ],
)
def test_what_is_more_than_names_or_anothers_is_not_what_the_patient_takes(
    turns: tuple[str, ...], wrong: str
) -> None:
    assert wrong not in medications(*turns)


def test_a_name_said_again_with_a_yes_is_taken() -> None:
    assert "akes losartan" in medications("And you are taking the losartan, sir?", "Losartan, yep.")


def test_supplements_beside_a_medication_are_taken_with_it() -> None:
    assert "akes losartan, a long acting insulin, and fish oil" in medications(
        WHICH, "Losartan, a long acting insulin, and fish oil."
    )


def test_names_taken_back_in_the_next_sentence_are_not_taken() -> None:
    told = medications(WHICH, "Losartan.", "Okay.", "And warfarin. That was stopped.")
    assert "on warfarin" not in told
