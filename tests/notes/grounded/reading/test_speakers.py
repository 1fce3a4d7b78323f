import pytest

from pipeline.notes.grounded.reading.speakers import is_clinicians, is_examiners, is_patients
from tests.notes.grounded.wording.test_antecedents import sentences


def test_a_patients_own_words_under_the_clinicians_label_are_told_apart() -> None:
    assert not is_clinicians("i have had them before, but they passed")
    assert is_clinicians("we will order an x-ray")


@pytest.mark.parametrize(
    "text",
    [
        "i take two ibuprofen a day",
        "and then my left knee gives out",
        "i start wheezing when i run",
        "i am so tired lately",
        "i will get prescribed drops for it",
        "i lift quite a lot of heavy weights",
        "i won't be able to do my day job",
    ],
)
def test_symptoms_and_habits_in_the_first_person_are_the_patients(text: str) -> None:
    assert is_patients(text)


@pytest.mark.parametrize(
    "text",
    [
        "i will prescribe two ibuprofen a day",
        "i will do my foot exam",
        "i have your chest x-ray here",
        "you told me i have an inhaler",
    ],
)
def test_a_clinicians_first_person_stays(text: str) -> None:
    assert not is_patients(text)


@pytest.mark.parametrize(
    "text",
    [
        "i was not able to examine him",
        "i also see that she was seen by cardiology",
        "now i want to do my physical exam",
        "my nurse will bring the forms",
    ],
)
def test_what_an_examiner_does_is_the_clinicians(text: str) -> None:
    assert is_examiners(text)


def test_findings_told_to_the_patient_are_the_clinicians() -> None:
    assert is_examiners("your lungs are clear without wheezes")
    assert not is_examiners("my lungs hurt")


@pytest.mark.parametrize(
    "told",
    [
        "I have asthma too, so I get it. I take my inhaler every day. My knee hurts as well.",
        "I have asthma like you. I take my inhaler every day.",
        "My back hurts too but let us look at yours. I had a flare of gout myself.",
    ],
)
def test_a_clinicians_own_life_is_not_the_patients(told: str) -> None:
    assert sentences(f"D: {told}", "P: Okay.") == []


def test_a_patients_symptoms_under_the_clinicians_label_stay_the_patients() -> None:
    assert "She gets dizzy in the morning." in sentences("D: I get dizzy in the mornings.", "D: Any fever?")
