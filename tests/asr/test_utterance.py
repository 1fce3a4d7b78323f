import pytest

from pipeline.asr.utterance import Utterance
from pipeline.models import Word


def utterance(
    text: str, log_probability: float = -0.2, no_speech: float = 0.0, words: float | None = None
) -> Utterance:
    timed = () if words is None else (Word(start=0, end=1, text=text, probability=words),)
    return Utterance((), text, log_probability, no_speech, timed)


@pytest.mark.parametrize(
    "doubtful",
    [
        utterance("I have a pain. " * 30),
        utterance("Any pain?", log_probability=-1.2),
        utterance("Yeah.", words=0.02),
        utterance("How can I help you? " + "Mem. " * 8),
        utterance("Anything else? " + "I do. " * 7),
    ],
    ids=["repetitive", "improbable", "heard nowhere", "a word in circles", "two words in circles"],
)
def test_what_cannot_be_believed_is_decoded_again(doubtful: Utterance) -> None:
    assert doubtful.doubtful
    assert not doubtful.silent


def test_plain_speech_is_believed() -> None:
    plain = utterance("The pain began on Monday and has not gone away since.", words=0.8)
    assert not plain.doubtful
    assert not plain.silent
    assert not utterance("No, no, no, no, no, that never happened to me, never ever.").doubtful


def test_nothing_and_improbable_words_in_likely_silence_are_silence() -> None:
    assert utterance("").silent
    assert utterance("Oh!", log_probability=-2.3, no_speech=0.8).silent
    assert not utterance("Oh!", log_probability=-0.5, no_speech=0.8).silent
