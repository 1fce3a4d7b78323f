import pytest

from pipeline.notes.grounded.reading.vocatives import without_vocatives

SAID = [
    ("I do not drink, ma'am.", "I do not drink."),
    ("Katherine, she was doing fine.", "she was doing fine."),
    ("Mr brown, often we see this.", "often we see this."),
    ("your legs show no edema so megan", "your legs show no edema"),
    ("there was clear mucus and frank pus", "there was clear mucus and frank pus"),
    ("we will shave it and mark it", "we will shave it and mark it"),
    ("he takes metformin and aspirin daily", "he takes metformin and aspirin daily"),
    ("So how are you, Ralph?", "So how are you?"),
    ("Stephanie is a 49-year-old female.", "Stephanie is a 49-year-old female."),
    ("Naproxen, it helps.", "Naproxen, it helps."),
]


@pytest.mark.parametrize(("said", "kept"), SAID)
def test_a_name_that_only_addresses_goes_and_any_other_stays(said: str, kept: str) -> None:
    assert without_vocatives(said) == kept
