import pytest

from pipeline.models import CheckOutcome
from pipeline.notes.evidence import check_sentence


@pytest.mark.parametrize(
    ("sentence", "said", "missing"),
    [
        ("The patient takes warfarin.", "I take metformin, and my husband takes warfarin.", "warfarin"),
        ("The patient has asthma.", "My brother has asthma.", "asthma"),
        ("Reports migraines.", "My dad has high blood pressure and my mom has migraines.", "migraine"),
    ],
)
def test_what_a_relative_has_or_takes_is_not_the_patients(sentence: str, said: str, missing: str) -> None:
    found = check_sentence(sentence, ["Tell me more.", said])
    assert found.outcome is CheckOutcome.UNSUPPORTED
    assert f"{missing} (of another person)" in found.missing


def test_what_the_patient_denied_is_not_his_because_a_relative_has_it() -> None:
    said = ["Do you have asthma?", "No, but my brother has asthma."]
    assert check_sentence("They have asthma.", said).missing == ("asthma (of another person)",)
    assert check_sentence("Denies asthma.", said).outcome is CheckOutcome.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The patient's mother has asthma.", "My mother has asthma."),
        ("Family history of asthma.", "In my family? My mother has asthma."),
        ("The patient has asthma.", "My brother has asthma and I have asthma too."),
        ("The patient has asthma.", "I have asthma like my brother."),
        ("He has a fever.", "My son has a fever."),
        ("The patient has a cough.", "My wife says the cough got worse."),
    ],
)
def test_what_is_the_patients_own_or_named_as_anothers_passes(sentence: str, said: str) -> None:
    assert check_sentence(sentence, [said]).outcome is CheckOutcome.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The test came back positive.", "If the test comes back positive we would start antibiotics."),
        ("Pain that got worse.", "If the pain gets worse we could consider surgery."),
    ],
)
def test_a_condition_is_no_fact(sentence: str, said: str) -> None:
    found = check_sentence(sentence, [said, "Okay."])
    assert found.outcome is CheckOutcome.UNSUPPORTED
    assert all(fact.endswith("(supposed)") for fact in found.missing)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Return if the pain gets worse.", "If the pain gets worse, come back."),
        ("The pain is worse.", "The pain is worse. If the pain gets worse still, come back."),
        ("The anxiety feels worse.", "I don't know if this is related but my anxiety feels worse."),
    ],
)
def test_advice_for_a_condition_and_what_is_said_besides_pass(sentence: str, said: str) -> None:
    assert check_sentence(sentence, [said]).outcome is CheckOutcome.SUPPORTED
