from pipeline.notes.grounded.naming import named
from pipeline.notes.grounded.person import HE, THEY


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
