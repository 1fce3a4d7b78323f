import pytest

from tests.notes.grounded.wording.test_antecedents import sentences


@pytest.mark.parametrize(
    ("turns", "written"),
    [
        (
            ["D: We'll get you some naproxen. We'll give you 500 milligrams every twelve hours."],
            "We will give her 500 mg of naproxen every 12 hours.",
        ),
        (
            ["D: I'm going to prescribe losartan 25 mg. You can take one to two tablets every morning."],
            "She can take 1 to 2 tablets of losartan every morning.",
        ),
        (
            ["D: How much metformin do you take?", "P: I take five hundred milligrams twice a day."],
            "She takes 500 mg of metformin twice daily.",
        ),
        (
            ["D: I want you to take naproxen. That's going to be two hundred milligrams with food."],
            "She will take 200 mg of naproxen with food.",
        ),
        (
            ["D: Did you finish the antibiotics?", "P: He gave me a week. I've got about three days left."],
            "She has about 3 days left of antibiotics.",
        ),
    ],
)
def test_a_dose_is_written_with_the_medication_named_just_before(turns: list[str], written: str) -> None:
    assert written in sentences(*turns)


@pytest.mark.parametrize(
    "said",
    [
        "You take losartan and metformin. I'll give you 50 milligrams daily.",
        "We will stop the naproxen. I'll give you 50 milligrams daily.",
        "You have naproxen at home. I want to start zorbital. I'll give you 50 milligrams daily.",
        "Your sister takes losartan. You are taking 50 milligrams daily.",
        "You take warfarin. For the cough I'll give you 50 milligrams daily.",
        "Keep your lisinopril the same. I'll give you 50 milligrams daily.",
        "You are allergic to naproxen. I'll give you 50 milligrams daily.",
        "You have naproxen at home. I'll give you 50 milligrams of it daily.",
        "I would take some antibiotics. I'll give you 50 milligrams daily.",
    ],
)
def test_a_dose_whose_medication_is_not_sure_stays_as_it_was_said(said: str) -> None:
    assert not any("mg of" in s and "of it" not in s for s in sentences(f"D: {said}"))
