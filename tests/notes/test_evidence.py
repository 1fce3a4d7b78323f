import pytest

from pipeline.models import CheckOutcome
from pipeline.notes.evidence import check_sentence

SUPPORTED = [
    ("Denies fever.", ["Any fever?", "No."]),
    ("No edema.", ["I don't appreciate any edema."]),
    ("She has shortness of breath.", ["I've been winded."]),
    ("Blood pressure 120/80.", ["Your blood pressure is one twenty over eighty."]),
    ("Denies fever, chills, or cough.", ["any fever chills or cough", "no"]),
    ("He takes 15 mg of meloxicam.", ["I take fifteen milligrams of meloxicam."]),
    ("Left knee pain.", ["My left knee hurts."]),
    ("He is 52.", ["i am fifty two . three weeks ago i fell"]),
    ("She takes two.", ["I take two. Three would be too much."]),
]
MISSING = [
    ("Reports fever.", ["Any fever?", "No."], "fever (present)"),
    ("Edema of the legs.", ["I don't appreciate any edema in your legs."], "swelling (present)"),
    ("Takes 50 mg of metoprolol.", ["I take metoprolol 15 milligrams."], "50 mg"),
    ("Takes 15 ml of metoprolol.", ["I take metoprolol 15 milligrams."], "15 ml"),
    ("Takes lisinopril.", ["I take metoprolol."], "lisinopril"),
    ("Left knee pain.", ["My right knee hurts."], "left"),
    ("Pneumonia with a cough.", ["I have a cough."], "Pneumonia"),
    ("Temperature 99.", ["your temperature is ninety nine . two today"], "99"),
    ("Temperature 99.2.", ["your temperature is ninety nine . two today"], "99.2"),
]


@pytest.mark.parametrize(("sentence", "segments"), SUPPORTED)
def test_a_sentence_whose_facts_were_said_is_supported(sentence: str, segments: list[str]) -> None:
    assert check_sentence(sentence, segments).outcome is CheckOutcome.SUPPORTED


@pytest.mark.parametrize(("sentence", "segments", "fact"), MISSING)
def test_a_fact_that_was_not_said_is_named_as_missing(sentence: str, segments: list[str], fact: str) -> None:
    result = check_sentence(sentence, segments)
    assert result.outcome is not CheckOutcome.SUPPORTED
    assert fact in result.missing


def test_a_finding_turned_into_its_opposite_is_unsupported() -> None:
    assert check_sentence("Has chest pain.", ["no chest pain"]).outcome is CheckOutcome.UNSUPPORTED


def test_a_sentence_without_citations_is_unsupported() -> None:
    assert check_sentence("Has chest pain.", []).outcome is CheckOutcome.UNSUPPORTED


def test_a_finding_that_is_only_supposed_is_no_finding() -> None:
    said = ["If the cough gets worse we could consider an x-ray, but not now."]
    assert check_sentence("The patient has a cough that got worse.", said).outcome is CheckOutcome.UNSUPPORTED
    assert (
        check_sentence("If the cough gets worse, consider an x-ray.", said).outcome is CheckOutcome.SUPPORTED
    )
    assert check_sentence("Has a cough.", ["Call me if you get a fever.", "My cough is bad."]).missing == ()


def test_a_denial_that_names_no_finding_rests_on_the_same_words() -> None:
    assert check_sentence("Denied any other symptoms.", ["Any other symptoms?", "No."]).missing == ()
    found = check_sentence("They denied any other symptoms.", ["I don't see any edema.", "Okay."])
    assert found.missing == ("other", "symptoms")


def test_that_the_patient_came_is_no_fact_of_its_own() -> None:
    said = ["Any cough?", "Yes, a dry cough for three days."]
    came = "The patient came to the clinic with a dry cough for 3 days."
    assert check_sentence(came, said).outcome is CheckOutcome.SUPPORTED
