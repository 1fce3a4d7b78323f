import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.alternatives import denies_one, taken_up
from pipeline.notes.grounded.reading.units import Unit, split_units
from tests.notes.conftest import transcript_of


def exchanged(asked: str, replied: str) -> tuple[Unit, list[Unit]]:
    said = transcript_of([asked, replied], [Speaker.CLINICIAN, Speaker.PATIENT]).segments
    question, *reply = split_units(said)
    return question, reply


@pytest.mark.parametrize(
    ("asked", "replied", "left"),
    [
        ("Is it worse with walking or standing?", "Yes. With walking.", "Is it worse with walking?"),
        ("Is it worse with walking or standing?", "Yes, with standing.", "Is it worse with standing?"),
        ("Does it go up your arm or into your neck?", "Yeah, into my neck.", "Does it go into your neck?"),
        ("Are you left or right handed?", "Right.", "Are you right handed?"),
        ("Are you left or right handed?", "Left, yes.", "Are you left or right handed?"),
        ("Do you feel itchy on your arm, or just soreness?", "Yeah, some soreness.", "do you have soreness?"),
        ("Do you vape or chew tobacco?", "Yes, I do both.", "Do you vape and chew tobacco?"),
        ("Do you vape or chew tobacco?", "Yes.", "Do you vape or chew tobacco?"),
        ("Do you vape or chew tobacco?", "No.", "Do you vape or chew tobacco?"),
    ],
)
def test_a_yes_that_names_one_of_two_affirms_that_one(asked: str, replied: str, left: str) -> None:
    assert taken_up(*exchanged(asked, replied)).raw == left


@pytest.mark.parametrize(
    ("asked", "replied", "one"),
    [
        ("Does it go up your arm or into your neck?", "It doesn't go into my neck.", True),
        ("Any itching or hives?", "I haven't had any hives.", True),
        ("Does it go up your arm or into your neck?", "No.", False),
        ("Any itching or hives?", "I haven't had itching or hives.", False),
        ("Have you had any hives or itching?", "No hives, I've had some itching.", True),
        ("Any itching?", "I haven't had any.", False),
    ],
)
def test_a_no_in_own_words_may_take_up_only_one(asked: str, replied: str, one: bool) -> None:
    question, reply = exchanged(asked, replied)
    assert denies_one(question, reply[0]) is one
