import pytest

from pipeline.notes.grounded.wording.labels import labelled

LABELS = [
    ("his gout we will continue allopurinol", "gout: we will continue allopurinol"),
    ("for her last issue her asthma continue with the inhaler", "asthma: continue with the inhaler"),
    ("hay fever her symptoms are mild", "hay fever: her symptoms are mild"),
]
SENTENCES = [
    "his gout is better",
    "his sister has asthma",
    "we will treat her asthma",
    "he has gout",
    "his brother diabetes we will screen for it",
    "no diabetes we will stop metformin",
]


@pytest.mark.parametrize(("said", "written"), LABELS)
def test_a_problem_named_first_is_a_label(said: str, written: str) -> None:
    assert labelled(said) == written


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_about_a_problem_has_none(said: str) -> None:
    assert labelled(said) == said
