import pytest

from pipeline.notes.grounded.drafting.limits import exception, limited


@pytest.mark.parametrize(
    ("replied", "told"),
    [
        ("Yeah, but only twice a year.", "he drinks alcohol only twice a year"),
        ("Yes, occasionally.", "he drinks alcohol occasionally"),
        ("Yes.", "he drinks alcohol"),
        ("Yes, only if I have to.", "he drinks alcohol"),
    ],
)
def test_a_yes_says_how_far_it_goes(replied: str, told: str) -> None:
    assert limited("he drinks alcohol", replied) == told


@pytest.mark.parametrize(
    ("replied", "told"),
    [
        ("No, other than sulfa.", "other than sulfa"),
        ("Nothing but a little blood when I brush.", "other than a little blood when I brush"),
        ("no just when i climb the stairs", "other than when i climb the stairs"),
        ("No, only after meals.", "other than after meals"),
        ("No, other than that.", None),
        ("No, just no.", None),
    ],
)
def test_a_no_keeps_its_exception(replied: str, told: str | None) -> None:
    assert exception(replied) == told


def test_an_exception_ends_where_the_next_clause_begins() -> None:
    assert exception("no other than a cough just generally don't feel well") == "other than a cough"
    assert exception("no, other than a cough at night") == "other than a cough at night"


@pytest.mark.parametrize(
    ("statement", "replied", "told"),
    [
        ("the brace helps", "Yeah, it helps a little bit.", "the brace helps a little bit"),
        ("the pain wakes him", "Yeah, it does sometimes.", "the pain wakes him sometimes"),
        ("he takes naproxen", "Yeah, just once in a while for my back.", "he takes naproxen once in a while"),
        ("he notices pain when he swallows", "Yeah, it burns a little.", "he notices pain when he swallows"),
    ],
)
def test_a_yes_keeps_how_much_or_how_often(statement: str, replied: str, told: str) -> None:
    assert limited(statement, replied) == told
