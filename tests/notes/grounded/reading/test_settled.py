import pytest

from pipeline.notes.grounded.reading.settled import ends_here, goes_on_here, one_amount

ENDS = [
    ("no calf pain", "negative homan's sign and no cords"),
    ("there is no rebound", "your skin exam you have a scar"),
    ("there is some redness", "when i press on it does it hurt"),
    ("capillary refill is under two seconds", "strong radial pulse"),
    ("swelling of the knee", "little bit of redness"),
    ("start gabapentin at night", "if you have bleeding you should go to the hospital"),
    ("you moved here in june is that right", "and you work at the mill"),
    ("no tremor", "coordination is intact"),
    ("your speech is clear", "gait is normal"),
    ("no wheezes or rales", "let me look at your legs"),
    ("this is most likely gout", "looking at your labs it seems so"),
]
GOES_ON = [
    ("there is a mild fever however", "your vitals are good"),
    ("it does not hurt unless", "i kneel on it"),
    ("i'm hoping", "i don't need another cast"),
    ("i had to sit in a chair", "so i could sleep"),
    ("we'll watch it but when you do get a rash", "i want you to use the cream"),
    ("come back in a month to see", "how you are doing"),
    ("there is a small ulcer near", "the great toe"),
    ("this is consistent", "with gout"),
    ("when i listen", "i hear nothing else"),
    ("here is a patch to help", "you stop smoking"),
    ("i want you to know that", "i'm here"),
    ("it is a procedure in which we numb you", "and take a sample"),
    ("we can start the drops after", "you've healed"),
    ("you moved here in june", "is that correct"),
    ("i have a rash", "that had some blisters"),
    ("we will watch the redness", "that's spreading to your wrist"),
    ("this cream will help you with this", "possible eczema"),
    ("i am doing okay", "aside from this cough"),
    ("i have been gardening a lot and over the past month", "i got this rash"),
]
WITHIN = [
    ("we will look", "at your skin exam"),
    ("the rest of", "your skin exam was fine"),
    ("you have a bilateral", "positive phalen's sign"),
    ("if your pressure is normal", "your dose is appropriate"),
]


def gap(before: str, after: str) -> tuple[list[str], int]:
    return [*before.split(), *after.split()], len(before.split()) - 1


@pytest.mark.parametrize(("before", "after"), ENDS)
def test_a_heading_another_finding_or_the_next_step_ends_a_sentence(before: str, after: str) -> None:
    assert ends_here(*gap(before, after), 0)


@pytest.mark.parametrize(("before", "after"), GOES_ON)
def test_a_sentence_goes_on_where_a_word_needs_another(before: str, after: str) -> None:
    assert goes_on_here(*gap(before, after), 0)


@pytest.mark.parametrize(("before", "after"), WITHIN)
def test_a_heading_within_a_clause_ends_nothing(before: str, after: str) -> None:
    assert not ends_here(*gap(before, after), 0)


def test_a_number_of_two_words_and_a_rate_are_one_amount() -> None:
    assert one_amount(*gap("it is sixty", "five percent"))
    assert one_amount(*gap("take it twice", "a day"))
    assert not one_amount(*gap("i am sixty", "and well"))
