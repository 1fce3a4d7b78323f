import pytest

from pipeline.notes.grounded.wording.pronouns import is_unclear


@pytest.mark.parametrize(
    "text",
    [
        "It was there for years.",
        "Sometimes they come back.",
        "She has been doing that for years.",
        "He needs a refill of those.",
        "We will repeat this.",
    ],
)
def test_a_pronoun_without_its_noun_is_unclear(text: str) -> None:
    assert is_unclear(text)


@pytest.mark.parametrize(
    "text",
    [
        "Her potassium is 4 so it is holding steady.",
        "He takes lisinopril and tolerates it well.",
        "I think that she is improving.",
        "She noticed this lump last week.",
        "He has been so tired that he sleeps all day.",
    ],
)
def test_a_pronoun_after_its_noun_or_before_one_is_not(text: str) -> None:
    assert not is_unclear(text)
