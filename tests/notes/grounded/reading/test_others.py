import pytest

from pipeline.notes.grounded.reading.others import of_patient
from tests.notes.grounded.wording.test_antecedents import sentences


def test_another_persons_pronoun_becomes_the_person() -> None:
    said = sentences("D: Anything else?", "P: My cousin visited last month. He has epilepsy.")
    assert "Her cousin has epilepsy." in said


def test_what_an_unnamed_person_did_is_not_told_of_the_patient() -> None:
    said = sentences("D: What brings you in?", "P: She stepped on the broken glass.")
    assert not any("glass" in s for s in said)


def test_what_a_doctor_did_is_told_of_the_doctor() -> None:
    said = sentences("D: Your surgeon called me this week. He removed a small polyp from the colon.")
    assert "He removed a small polyp from the colon." not in said


def test_a_clinicians_pronoun_for_a_friend_of_the_patient_is_not_the_patient() -> None:
    said = sentences("P: I have a friend and she has asthma.", "D: If she has asthma, then she can't join.")
    assert not any("join" in s for s in said)


def test_a_finding_of_they_whom_the_patient_has_named_is_not_the_patients() -> None:
    said = sentences(
        "D: Anyone else ill?",
        "P: My flatmate was off work with a fever all week, and he was sick, but they haven't got a rash.",
    )
    assert not any(s.startswith(("They", "She has not")) for s in said)


def test_a_pronoun_after_the_speaker_and_another_names_nobody() -> None:
    said = sentences("D: And family?", "P: My cousin and I have the same doctor, and she's forty.")
    assert not any("40" in s or "forty" in s for s in said)


def test_a_clinicians_pronoun_is_the_patient_unless_the_sentence_names_another() -> None:
    assert "She has a history of asthma." in sentences("D: My nurse is here. She has a history of asthma.")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("they sent me home", "i was sent home"),
        ("they gave you fluids", "you were given fluids"),
        ("they did a chest x-ray", "a chest x-ray was done"),
        ("they are swollen", "they are swollen"),
        ("we noticed a shadow on his scan", "we noticed a shadow on his scan"),
    ],
)
def test_what_an_unnamed_they_did_is_told_of_the_patient(clause: str, told: str) -> None:
    assert of_patient(clause) == told


def test_what_a_plan_is_for_is_no_fact() -> None:
    said = sentences("D: We will order an MRI just to make sure.", "D: Just to make sure your spine is fine.")
    assert not any("spine is fine" in s for s in said)


@pytest.mark.parametrize(
    "told",
    [
        "My mother and my aunt live with me. She has dementia.",
        "My mother had breast cancer and her sister had it too. She has dementia.",
        "Dr. Smith saw my husband. He found dementia.",
    ],
)
def test_a_pronoun_that_may_be_one_of_two_people_is_left_out(told: str) -> None:
    assert not any("dementia" in s for s in sentences(f"P: {told}"))


def test_a_named_relative_asked_about_is_not_the_patient() -> None:
    said = sentences(
        "D: How is your husband?", "P: He is fine. He has a new job.", "D: Does he snore?", "P: Yes."
    )
    assert "Her husband has a new job." in said
    assert not any("snor" in s for s in said)


def test_who_answers_for_a_child_may_name_a_grown_relative_of_the_other_sex() -> None:
    said = sentences(
        "D: Was he born normal?", "P: He was born early.", "D: Any asthma?", "P: My mother has it.",
        "D: Does he sleep?", "P: Yes.", "D: Does he cough?", "P: Yes.",
    )  # fmt: skip
    assert any("born early" in s for s in said)
    assert any("cough" in s for s in said)
