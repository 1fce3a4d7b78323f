import pytest

from pipeline.notes.grounded.language.person import HE, THEY
from pipeline.notes.grounded.wording.beliefs import as_belief


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I think he has a little bit of bursitis", "likely bursitis"),
        ("I think he has probably an acute ankle sprain", "likely acute ankle sprain"),
        ("I do suspect he has some gout", "suspected gout"),
        ("I believe it is just a sprain of the wrist", "likely a sprain of the wrist"),
        ("I suspect he has an acute rotator cuff tear", "suspected acute rotator cuff tear"),
        ("I suspect he has a flare of his bursitis", "suspected flare of his bursitis"),
        ("I think he has four more tablets left", "he has four more tablets left"),
    ],
)
def test_a_disorder_that_is_believed_in_is_likely(said: str, told: str) -> None:
    assert as_belief(said, HE) == told


@pytest.mark.parametrize(
    "said",
    [
        "I think he has every reason to stop the naproxen",
        "I think he has reached the highest dose",
        "I think it is a problem if he stops the naproxen",
        "I think he has stopped the naproxen too soon",
        "I think he has stopped pain medicine too soon",
        "I suspect that this is a flare of his bursitis",
        "I suspect he has no fracture",
        "I suspect he has neither a fracture nor a tear",
        "I suspect he has never had gout",
        "I think he has enough pain medicine",
        "I think he has the pain under control",
        "I think this is a sprain, not a fracture",
    ],
)
def test_what_is_no_disorder_stays_a_sentence(said: str) -> None:
    assert as_belief(said, HE) == said


def test_a_patient_without_a_known_sex_has_the_plural() -> None:
    assert as_belief("I think they have two tablets left", THEY) == "they have two tablets left"
