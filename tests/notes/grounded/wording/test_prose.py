import pytest

from pipeline.notes.grounded.wording.prose import features, prose

PAIRS = [
    ("She denies chest pain or shortness of breath.", "That is what she was going to say about that one."),
    ("We will refer him to physical therapy.", "It we will get that set up for him so hopefully."),
    ("The pain is worse with exercise.", "Of the pain and it is worse that he."),
]


@pytest.mark.parametrize(("written", "spoken"), PAIRS)
def test_a_notes_sentence_scores_above_rewritten_talk(written: str, spoken: str) -> None:
    assert prose(written) > prose(spoken) + 1


def test_the_shape_of_a_sentence_is_among_its_features() -> None:
    worded = ["HE", "has", "pain", "HE", "was", "positive", "for", "pain"]
    found = features(worded)
    assert "finite=2 joined=0" in found
    assert "word twice" in found
