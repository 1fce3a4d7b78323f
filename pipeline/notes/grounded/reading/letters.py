"""Letters and figures that are said one by one and written as one: "m r i", "c 3", "19 95".

They are joined before anything else reads the text: a letter by itself looks like the pronoun
"I", like an article, or like a word said twice.
"""

import re
from collections.abc import Iterable

_RUN = re.compile(r"(?<![\w'.-])(?:[a-z] ){1,6}[a-z](?![\w']|[.-]\w)", re.I)
_LONGEST_PAIR = 2
_PAIRS = frozenset(("bp", "ct", "ed", "er", "gi", "hr", "iv", "np", "ot", "pe", "pt", "tb", "uv"))
"""Two letters that are one word of medicine; others may be a name's or a slip of the tongue."""
_OPENING_A = frozenset(
    ("aaa", "abg", "abi", "ace", "acl", "acth", "adhd", "aed", "afib", "als", "alt", "ana", "asap", "ast")
)
"""Words of letters that open with an A; before others an "a" is the article."""
_CLOSING_I = frozenset(
    ("abi", "bmi", "gi", "hpi", "mi", "mri", "pci", "ppi", "snri", "ssri", "sti", "tbi", "uri", "uti")
)
"""Words of letters that close with an I; after others an "i" is the speaker."""
_STAMMERED = re.compile(r"i*a*$|ii|aa(?!a)")
"""The pronoun or the article said again, which is no word's beginning."""
_FIGURE = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_LEVEL = re.compile(
    rf"(?<![\w'.-])(?:(?<!vitamin )(?<!hepatitis )(?<!hep )(?P<letter>[clst])"
    rf" (?P<level>1[0-2]|[1-9]|{_FIGURE})"
    r"|(?P<vitamin>b) (?P<kind>12|6|twelve|six))"
    r"(?![\w']|[.-]\w| (?:hundred|point|percent|thousand|times|milligrams|mg|tablets?|pills?|capsules?"
    r"|years?|days?|weeks?|months?|a day))",
    re.I,
)
_FIGURES = {word: str(n) for n, word in enumerate(_FIGURE.strip("(?:)").split("|"), start=1)}
_TENS = {
    w: str(n)
    for n, w in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_ONES = {word: figure for word, figure in _FIGURES.items() if len(figure) == 1}
_YEAR = re.compile(
    rf"(?<!one )(?<!\d )(?<!hundred )(?<!i was )(?<!he was )(?<!were )(?<!age )(?<!age of )(?<!am )(?<!i'm )"
    rf"\b(?:nineteen|19)[ -]"
    rf"(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<one>{'|'.join(_ONES)}))?|(?P<digits>\d\d))\b"
    r"(?! ?(?:mg|mcg|mm|milligrams?|pounds|percent|%|over|/))",
    re.I,
)


def _hundred(match: re.Match[str]) -> str:
    """A number said as its digits: "one oh two"."""
    return f"10{_FIGURES[match.group(1).lower()]}"


def _milligrams(match: re.Match[str]) -> str:
    """The amount with the unit of a spelled "m g" or "m c g"."""
    return f"{match.group(1)} {'mcg' if match.group(2) else 'mg'}"


_SET = (
    (
        re.compile(
            r"(?<!\d )(?<!\bzero )(?<!\boh )" + "".join(rf"(?<!\b{word} )" for word in _ONES)
            + rf"\b(?:nine|9)[ -](?:one|1)[ -](?:one|1)\b(?![ -](?:\d|oh\b|zero\b|(?:{_FIGURE})\b))",
            re.I,
        ),
        "911",
    ),
    (
        re.compile(
            rf"(?<!at )\b(?:one|1) (?:oh?|zero) ({'|'.join(_ONES)})\b(?! ?(?:[ap]\.?m|in the|o'clock))", re.I
        ),
        _hundred,
    ),
    (re.compile(rf"(\d|ty|teen|hundred|thousand|\b{_FIGURE}) m (c )?g\b", re.I), _milligrams),
)  # fmt: skip


def with_words_joined(text: str) -> str:
    """The text with spelled words in capitals, levels of the spine and years in one piece."""
    for pattern, plain in _SET:
        text = pattern.sub(plain, text)
    return _RUN.sub(_word, _LEVEL.sub(_level, _YEAR.sub(_year, text)))


def spelled_words(texts: Iterable[str]) -> dict[str, str]:
    """The words that the texts spell, by their lower-case form."""
    spelled: dict[str, str] = {}
    said: set[str] = set()
    for text in texts:
        said.update(text.lower().split())
        joined = [w for run in _RUN.finditer(text) for w in _word(run).split() if w.isupper()]
        joined += map(_level, _LEVEL.finditer(text))
        spelled |= {word.lower(): word for word in joined}
    return {word: form for word, form in spelled.items() if word not in said}


def _word(match: re.Match[str]) -> str:
    letters, lead, tail = match.group().replace(" ", "").lower(), "", ""
    if _STAMMERED.match(letters):
        return match.group()
    if letters.startswith("i") and letters[1:] in _OPENING_A:
        letters, lead = letters[1:], "i "
    if letters.endswith("i") and letters not in _CLOSING_I and letters.removeprefix("a") not in _CLOSING_I:
        letters, tail = letters[:-1], " i"
    if letters.startswith("a") and letters not in _OPENING_A:
        letters, lead = letters[1:], "a "
    known = letters in _PAIRS if len(letters) <= _LONGEST_PAIR else True
    return f"{lead}{letters.upper()}{tail}" if known else match.group()


def _level(match: re.Match[str]) -> str:
    letter = match.group("letter") or match.group("vitamin")
    level = (match.group("level") or match.group("kind")).lower()
    return f"{letter.upper()}{_FIGURES.get(level, level)}"


def _year(match: re.Match[str]) -> str:
    if digits := match.group("digits"):
        return f"19{digits}"
    return f"19{_TENS[match.group('tens').lower()]}{_ONES.get((match.group('one') or '').lower(), '0')}"
