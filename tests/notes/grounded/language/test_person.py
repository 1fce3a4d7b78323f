import pytest

from pipeline.notes.grounded.language.person import HE, SHE, THEY, Pronouns, third_person

PATIENT = [
    ("i've had knee pain and i feel tired", SHE, "she has had knee pain and she feels tired"),
    ("i have a cough and feel tired when i walk", HE, "he has a cough and feels tired when he walks"),
    ("i'm taking my pills", THEY, "they are taking their pills"),
    ("i can't sleep and i don't smoke", SHE, "she cannot sleep and she does not smoke"),
]
CLINICIAN = [
    ("i want you to take your lasix", HE, "i want him to take his lasix"),
    ("you have edema in your legs", SHE, "she has edema in her legs"),
    ("we will continue you on your medications", SHE, "we will continue her on her medications"),
    ("call me if you're dizzy", HE, "call me if he is dizzy"),
    (
        "they have referred you because your scan showed a mass",
        HE,
        "they have referred him because his scan showed a mass",
    ),
]


@pytest.mark.parametrize(("said", "who", "written"), PATIENT)
def test_the_patients_i_becomes_the_patient(said: str, who: Pronouns, written: str) -> None:
    assert third_person(said, who, first=True) == written


@pytest.mark.parametrize(("said", "who", "written"), CLINICIAN)
def test_the_clinicians_you_becomes_the_patient(said: str, who: Pronouns, written: str) -> None:
    assert third_person(said, who, first=False) == written
