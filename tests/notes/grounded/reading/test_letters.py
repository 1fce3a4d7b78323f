import pytest

from pipeline.notes.grounded.reading.cleaning import clean
from pipeline.notes.grounded.reading.letters import spelled_words, with_words_joined

JOINED = [
    ("they did an m r i of my neck", "they did an MRI of my neck"),
    ("she had a u t i in may", "she had a UTI in may"),
    ("the b m p i think was fine", "the BMP i think was fine"),
    ("a d e x a scan", "a DEXA scan"),
    ("the a s t is high", "the AST is high"),
    ("an injection between l 4 and l five", "an injection between L4 and L5"),
    ("low in b 12", "low in B12"),
    ("eighty m g every morning", "eighty mg every morning"),
    ("since nineteen eighty two", "since 1982"),
    ("it was nineteen ninety four", "it was 1994"),
    ("in march of 19 97", "in march of 1997"),
    ("then call nine one one", "then call 911"),
    ("vitamin c one tablet a day", "vitamin c one tablet a day"),
    ("since i a f i b", "since i AFIB"),
    ("vitamin b 12 low", "vitamin B12 low"),
    ("vitamin c two thousand", "vitamin c two thousand"),
    ("hepatitis c three years ago", "hepatitis c three years ago"),
    ("for my b p i use losartan", "for my BP i use losartan"),
    ("the c t i dread", "the CT i dread"),
    ("the m r i i missed", "the MRI i missed"),
    ("a c t i need a s a p", "a CT i need ASAP"),
    ("i was nineteen thirty when it began", "i was nineteen thirty when it began"),
    ("dial nine one one two two three", "dial nine one one two two three"),
    ("i i i had a fall", "i i i had a fall"),
    ("one nineteen ninety", "one nineteen ninety"),
]


@pytest.mark.parametrize(("said", "joined"), JOINED)
def test_what_is_spelled_becomes_one_word(said: str, joined: str) -> None:
    assert with_words_joined(said) == joined


def test_a_letter_said_twice_in_a_spelled_word_is_no_stammer() -> None:
    assert clean("my c c p and the i g g came back") == "my CCP and the IGG came back"


def test_spelled_words_keep_their_capitals_unless_they_are_said_as_words_too() -> None:
    assert spelled_words(["the m c v and disc c 3", "an s e d", "the sed rate"]) == {"mcv": "MCV", "c3": "C3"}
