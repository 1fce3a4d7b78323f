"""The checkable facts of a text: numbers with units, body sides, and content words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer
from text_to_num import alpha2digit

from pipeline.notes.lexicon import WORD, word_list
from pipeline.notes.verbs import base_form

_SHORTEST_CONTENT = 3
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()
"""The stemmer keeps the word it works on in itself."""
STOPWORDS = word_list("stopwords")
_UNITS = {
    "mg": "milligram milligrams mg mgs",
    "mcg": "microgram micrograms mcg",
    "g": "gram grams g gm",
    "kg": "kilogram kilograms kilo kilos kg",
    "lb": "pound pounds lb lbs",
    "ml": "milliliter milliliters millilitre millilitres ml cc ccs",
    "cm": "centimeter centimeters centimetre centimetres cm",
    "mm": "millimeter millimeters millimetre millimetres mm",
    "unit": "unit units iu",
    "%": "percent %",
    "degree": "degree degrees",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "tablet": "tablet tablets tab tabs pill pills capsule capsules",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_DOSE_UNITS = frozenset(("mg", "mcg", "g", "ml", "unit", "tablet"))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)[\s-]*(?!mm ?hg\b)(%|[a-z]+)?", re.I)
_ORDINALS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "once": "1",
    "twice": "2",
    "half": "0.5",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "zero": "0",
    "a": "1",
    "an": "1",
    "couple": "2",
    "single": "1",
    "both": "2",
    "dozen": "12",
}
_SMALL_BEFORE_UNIT = re.compile(
    rf"\b(?:one|two|three|four|five|six|seven|eight|nine"
    rf"|ten)\b(?=[ -](?:{'|'.join(u for u in _UNIT_OF if u != '%')}|times|packs|to|or|out)\b)"
)
_NUMBER_WORD = (
    r"(?:\d+|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred)"
)
SPLIT_DECIMAL = re.compile(
    rf"(?<![.\d])\b{_NUMBER_WORD}(?:[ -]{_NUMBER_WORD})* \. {_NUMBER_WORD}(?:[ -]{_NUMBER_WORD})*\b"
    r"(?! (?:minutes?|hours?|days?|nights?|weeks?|months?|years?) (?:ago|later|before)\b| (?:pills?|tablets?"
    r"|capsules?|puffs?|times|at (?:night|bedtime)|in the morning|a day|days?|weeks?|months?)\b)"
    rf"|\b(?:an?|the|at|of|is|was|about|approximately|only|just) ?\. {_NUMBER_WORD}"
    r"(?= (?:centimeters?|millimeters?|milligrams?|micrograms?|percent|mg|mcg|cm|mm|cc|ml)\b)"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine) (?:to|or) "
    r"(?:two|three|four|five|six|seven|eight|nine) hundreds?\b"
)
"""A number that the transcript may have taken apart at its decimal point ("ninety eight . four").

Neither half was said by itself, and the stop may end a sentence after all, so no number is read
from it. A capital, or a time ago, after the stop shows a sentence's end. Nor is one read from a
range whose first number leaves out its hundreds ("three to four hundred").
"""
_YEAR = re.compile(r"(?:(?<=\bin )|(?<=since )|(?<=around ))(19|20) (\d\d)\b")
_SIDE = re.compile(
    r"\b(left|right|bilateral|bilaterally|both)\b"
    r"(?!-hand| now| away| after| before| there| here| to\b| so| okay| side up|,|\?|\.)"
    r"[\s-]*(?:side |sided |lower |upper )*([a-z]+)?",
    re.I,
)
_NOT_SIDE = re.compile(r"\b(?:all right|alright|that's right|right now|right away|is that right)\b", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as digits, and its unit's symbol where one follows it."""

    number: str
    unit: str | None

    def __str__(self) -> str:
        return self.number if self.unit is None else f"{self.number} {self.unit}"


@dataclass(frozen=True, slots=True)
class Side:
    """A body side and the word that follows it, where there is one."""

    side: str
    part: str | None


@lru_cache(maxsize=8192)
def in_digits(text: str) -> str:
    """The lower-case text with spelled-out numbers as digits ("fifty two" gives "52").

    A `SPLIT_DECIMAL` is left out.
    """
    lowered = re.sub(r"(\d),(\d{3})\b", r"\1\2", SPLIT_DECIMAL.sub(" ", text).lower())
    pieces = re.split(r"([.?!\n,]\s)", lowered)
    digits = "".join(alpha2digit(piece, "en") if piece.strip() else piece for piece in pieces)
    digits = _SMALL_BEFORE_UNIT.sub(lambda m: _ORDINALS[m.group()], digits)
    return _YEAR.sub(r"\1\2", digits)


def _plain(number: str) -> str:
    number = number.lstrip("0") or "0"
    return number.removesuffix(".0") if not number.startswith(".") else f"0{number}"


@lru_cache(maxsize=8192)
def quantities(text: str) -> frozenset[Quantity]:
    """Numbers of the text with their units; fractions, ranges and ratios count by their parts."""
    return frozenset(
        Quantity(_plain(number), _UNIT_OF.get(word.lower()) if word else None)
        for number, word in _QUANTITY.findall(in_digits(text))
    )


@lru_cache(maxsize=8192)
def has_dose(text: str) -> bool:
    """Whether a quantity of the text is one that medications are taken in ("500 mg", "2 tablets")."""
    return any(q.unit in _DOSE_UNITS for q in quantities(text))


def spoken_numbers(text: str) -> frozenset[str]:
    """Every number a listener could hear in the text: "one twenty" is 1, 20 and 120."""
    digits = in_digits(text)
    runs = [_plain(n) for n in _NUMBER.findall(digits)]
    joined = {a + b for a, b in pairwise(runs)}
    words = {_ORDINALS[w] for w in WORD.findall(digits) if w in _ORDINALS}
    years = {n[2:].lstrip("0") for n in runs if re.fullmatch(r"(?:19|20)\d\d", n)}
    return frozenset(runs) | joined | words | years


@lru_cache(maxsize=8192)
def sides(text: str) -> frozenset[Side]:
    """Body sides named in the text; "bilateral" and "both" are one side."""
    found = set()
    for side, part in _SIDE.findall(_NOT_SIDE.sub(" ", text)):
        name = side.lower() if side.lower() in ("left", "right") else "bilateral"
        found.add(Side(name, stem(part) if part else None))
    return frozenset(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of a word, without a possessive ending."""
    with _STEMMING:
        return str(_STEMMER.stemWord(base_form(word.lower().removesuffix("'s"))))


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """Words that carry meaning, lower-case, in order: no stop words, reporting words or digits."""
    return tuple(
        word
        for word in map(str.lower, WORD.findall(text))
        if len(word) >= _SHORTEST_CONTENT
        and word not in STOPWORDS
        and word not in _UNIT_OF
        and not word[0].isdigit()
    )
