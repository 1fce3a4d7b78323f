import pytest

from pipeline.notes.grounded.drafting.ellipsis import completed
from pipeline.notes.grounded.language.person import HE


@pytest.mark.parametrize(
    ("question", "reply", "statement"),
    [
        (
            "Have you had any hoarseness?",
            "I did at first for three days.",
            "he had hoarseness at first for three days",
        ),
        (
            "Are you taking any water pills?",
            "I used to not anymore.",
            "he used to take water pills, but not anymore",
        ),
        (
            "Did you notice any swelling?",
            "I did for the first week.",
            "he noticed swelling for the first week",
        ),
        ("Do you get hives?", "Yeah, I do sometimes.", "he gets hives sometimes"),
        (
            "Have you had any palpitations?",
            "Um I had a few years ago.",
            "he had palpitations a few years ago",
        ),
        ("Do you chew tobacco?", "No, very rarely.", "he chews tobacco very rarely"),
        (
            "Do you vape at all?",
            "I used to, but I stopped last year.",
            "he used to vape, but he stopped last year",
        ),
    ],
)
def test_a_reply_without_a_verb_of_its_own_takes_the_questions(
    question: str, reply: str, statement: str
) -> None:
    assert completed(question, reply, HE) == statement


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Have you had any hoarseness?", "I have a cough."),
        ("Have you had any hoarseness?", "I did not."),
        ("Do you smoke or drink, or is that over?", "I did the day before."),
        ("How is your back?", "I did at first."),
        ("Do you take aspirin?", "I have the bottle here."),
    ],
)
def test_a_reply_with_an_object_of_its_own_is_left_alone(question: str, reply: str) -> None:
    assert completed(question, reply, HE) is None


def test_a_reply_that_counts_its_own_object_does_not_take_the_questions() -> None:
    assert completed("Do you have any pets?", "I have two old dogs.", HE) is None
