import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.language.person import SHE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def sentences(*turns: str) -> list[str]:
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in turns]
    units = split_units(transcript_of([t[2:].strip() for t in turns], speakers).segments)
    return [d.text for d in draft(units, Writer(SHE))]


@pytest.mark.parametrize(
    ("turns", "written"),
    [
        (
            ["D: Hey, Dragon, show me the left hip x-ray. This shows that there is no fracture."],
            "The left hip x-ray shows no fracture.",
        ),
        (["D: Let's look at your creatinine. It is low at 0.5."], "The creatinine is low at 0.5."),
        (
            ["D: You are on losartan. We will increase it from 25 mg to 50 mg."],
            "We will increase losartan from 25 mg to 50 mg.",
        ),
        (["D: Wear the brace on your wrist. You can take it off at night."], "She can take it off at night."),
        (
            ["P: I checked my temperature. It was about ninety nine."],
            "The temperature was about 99.",
        ),
        (
            ["D: I will prescribe naproxen. It is for pain. You can alternate that with Tylenol."],
            "She can alternate naproxen with Tylenol.",
        ),
        (["P: My A1c was high. I've been 5.4 for a year."], "The A1c has been 5.4 for a year."),
        (
            ["D: Does the pain come and go?", "P: At first it was coming and going, but not today."],
            "At first the pain was coming and going but not today.",
        ),
        (
            ["D: Do you take anything?", "P: I take naproxen.", "D: Okay.", "P: It doesn't really help."],
            "Naproxen does not help.",
        ),
        (["D: Tell me about your ankle.", "P: It hurts on the outside."], "Her ankle hurts on the outside."),
    ],
)
def test_a_pronoun_becomes_the_noun_said_before(turns: list[str], written: str) -> None:
    assert written in sentences(*turns)


@pytest.mark.parametrize(
    "told",
    [
        "I take Tylenol. I saw an acupuncturist. It helped.",
        "I took ibuprofen and I rested. It helped.",
        "I use insulin, and the meter fell. It doesn't work.",
        "I quit the losartan. It helped.",
        "I got a walker after the naproxen failed. It works well.",
        "I use naproxen and cannabis. It takes the edge off.",
    ],
)
def test_what_may_have_helped_beside_a_medication_is_not_called_the_medication(told: str) -> None:
    assert any(s.startswith("It ") for s in sentences(f"P: {told}"))


def test_the_medication_that_was_asked_for_is_what_helps() -> None:
    assert "Naproxen helps." in sentences("D: Are you taking naproxen?", "P: Yes. It helps.")


def test_a_value_long_after_a_measure_is_not_its_own() -> None:
    said = sentences("P: I checked my blood sugar. My head ached. I slept. It was 102.")
    assert not any(s.startswith("The blood sugar") for s in said)


def test_a_pronoun_that_may_stand_for_two_nouns_stays() -> None:
    said = sentences("D: You take losartan and metformin. You should take it every morning.")
    assert "She should take it every morning." in said


def test_back_is_no_body_part_where_it_is_a_direction() -> None:
    said = sentences("D: I will pull back and push. How does it feel?", "P: It hurts.")
    assert "Her back hurts." not in said


def test_what_the_patient_still_has_is_only_the_finding_asked_about() -> None:
    said = sentences("P: You told me about the asthma class and gave me a sheet.", "P: I still have that.")
    assert not any("has asthma" in s for s in said)
    assert "She also has asthma." in sentences("D: Any asthma?", "P: I also have that.")


@pytest.mark.parametrize(
    "told",
    [
        "I have chest pain. My wife's knee was replaced last year. It aches at night.",
        "My brother broke his elbow. It is numb and tender.",
        "My left knee. My wife's hip was replaced. It hurts at night.",
        "My girlfriend hurt her back. It is numb.",
        "My friend came along. He twisted his ankle. It is swollen.",
    ],
)
def test_a_relatives_body_part_is_not_the_patients(told: str) -> None:
    said = sentences(f"P: {told}")
    assert not any(word in s for s in said for word in ("aches", "numb", "hurts at", "swollen"))


def test_a_relatives_symptom_is_not_the_patients() -> None:
    assert sentences("P: My son's cough started in May. It got worse last week.") == []


def test_a_relatives_scan_is_not_the_patients() -> None:
    assert not any("nodule" in s for s in sentences("D: Your brother had a CT last year. It shows a nodule."))


def test_a_noun_takes_none_of_the_words_of_a_clause() -> None:
    said = sentences("D: The surgeon ordered a CT last year. It shows a nodule.")
    assert "The CT shows a nodule." in said


def test_a_relative_who_is_only_there_changes_nothing() -> None:
    said = sentences("P: I stretch my knee daily. It hurts at night. My wife came with me.")
    assert "Her knee hurts at night." in said


def test_a_time_or_anothers_reading_is_no_reading_of_the_patients() -> None:
    said = sentences("P: I checked my temperature. It was about two weeks ago.")
    assert not any(s.startswith("The temperature") for s in said)
    said = sentences("P: I checked her temperature. It was about a hundred and one.")
    assert not any(s.startswith("The temperature") for s in said)


@pytest.mark.parametrize(
    "said",
    [
        "P: My sugar, my blood pressure, both went up. It runs 210.",
        "P: I check my weight and my blood pressure. It is about 210.",
    ],
)
def test_a_number_after_two_measures_is_joined_to_neither(said: str) -> None:
    assert not any(s.startswith(("The sugar", "The blood", "The weight")) for s in sentences(said))
