import pytest

from pipeline.notes.grounded.cleaning import clean, without_small_words

CLEANED = [
    ("um , i , i think it 's been , you know , two weeks", "i think it's been two weeks"),
    ("take 50, no sorry, 15 milligrams", "take 15 milligrams"),
    ("my left, no wait, my right knee", "my right knee"),
    ("i do n't smoke", "i don't smoke"),
    ("hey, dragon, show me the labs.", ""),
]
TRIMMED = [
    ("no headaches", "no headaches"),
    ("no i don't smoke", "i don't smoke"),
    ("okay so on the right", "on the right"),
    ("i'm doing okay", "i'm doing okay"),
]


@pytest.mark.parametrize(("said", "kept"), CLEANED)
def test_fillers_repeats_and_corrected_words_go(said: str, kept: str) -> None:
    assert clean(said) == kept


@pytest.mark.parametrize(("said", "kept"), TRIMMED)
def test_small_words_go_and_a_negating_no_stays(said: str, kept: str) -> None:
    assert without_small_words(said) == kept
