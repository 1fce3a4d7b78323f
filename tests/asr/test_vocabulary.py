from pathlib import Path

import pytest

from pipeline.asr.options import ENGLISH_PROMPT
from pipeline.asr.spelling import load_tokenizer
from pipeline.asr.vocabulary import Vocabulary, english_part, read_vocabulary

SAID = (
    ENGLISH_PROMPT,
    "Uh, yeah, I've had this cough for 10 days; it's keeping me up, and my temp was 100.8.",
    "Metoprolol 25 milligrams, lisinopril, hydrochlorothiazide and Tylenol as needed. Mhm.",
    " Okay, so your A1C is 7.2%, and there's a systolic ejection murmur at the apex.",
    " Neuralgia, epistaxis and a positive Babinski; 101.2 °F, a ½ tablet of gabapentin.",
    " Guillain-Barré was ruled out for José García. You said, what?",
)


@pytest.fixture(scope="module")
def whole(base_folder: str) -> list[str]:
    return read_vocabulary(Path(base_folder))


@pytest.fixture(scope="module")
def english(whole: list[str]) -> Vocabulary:
    found = english_part(whole)
    assert found
    return found


@pytest.mark.parametrize("text", SAID)
def test_clinical_english_is_written_as_with_the_whole_vocabulary(
    base_folder: str, english: Vocabulary, text: str
) -> None:
    tokens = load_tokenizer(Path(base_folder, "tokenizer.json")).encode(text).ids
    assert english.restore(english.shrink(tokens)) == tokens


def test_over_a_third_of_the_tokens_go_but_no_byte_and_nothing_that_is_no_text(
    whole: list[str], english: Vocabulary
) -> None:
    assert len(english.tokens) < 0.65 * len(whole)
    assert english.tokens == tuple(whole[number] for number in english.kept)
    assert {token for token in whole if len(token) == 1} <= set(english.tokens)
    assert english.tokens[-1608:] == tuple(whole[-1608:])


def test_tokens_that_a_prompt_needs_stay(whole: list[str], english: Vocabulary) -> None:
    foreign = whole.index("Ġaussi")
    found = english_part(whole, also=[foreign])
    assert found
    assert set(found.kept) - set(english.kept) == {foreign}


def test_a_prompt_with_a_token_that_is_no_text_is_taken(whole: list[str], english: Vocabulary) -> None:
    found = english_part(whole, also=[whole.index("<|en|>")])
    assert found
    assert (found.kept == english.kept).all()


def test_a_model_of_another_vocabulary_keeps_all_of_it(tiny_folder: str) -> None:
    assert english_part(read_vocabulary(Path(tiny_folder))) is None
    assert english_part(["a", "b"]) is None
