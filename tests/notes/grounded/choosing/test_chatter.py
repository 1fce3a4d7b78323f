from dataclasses import replace

import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.choosing.chatter import is_chatter
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.reading.units import Unit


def drafted(text: str, *, by_patient: bool) -> Draft:
    speaker = Speaker.PATIENT if by_patient else Speaker.CLINICIAN
    return Draft(text, (Unit(text, text, (0,), speaker, 0, 0.5),), 0, Kind.STATEMENT, by_patient)


@pytest.mark.parametrize(
    "spoken",
    [
        "i'm going to listen to your lungs",
        "let's start with your knee exam",
        "we will review your x-ray with you",
        "this is an image of your spine",
        "so how did your trip go",
        "our youngest son plays the drums",
        "i'm glad you are feeling well",
        "if they have asthma, they can sign up",
    ],
)
def test_a_clinicians_talk_and_announcements_are_chatter(spoken: str) -> None:
    assert is_chatter(drafted(spoken, by_patient=False))


@pytest.mark.parametrize(
    "spoken",
    [
        "i'm going to start you on losartan",
        "this is an x-ray which shows a fracture",
        "how bad it gets depends on the weather, take it as needed",
    ],
)
def test_a_plan_or_a_finding_is_not(spoken: str) -> None:
    assert not is_chatter(drafted(spoken, by_patient=False))


def test_an_announcement_that_tells_a_finding_is_not() -> None:
    assert not is_chatter(drafted("i'm going to listen, there is some wheezing", by_patient=False))


def test_a_patients_family_is_no_small_talk() -> None:
    assert not is_chatter(drafted("my brother has asthma", by_patient=True))


def test_a_polite_answer_to_a_greeting_is_chatter() -> None:
    greeted = replace(drafted("i'm doing okay", by_patient=True), asked="How are you doing today?")
    assert is_chatter(greeted)
    assert not is_chatter(replace(greeted, asked="How is the new dose for you?"))


def test_a_polite_answer_that_excepts_the_complaint_is_chatter_where_the_visit_begins() -> None:
    excepted = drafted("i'm doing alright aside from this toe pain i've been having", by_patient=True)
    assert is_chatter(excepted)
    assert not is_chatter(replace(excepted, index=30))
    assert not is_chatter(drafted("i'm doing okay except my toe turned blue last night", by_patient=True))


@pytest.mark.parametrize(
    "spoken",
    [
        "well, besides the shortness of breath i've been having",
        "i'm fine apart from my thoughts of suicide",
        "i'm okay other than some leg swelling",
    ],
)
def test_a_polite_answer_that_excepts_a_finding_is_not(spoken: str) -> None:
    greeted = replace(drafted(spoken, by_patient=True), asked="How are you doing today?")
    assert not is_chatter(greeted)
