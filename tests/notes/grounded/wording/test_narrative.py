from pipeline.notes.grounded.language.person import SHE, THEY
from pipeline.notes.grounded.wording.narrative import narrated


def test_the_patient_is_named_first_and_every_third_time() -> None:
    told = ["She has a cough.", "She is tired.", "She sleeps badly.", "She takes ibuprofen."]
    assert list(narrated(told, SHE)) == [
        "The patient has a cough.",
        "She is tired.",
        "She sleeps badly.",
        "The patient takes ibuprofen.",
    ]


def test_a_sentence_that_names_the_patient_starts_the_count_anew() -> None:
    told = ["The patient is here for a cough.", "She is tired.", "Her sleep is poor.", "She takes ibuprofen."]
    assert list(narrated(told, SHE))[-1] == "The patient takes ibuprofen."
    assert list(narrated(told, SHE))[1] == "She is tired."


def test_a_patient_of_unknown_sex_is_named_elsewhere() -> None:
    assert list(narrated(["They have a cough."], THEY)) == ["They have a cough."]
