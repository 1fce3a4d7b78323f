import pytest

from pipeline.models import NoteOptions, SectionName, SoapNote, Speaker
from pipeline.notes.engine import load_engine
from tests.notes.conftest import transcript_of

AGREES = "The patient understands and agrees with the recommended medical treatment plan."
TURNS = (
    "What brings you in today?",
    "I have had a sore throat and a fever for three days.",
    "For your sore throat, I think this is strep throat, so I will order a rapid strep test.",
    "Okay.",
    "For your strep throat I want you to take amoxicillin 500 milligrams twice a day for ten days.",
)


def note_after(reply: str) -> SoapNote:
    speakers = [Speaker.CLINICIAN, Speaker.PATIENT] * 3
    transcript = transcript_of([*TURNS, reply], speakers)
    return load_engine("grounded").write(transcript, NoteOptions(specialty="physician"))


@pytest.mark.parametrize(
    "reply", ["That sounds good.", "Sounds like a plan to me.", "I would agree.", "I can do that."]
)
def test_words_of_assent_after_the_plan_are_agreement(reply: str) -> None:
    note = note_after(reply)
    assert AGREES in note.plan
    cited = next(e for e in note.evidence[SectionName.PLAN] if e.sentence == AGREES)
    assert cited.segments == ["s4", "s5"]


@pytest.mark.parametrize(
    "reply", ["Okay.", "Thank you.", "Sounds good, but I would rather wait.", "Does that sound good?"]
)
def test_courtesy_doubt_or_a_question_is_no_agreement(reply: str) -> None:
    assert AGREES not in note_after(reply).plan


def test_assent_to_the_examination_is_no_agreement_to_the_plan() -> None:
    turns = (*TURNS, "Okay.", "Before you leave, let me listen to your lungs once more.", "Sounds good.")
    transcript = transcript_of(turns, [Speaker.CLINICIAN, Speaker.PATIENT] * 4)
    note = load_engine("grounded").write(transcript, NoteOptions(specialty="physician"))
    assert AGREES not in note.plan


@pytest.mark.parametrize(
    "asked",
    ["Come with me and we'll get you signed out.", "The lump was about this big.", "Have a great day."],
)
def test_assent_to_something_else_is_no_agreement_to_the_plan(asked: str) -> None:
    transcript = transcript_of(
        (*TURNS, "Okay.", asked, "Sounds good."), [Speaker.CLINICIAN, Speaker.PATIENT] * 4
    )
    note = load_engine("grounded").write(transcript, NoteOptions(specialty="physician"))
    assert AGREES not in note.plan
