import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.review import review
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.language.person import HE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def reviewed(*turns: str) -> str:
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in turns]
    units = split_units(transcript_of([t[2:].strip() for t in turns], speakers).segments)
    return " ".join(sentence for _, sentence, _ in review(draft(units, Writer(HE))))


@pytest.mark.parametrize(
    "said",
    [
        "P: My cough is getting better every day.",
        "P: I don't think I have ever had heartburn.",
        "P: I do not have as much nausea these days.",
        "P: They have a cough at home, all four of them.",
        "P: I got a headache from ibuprofen once.",
    ],
)
def test_a_symptom_that_is_gone_less_or_anothers_is_not_reported(said: str) -> None:
    assert reviewed(said) == ""


def test_a_symptom_of_the_patient_is_reported() -> None:
    assert "Reports cough." in reviewed("P: I have had a cough for a week.")


def test_an_either_or_question_is_not_settled_by_yes() -> None:
    assert reviewed("D: Did you fall? Or did you have a headache or", "P: Yes, it was icy.") == ""


def test_a_plain_no_to_one_finding_denies_that_one() -> None:
    assert "chills" not in reviewed("D: Any vomiting or chills?", "P: I haven't vomited but I felt sick.")


def test_a_denial_in_the_review_keeps_the_kind_asked_about() -> None:
    assert reviewed("D: Have you had rectal bleeding?", "P: No.") == "Denies rectal bleeding."


def test_not_in_a_while_denies_nothing() -> None:
    assert reviewed("D: Any headaches?", "P: Not in a while.") == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("P: My left ankle is really swollen.",), "Reports left ankle swelling."),
        (("D: Any itchy eyes, discharge?", "P: No."), "Denies itchy eyes or eye discharge."),
        (("P: There was a cough earlier on.",), ""),
    ],
)
def test_a_symptom_keeps_its_part_of_the_body_and_its_time(said: tuple[str, ...], told: str) -> None:
    assert reviewed(*said) == told
