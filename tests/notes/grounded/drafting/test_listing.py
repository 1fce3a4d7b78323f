import pytest

from pipeline.notes.grounded.drafting.listing import described, placed
from pipeline.notes.lexicon import find_concepts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Just cramps.", "hip cramps"),
        ("Just cramps in my foot.", "cramps in my foot"),
        ("Just cramps, mostly in my left calf.", "cramps in my left calf"),
        ("Just foot cramps.", "foot cramps"),
        ("Just mild cramps.", "mild hip cramps"),
    ],
)
def test_a_pain_is_where_the_reply_puts_it_and_else_where_it_was_asked_about(said: str, told: str) -> None:
    assert placed(described(said, find_concepts(said)[0]), "hip") == told
