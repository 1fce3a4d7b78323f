import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.drafting.half_answers import settles_less
from pipeline.notes.grounded.language.person import HE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of

LESS = [
    ("Do you smoke?", "Not really, I smoke socially."),
    ("Do you drink alcohol?", "No, I just drink a bit at weekends."),
    ("Any heartburn?", "Not without the coffee."),
    ("Any thoughts of suicide?", "No, not without a cause."),
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
    ("Do you have any pets?", "I'm not a dog person but I do have two cats."),
    ("Are you able to lift it?", "Yeah, as long as I go slowly."),
    ("Are you feeling okay?", "No, I was here last week, but I'm feeling pretty good."),
    ("Do you get any swelling?", "Not unless I stand for a long time."),
    ("Are you using the cream twice a day?", "Not every day."),
    ("Can you lift your arm?", "Yeah, I can lift it as long as I don't turn it."),
    ("Does the pain go up your arm or into your neck?", "It doesn't go into my neck."),
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
    ("Any other complaints?", "No, I'm doing well."),
    ("Can you raise your arm?", "Not without a lot of pain."),
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


def answered(*turns: str) -> list[str]:
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in turns]
    units = split_units(transcript_of([t[2:].strip() for t in turns], speakers).segments)
    return [d.text for d in draft(units, Writer(HE))]


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (
            ("D: Are you able to raise your arm like?", "P: Not without a lot of pain."),
            ["He is not able to raise his arm without a lot of pain."],
        ),
        (
            ("D: Are you using the cream twice a day?", "P: Not every day but most of the time."),
            ["He is using the cream twice daily most of the time."],
        ),
        (("D: Do you smoke?", "P: Absolutely not."), ["He denies smoking."]),
        (
            ("D: I just want to make sure you're not having any chest pain today.", "P: No."),
            ["He denies chest pain."],
        ),
        (("D: I just want to make sure you're not having any chest pain today.", "P: Yes."), []),
        (("D: When I push on your side,", "D: Does it feel tender?", "P: No."), []),
        (("D: Any back pain?", "P: Yeah, a little bit."), ["He reports a little back pain."]),
        (("D: Any back pain?", "P: Sometimes."), ["He reports back pain sometimes."]),
        (("D: Any trouble sleeping in the past?", "P: No, no, not like this."), []),
        (("D: Any allergies to medications?", "P: No."), ["He denies allergies to medications."]),
        (("D: Any watery eyes, discharge?", "P: No."), ["He denies eye discharge."]),
        (("D: And do you smoke?", "P: I quit three years ago."), ["He quit smoking 3 years ago."]),
        (
            ("D: How are you?", "P: I've been feeling well otherwise."),
            ["He has been otherwise feeling well."],
        ),
        (("D: Any back pain?", "P: A mild ache."), ["He reports mild back ache."]),
        (("D: Any back pain?", "P: Slight nausea."), ["He reports slight nausea."]),
        (("D: Do you have any pain here?", "P: No."), []),
    ],
)
def test_a_reply_settles_what_it_says_and_no_more(turns: tuple[str, ...], told: list[str]) -> None:
    assert answered(*turns) == told


def test_a_symptom_the_clinician_supposes_and_the_patient_denies_is_not_told() -> None:
    told = answered(
        "D: So you've been able to live with the nausea and the fatigue.", "P: I haven't had any nausea."
    )
    assert told == ["He has not had any nausea."]


def test_a_yes_on_a_condition_reports_the_finding_with_the_condition() -> None:
    told = answered("D: Any heartburn?", "P: Yes, only if I eat onions.")
    assert told == ["He reports heartburn only if he eats onions."]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("P: Sometimes.", "He reports itching sometimes."),
        ("P: A little bit.", "He reports a little itching."),
    ],
)
def test_a_degree_or_a_frequency_affirms_the_finding_asked_about(reply: str, told: str) -> None:
    assert answered("D: Itching?", reply) == [told]
