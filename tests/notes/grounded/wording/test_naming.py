from pipeline.notes.grounded.language.person import HE, THEY
from pipeline.notes.grounded.wording.naming import named, without_name


def test_a_patient_of_unknown_sex_is_named_at_the_start_with_agreement() -> None:
    assert named("They have a cough and take aspirin.", "I have a cough", THEY) == (
        "The patient has a cough and takes aspirin."
    )
    assert named("Their pain is 7.", "seven", THEY) == "The patient's pain is 7."


def test_others_whom_the_speaker_called_they_are_not_the_patient() -> None:
    assert named("They took an x-ray.", "They took an x-ray.", THEY) == "They took an x-ray."


def test_known_pronouns_stay() -> None:
    assert named("He has a cough.", "I have a cough", HE) == "He has a cough."


def test_a_sentence_that_opens_with_a_broken_clause_stays() -> None:
    assert named("They when younger had mono.", "I when younger had mono", THEY).startswith("They when")


def test_they_goes_where_the_patient_is_the_subject_already() -> None:
    written = named(
        "They have had a cough for 10 days, and since Saturday they get tired when they climb stairs.",
        "I've had a cough",
        THEY,
    )
    assert written == (
        "The patient has had a cough for 10 days, and since Saturday gets tired when climbing stairs."
    )


def test_later_sentences_leave_the_name_out() -> None:
    assert without_name("The patient denies chest pain.") == "Denies chest pain."
    assert without_name("The patient is allergic to penicillin.") == "Allergic to penicillin."
    assert without_name("The patient should continue their metformin.") == "Continue metformin."
    passive = "The patient should be referred to a dietitian."
    assert without_name(passive) == passive
    assert without_name("If it lasts, they should go to the hospital.") == "If it lasts, go to the hospital."
