import pytest

from pipeline.notes.grounded.wording.wholeness import is_whole

WHOLE = [
    "He denies chest pain.",
    "She should do that.",
    "We will order a chest x-ray.",
    "The pain is worse.",
    "This acute bronchitis is better.",
    "He was in bed until noon.",
    "When he runs for a mile his knee hurts.",
]
BROKEN = [
    "Her left wrist shows that.",
    "Or an A1c above 9.",
    "We will watch not only his weight.",
    "The rash is consistent with.",
    "For this first problem of his knee my concern.",
    "On her results for the chest x-ray, it.",
    "Based.",
    "We will do some maneuvers.",
    "He has when he was younger.",
    "How the rash is doing.",
    "What we are seeing on the scan.",
    "He thinks probably over the last year.",
    "Something that will come back.",
    "When she moves her wrist away from the rest of her arm.",
    "She has ever had in her life.",
    "That had an odor with some pus.",
    "It is a bit of a there is a rash.",
    "She was during the lockdown.",
    "This newly diagnosed asthma.",
    "This acute cholecystitis.",
    "She has been using, flo.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_that_stands_alone_is_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_off_or_procedural_sentence_is_not(text: str) -> None:
    assert not is_whole(text)
