import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.asked_nouns import with_asked_noun

REPLIES = [
    (
        "When was your last colonoscopy?",
        "It was in May of last year.",
        "my last colonoscopy was in May of last year.",
    ),
    ("How long did the cramp last?", "It was about two hours.", "the cramp lasted about two hours."),
    ("When did the ache start?", "It was in June.", "the ache started in June."),
    ("How long is the drive to work?", "It's about an hour.", "the drive to work is about an hour."),
    ("When did you break your wrist?", "It was two years ago.", "I broke my wrist two years ago."),
    (
        "Do you have any dogs?",
        "I have two, but they stay outside.",
        "I have two dogs, but they stay outside.",
    ),
    ("Do you smoke?", "I quit in March.", "I quit smoking in March."),
    (
        "Does your family have a history of gout?",
        "I was adopted so I have no idea.",
        "I was adopted so I have no idea of my family history.",
    ),
    (
        "How long have you had this cough?",
        "I think it's been two months.",
        "I think I have had the cough for two months.",
    ),
    ("When did you first see the lump?", "My wife found it in June.", "My wife found the lump in June."),
    ("What did your doctors say of it?", "They think I have gout.", "my doctors think I have gout."),
    ("When was your last injection?", "I missed the last one.", "I missed my last injection."),
]


def _replied(question: str, reply: str, *, for_another: bool = False) -> str | None:
    asked = Unit(question, question, (0,), Speaker.CLINICIAN, 0, 0.0)
    unit = Unit(reply, reply, (1,), Speaker.PATIENT, 1, 1.0)
    named = with_asked_noun(reply, unit, [asked], for_another=for_another)
    return named[0] if named else None


@pytest.mark.parametrize(("question", "reply", "told"), REPLIES)
def test_a_reply_takes_the_noun_of_the_question(question: str, reply: str, told: str) -> None:
    assert _replied(question, reply) == told


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("When was your mother's surgery?", "It was in May."),
        ("Do you smoke or drink?", "I quit in March."),
        ("How are you?", "It was in May."),
        ("How long has your son had this cough?", "It's been two months."),
        ("How long have you been driving?", "It's been two months."),
        ("Did you see the eye doctor?", "They did an ultrasound."),
        ("Have the doctors looked at your toes?", "They are blue."),
        ("Do your doctors know of the hives?", "They told me they itch."),
        ("Why did the doctors stop it?", "They were swollen, my eyes."),
        ("When was your last cigarette?", "My fits are back, the last one was long."),
        ("How long have you had the pump?", "It's been a year since I changed it."),
    ],
)
def test_what_is_anothers_or_asked_of_two_stays_as_it_was_said(question: str, reply: str) -> None:
    assert _replied(question, reply) is None


def test_what_the_reply_named_before_is_no_noun_of_the_question() -> None:
    asked = Unit("What do your doctors say?", "What do your doctors say?", (0,), Speaker.CLINICIAN, 0, 0.0)
    first = Unit("My sisters came.", "My sisters came.", (1,), Speaker.PATIENT, 1, 1.0)
    reply = "They think I drink."
    unit = Unit(reply, reply, (1,), Speaker.PATIENT, 1, 1.0)
    assert with_asked_noun(reply, unit, [asked, first], for_another=False) is None


def test_a_relative_tells_of_the_patients_own() -> None:
    said = _replied("When was your fall?", "It was in June.", for_another=True)
    assert said == "the fall was in June."
