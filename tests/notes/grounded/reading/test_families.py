import pytest

from pipeline.notes.grounded.reading.families import of_child
from tests.notes.grounded.wording.test_antecedents import sentences

ASKED = ("D: How is she sleeping?", "D: Does she eat well?", "D: Has she had a fever?")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("we also noticed a rash on her legs", "there was also a rash on her legs"),
        ("we noticed a bus", "we noticed a bus"),
        ("i do feel like she's sleeping better", "she is sleeping better"),
        ("i noticed his eyes were red", "his eyes were red"),
        ("i think he has a cold", "it seems that he has a cold"),
        ("i took her off the bottle in may", "she was taken off the bottle in may"),
        ("the nurse told us to wake him", "the nurse told the family to wake him"),
        ("i have a son in first grade", "i have a brother in first grade"),
        ("i feel tired", "i feel tired"),
    ],
)
def test_what_a_relative_sees_or_does_is_told_of_the_patient(clause: str, told: str) -> None:
    assert of_child(clause) == told


def test_another_child_of_the_family_is_named() -> None:
    said = sentences(*ASKED, "P: I have a son who is seven. He also has asthma.")
    assert any("brother also has asthma" in s for s in said)
    assert not any("He also has asthma" in s for s in said)


def test_a_child_compared_with_the_patient_is_not_the_patient() -> None:
    assert not any("taller" in s for s in sentences(*ASKED, "P: And she is a bit taller than Anna."))


def test_the_patient_of_whom_the_relative_speaks_stays() -> None:
    assert any("has a cough" in s for s in sentences(*ASKED, "P: She has a cough since Monday."))
