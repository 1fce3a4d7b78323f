import pytest

from pipeline.models import NoteOptions, SectionName, Speaker
from pipeline.notes.engine import load_engine
from pipeline.notes.grounded.arranging.complaint import (
    first_symptom,
    only_repeats,
    presentation,
    reason_for_visit,
)
from pipeline.notes.grounded.drafting.conversation import read_conversation
from tests.notes.conftest import transcript_of

CLINICIAN, PATIENT = Speaker.CLINICIAN, Speaker.PATIENT


def reason(*turns: str) -> str | None:
    transcript = transcript_of(turns, [CLINICIAN, PATIENT] * len(turns))
    found = reason_for_visit(read_conversation(transcript.segments))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ("My left knee hurts when I climb stairs.", "Left knee pain."),
        ("I have had pain in my lower back since Monday.", "Lower back pain."),
        ("My ankle is really sore and it is the right ankle.", "Right ankle soreness."),
        ("I have been having some shoulder pain.", "Shoulder pain."),
        ("My chest hurts since Monday and I can't sleep.", "Chest pain."),
    ],
)
def test_the_part_that_ails_is_the_complaint(told: str, complaint: str) -> None:
    assert reason("Hello, how are you today?", told) == complaint


def test_a_side_said_later_is_the_side_of_the_complaint() -> None:
    assert reason("What happened?", "My wrist hurts.", "Which one?", "It is my right wrist.") == (
        "Right wrist pain."
    )


@pytest.mark.parametrize(
    "turns",
    [
        ("How is it?", "My knee hurts. I had my left knee replaced and it is fine. It is the other one."),
        ("How is it?", "My knee hurts.", "Your left knee is normal.", "Okay."),
        (
            "How is it?",
            "My knee hurts.",
            "Which side?",
            "Right.",
            "Let me compare with the left knee.",
            "Okay.",
        ),
        ("How is it?", "My knee hurts.", "Which?", "Left. The right knee is fine."),
        ("How is it?", "My knee hurts. My sister had her left knee done."),
    ],
)
def test_a_side_that_is_not_the_one_in_trouble_is_not_the_complaints(turns: tuple[str, ...]) -> None:
    assert reason(*turns) == "Knee pain."


def test_two_sides_leave_the_complaint_without_one() -> None:
    assert reason("How is it?", "My knee hurts.", "Left or right?", "My left knee and my right knee.") == (
        "Knee pain."
    )


@pytest.mark.parametrize(
    "told",
    [
        "I have no knee pain anymore.",
        "My mother has knee pain.",
        "If my knee hurts I will call.",
        "I used to have shoulder pain years ago.",
        "My shoulder pain is gone.",
        "There is pain in the back of my head.",
        "My eye surgeon was sore at me.",
        "My boss has shoulder pain.",
    ],
)
def test_what_does_not_ail_the_patient_is_no_complaint(told: str) -> None:
    assert reason("Good morning.", told) is None


def test_a_question_about_pain_is_no_complaint() -> None:
    assert reason("Do you have any chest pain?", "No.") is None


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("You are here for follow up of your chronic problems.", "Follow up of the chronic problems."),
        ("I see here that you had a bad cough for a week.", "Bad cough."),
        ("It looks like you've been having some numbness in your.", "Numbness."),
    ],
)
def test_what_the_clinician_says_the_patient_is_here_for(said: str, complaint: str) -> None:
    assert reason(said, "Yes.") == complaint


def test_an_ultrasound_seen_in_the_chart_is_no_complaint() -> None:
    assert reason("I see here that you had an ultrasound of the breast.", "Yes.") is None


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("Left knee pain.", "The patient presents today for evaluation of left knee pain."),
        ("Annual exam.", "The patient presents today for an annual exam."),
        ("Follow-up of diabetes.", "The patient presents today for follow-up of diabetes."),
        ("Right elbow.", None),
    ],
)
def test_a_history_opens_with_the_reason_for_the_visit(complaint: str, sentence: str | None) -> None:
    found = presentation((complaint, (1,)))
    assert (found[0] if found else None) == sentence


def test_a_note_says_once_why_the_patient_is_here() -> None:
    turns = (
        "What brings you in?",
        "My left knee hurts when I climb stairs. I twisted it two weeks ago.",
        "I will order an x-ray of the left knee.",
    )
    note = load_engine("grounded").write(
        transcript_of(turns, [CLINICIAN, PATIENT, CLINICIAN]), NoteOptions(specialty="physician")
    )
    assert note.subjective.count("presents today for evaluation of left knee pain") == 1
    assert note.evidence[SectionName.SUBJECTIVE][0].segments == ["s1"]


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("She has been having some knee pain.", True),
        ("She is coming in for some knee pain.", True),
        ("She is coming in for her diabetes.", False),
        ("She has been having knee pain for 3 weeks.", False),
        ("She has no knee pain.", False),
        ("She has knee swelling.", False),
    ],
)
def test_a_sentence_that_says_no_more_than_the_opening_is_known(text: str, repeats: bool) -> None:
    assert only_repeats(text, "The patient presents today for evaluation of knee pain.") is repeats


def test_a_side_that_the_talk_contradicts_is_left_out() -> None:
    opened = "So you are here for right shoulder pain?"
    told = ("Yes, my left shoulder hurts.", "Let me see your left shoulder.", "The left shoulder, yes.")
    assert reason(opened, *told) == "Shoulder pain."


def test_what_somebody_had_in_the_past_is_not_why_they_come() -> None:
    told = ("I was here for gallstones in the past.", "And now?", "My left shoulder hurts.")
    assert reason("What can I do for you?", *told) == "Left shoulder pain."


def test_what_the_referral_is_for_is_the_complaint() -> None:
    said = "Let's see, you're here in my notes for evaluation of gallstones. What happened?"
    assert reason(said, "I had a pain in my right side after dinner.") == "Gallstones."


def test_a_medications_effect_and_a_loss_that_was_wanted_are_no_complaints() -> None:
    turns = (
        "And you get itching with naproxen?",
        "Yes.",
        "And you had intentional weight loss?",
        "Yes, I have lost weight. And I have had a cough since May.",
    )
    conversation = read_conversation(transcript_of(turns, [CLINICIAN, PATIENT] * len(turns)).segments)
    found = first_symptom(conversation, conversation.drafts)
    assert found is None or found[0] not in {"Itching.", "Weight loss."}


@pytest.mark.parametrize(
    ("turns", "complaint"),
    [
        (
            ("I see you were referred to me for a goiter. Is that correct?", "No, for thyroid nodules."),
            "Thyroid nodules.",
        ),
        (("The nurse told me you have stomach pain.", "No, it's shoulder pain."), "Shoulder pain."),
        (("I hear that you have a knee pain.", "No, not anymore."), None),
        (("You're here for back pain, right?", "No, my husband is the one with it."), None),
        (("I see you have some knee pain. Did it get better?", "No."), "Knee pain."),
    ],
)
def test_a_reason_that_is_denied_is_no_complaint(turns: tuple[str, ...], complaint: str | None) -> None:
    assert reason(*turns) == complaint
