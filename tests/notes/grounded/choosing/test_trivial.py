import pytest

from pipeline.notes.grounded.choosing.trivial import is_trivial


@pytest.mark.parametrize(
    "text",
    [
        "We will get back to your visit.",
        "His name is Walter.",
        "Her phone number is 020 7946 0000.",
        "Their email address is walter at example dot org.",
        "His wife is listening.",
        "The patient will get her to ring now.",
        "We will speak again soon.",
        "The patient looks a bit puzzled.",
        "We can reassess at that point.",
        "I wanted to check her last kidney function that we did.",
        "I wanted to check his recent thyroid labs.",
        "She feels like every couple hours.",
        "I am looking at his MRI.",
        "We will order a test.",
        "He will come in for his surgery.",
        "I did review her vitals.",
        "This just means swelling of the gland.",
        "It was in March of 2019.",
        "She cannot remember.",
        "We will discuss the operation a little more.",
        "There is fluid.",
        "That will be 3 months.",
        "I did review the results of her blood work.",
        "I reviewed the results of the MRI of his left wrist that the surgeon ordered.",
        "An x-ray was done before she came in.",
        "The patient had an EKG before coming in today.",
        "We got an MRI of her hip before she came in.",
        "We have been talking about her gout.",
        "They have seen everything.",
        "We will get my nurse in here to help.",
        "She looks forward to the headaches being gone.",
        "The body is an amazing thing.",
        "Her neighbor said something to her last week.",
        "I think she turned a little bit.",
        "He is really struggling.",
        "He is doing a great job with that.",
    ],
)
def test_a_sentence_without_a_fact_of_the_patient_is_trivial(text: str) -> None:
    assert is_trivial(text)


@pytest.mark.parametrize(
    "text",
    [
        "We will order a chest x-ray.",
        "I wanted to check on his suicidal thoughts.",
        "She cannot sleep.",
        "It was 150/90 at home.",
        "It was 103 last night.",
        "It was about 3.1 in April.",
        "It was in April and it was 3.1.",
        "It was 20 units, but the last one was 25 units.",
        "It was 3 weeks ago that the cough began.",
        "He will come in for his surgery on March 3.",
        "I reviewed her vitals and she has a fever.",
        "This means he has swelling of the gland.",
        "This means 5 mg of prednisone.",
        "We will get back to the lisinopril.",
        "I reviewed the results of the MRI which shows a torn ligament.",
        "I reviewed the results of the MRI, normal.",
        "An x-ray was done in 2019.",
        "He had an EKG before coming in which showed a bundle branch block.",
        "She noticed something pop in her knee.",
        "He is doing a great job taking the losartan.",
    ],
)
def test_a_sentence_with_a_finding_a_quantity_or_a_medication_is_not(text: str) -> None:
    assert not is_trivial(text)


def test_a_sentence_of_words_that_tell_nothing_is_trivial() -> None:
    assert is_trivial("He wants to keep going.")
    assert is_trivial("She had something new to say.")
    assert not is_trivial("He is doing well.")
    assert not is_trivial("She gardens on weekends.")


@pytest.mark.parametrize(
    "text",
    ["Her date of birth is 04/02/1961.", "Patient is Nora Hale.", "She had her grandchildren with her."],
)
def test_who_the_patient_is_and_who_was_along_is_trivial(text: str) -> None:
    assert is_trivial(text)


def test_how_a_patient_is_is_not_a_name() -> None:
    assert not is_trivial("The patient is alert and in pain.")
