import pytest

from pipeline.notes.grounded.reading.corrections import corrected, replaced, without_denied_again


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Your pulse is seventy, let me look again, ninety.", "Your pulse is ninety."),
        ("It began on Monday, no actually it was Friday.", "It began on Friday."),
        ("I use three drops, well, two drops of it.", "I use two drops of it."),
        ("The sodium was 3 point 1. No, that's 3 point 9.", "The sodium was 3 point 9."),
        ("Six weeks. Sorry, six months.", "six months."),
        ("your right, I misspoke, left ear", "your left ear"),
        ("He takes iron, two hundred, fifty ca- 60 milligrams, at noon.", "He takes iron, at noon."),
        ("I use ten, twenty mil-, thirty units of insulin.", "I use insulin."),
        ("It is red. I take ten, twenty mil-, thirty units at noon.", "It is red."),
    ],
)
def test_what_the_speaker_took_back_goes(said: str, meant: str) -> None:
    assert corrected(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "I take two tablets, well, not every day.",
        "It started Monday and got worse on Friday.",
        "It was ninety. Let me look at the knee.",
        "I have one cat, actually two dogs.",
    ],
)
def test_what_nobody_took_back_stays(said: str) -> None:
    assert corrected(said) == said


def test_a_plan_is_replaced_by_the_next_sentence_that_names_another_medication_instead() -> None:
    assert replaced("I'll order cephalexin 500 milligrams.", "Let's use doxycycline instead.")
    assert not replaced("Stop the lisinopril.", "We'll use losartan instead.")
    assert not replaced("Take ibuprofen for it.", "If it upsets your stomach use Tylenol instead.")


def test_a_side_asked_anew_replaces_the_one_just_named() -> None:
    assert replaced("Here for left hip pain.", "Right hip pain?")
    assert not replaced("Left hip pain.", "Right hip pain too.")


def test_a_word_said_again_after_its_denial_is_no_finding() -> None:
    said = "lymphadenopathy and on your skin exam there is a scar"
    rest = "on your skin exam there is a scar"
    assert without_denied_again(said, ["There is no lymphadenopathy."]) == rest
    assert (
        without_denied_again("adenopathy, and a scar", ["no lymphadenopathy", "I change that."]) == "a scar"
    )


def test_a_word_that_nobody_denied_before_stays() -> None:
    assert without_denied_again("swelling and a scar", ["There is swelling."]) == "swelling and a scar"
    assert without_denied_again("swelling and a scar", ["No swelling at rest."]) == "swelling and a scar"
    assert without_denied_again("swelling of the toe", ["No swelling."]) == "swelling of the toe"
