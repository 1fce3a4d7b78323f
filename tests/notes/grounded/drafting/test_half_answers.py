import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.half_answers import exception, limited, settles_less
from pipeline.notes.grounded.reading.units import split_units
from tests.notes.conftest import transcript_of

LESS = [
    ("Do you have any allergies?", "I don't have any allergies other then the one to pollen."),
    ("Do you ever see parts of his arm twitching?", "Well no, it's just his hand."),
    ("Have you used any new soaps?", "Nothing new, I do use a scrub."),
    (
        "Did you do any heavy work as a young man?",
        "No, anything you can think of. It was roofing and paving.",
    ),
    ("Is the itch still waking you?", "Not like it used to."),
    ("Do you use anything for the itch?", "Not really. I'll sometimes put on a cream."),
    (
        "Have you had a sore throat or any other illness?",
        "I have not had a sore throat, but I did have pinkeye.",
    ),
    ("Can you bend it?", "Yeah a little bit but I can't do it all the way."),
    ("Do you garden, shop, that sort of thing?", "Yeah, I am."),
    ("Have you thought about what you would eat?", "Yeah, I didn't think about that a lot."),
    ("You're weighing yourself at home?", "I do. Well, I go to the drug store."),
]
SETTLED = [
    ("Do you smoke?", "No, I quit."),
    ("Do you smoke?", "Yes, I do."),
    ("Are you sleeping?", "Yeah, I am."),
    ("Any chest pain?", "Not really."),
    ("Have you had a fever?", "No, but I did have a cough."),
    ("Are you still having blood in the urine?", "I do."),
    ("Do you feel dizzy?", "I am."),
    ("Are you taking metoprolol?", "I do."),
    ("Any chest pain?", "Yeah. Well, it comes when I climb stairs."),
    ("Any seizures?", "Yes. Well, I had one on Monday."),
]


def unsettled(asked: str, replied: str) -> bool:
    said = transcript_of([asked, replied], [Speaker.CLINICIAN, Speaker.PATIENT]).segments
    question, *reply = split_units(said)
    return settles_less(question, reply)


@pytest.mark.parametrize(("asked", "replied"), LESS)
def test_a_reply_with_an_exception_or_an_amendment_settles_less_than_was_asked(
    asked: str, replied: str
) -> None:
    assert unsettled(asked, replied)


@pytest.mark.parametrize(("asked", "replied"), SETTLED)
def test_a_plain_reply_settles_its_question(asked: str, replied: str) -> None:
    assert not unsettled(asked, replied)


@pytest.mark.parametrize(
    ("replied", "told"),
    [
        ("Yeah, but only twice a year.", "he drinks alcohol only twice a year"),
        ("Yes, occasionally.", "he drinks alcohol occasionally"),
        ("Yes.", "he drinks alcohol"),
        ("Yes, only if I have to.", "he drinks alcohol"),
    ],
)
def test_a_yes_says_how_far_it_goes(replied: str, told: str) -> None:
    assert limited("he drinks alcohol", replied) == told


@pytest.mark.parametrize(
    ("replied", "told"),
    [
        ("No, other than sulfa.", "other than sulfa"),
        ("Nothing but a little blood when I brush.", "other than a little blood when I brush"),
        ("no just when i climb the stairs", "other than when i climb the stairs"),
        ("No, only after meals.", "other than after meals"),
        ("No, other than that.", None),
        ("No, just no.", None),
    ],
)
def test_a_no_keeps_its_exception(replied: str, told: str | None) -> None:
    assert exception(replied) == told
