import pytest

from pipeline.notes.grounded.wording.restarts import without_restarts

ONCE = [
    ("this is i wanted to check the scan", "i wanted to check the scan"),
    ("the rest of her the chart", "the rest of the chart"),
    ("posterior mild posterior tenderness", "mild posterior tenderness"),
    ("he has that his diagnosis is gout", "his diagnosis is gout"),
    ("she is so she is a nurse", "she is a nurse"),
    ("he has it hurts when he sits", "it hurts when he sits"),
    ("it was it was very stiff", "it was very stiff"),
    ("the rash is has been spreading", "the rash has been spreading"),
    ("the pain is was 8", "the pain was 8"),
    ("we will do is repeat the scan", "we will repeat the scan"),
    ("he has have to wear a brace", "he has to wear a brace"),
    ("she fell after a the concert", "she fell after the concert"),
    ("we will refer him to for physical therapy", "we will refer him for physical therapy"),
    ("she had lot of itching", "she had a lot of itching"),
    ("an ache of her leg in the lower leg", "an ache of her lower leg"),
]
PLAIN = [
    ("it does show a fracture", "it shows a fracture"),
    ("she did fall down", "she fell down"),
    ("he should continue on that metoprolol", "he should continue on metoprolol"),
    ("we will start her on some lisinopril", "we will start her on lisinopril"),
    ("he has this chronic cough", "he has a chronic cough"),
    ("he has had this nausea", "he has had nausea"),
]
KEPT = [
    "he does not smoke",
    "she takes that for pain",
    "he does well",
    "he has some pain",
    "she tells him that he is better",
    "it was very very painful",
    "he takes one or some aspirin",
    "she was is better",
    "neither did help",
]


@pytest.mark.parametrize(("said", "written"), ONCE)
def test_what_is_begun_anew_is_written_once(said: str, written: str) -> None:
    assert without_restarts(said) == written


@pytest.mark.parametrize(("said", "written"), PLAIN)
def test_stress_and_pointing_are_left_out(said: str, written: str) -> None:
    assert without_restarts(said) == written


@pytest.mark.parametrize("said", KEPT)
def test_words_that_mean_something_stay(said: str) -> None:
    assert without_restarts(said) == said
