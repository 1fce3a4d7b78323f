"""Clinical concepts and their lay and clinical wordings, read from ``lexicon.toml``.

Offsets are in characters of the text that was searched.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[A-Za-z0-9]+(?:['-][A-Za-z0-9]+)*")
_IGNORED = frozenset(
    ("a", "an", "the", "any", "some", "my", "your", "his", "her", "their", "our", "its", "this", "that")
)
_SHORT = 3
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that clinicians and patients name in several ways.

    ``kind`` is a table of the lexicon (``symptoms``, ``signs``, ``conditions``, ``tests``,
    ``synonyms``, ``medications``); ``group`` is its key there, e.g. the body system.
    """

    name: str
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a concept; ``noun`` tells whether the wording can stand as a noun."""

    concept: Concept
    start: int
    end: int
    noun: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    concept: Concept
    noun: bool


_Phrases = dict[tuple[str, ...], _Entry]


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """The lower-case word without possessive or plural ending ("knees" gives "knee")."""
    word = word.lower().removesuffix("'s").removesuffix("'")
    if len(word) > _SHORT and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(singular(w) for w in WORD.findall(text) if w.lower() not in _IGNORED)


def _entries(kind: str, group: str, line: str) -> Iterator[tuple[tuple[str, ...], _Entry]]:
    name, _, wordings = line.partition(":")
    nouns, _, others = wordings.partition("|")
    concept = Concept(name.strip(), kind, group)
    for noun, listed in ((True, f"{name},{nouns}"), (False, others)):
        for wording in filter(str.strip, listed.split(",")):
            yield _phrase(wording), _Entry(concept, noun)


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def word_list(table: str) -> frozenset[str]:
    """The words of a table that holds single words."""
    return frozenset(_tables()[table]["words"].split())


def _compile(kinds: tuple[str, ...]) -> _Phrases:
    phrases: _Phrases = {}
    for kind in kinds:
        for group, lines in _tables()[kind].items():
            for line in filter(str.strip, lines.splitlines()):
                for phrase, entry in _entries(kind, group, line):
                    phrases.setdefault(phrase, entry)
    return phrases


@cache
def _findings() -> _Phrases:
    return _compile(("symptoms", "signs", "conditions", "tests"))


@cache
def _synonyms() -> _Phrases:
    return _compile(("synonyms",))


def _search(text: str, phrases: _Phrases) -> Iterator[Mention]:
    words = [m for m in WORD.finditer(text) if m.group().lower() not in _IGNORED]
    lemmas = [singular(m.group()) for m in words]
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            entry = phrases.get(tuple(lemmas[i : i + length]))
            if entry is not None:
                yield Mention(entry.concept, words[i].start(), words[i + length - 1].end(), entry.noun)
                i += length
                break
        else:
            i += 1


@lru_cache(maxsize=8192)
def find_concepts(text: str) -> tuple[Mention, ...]:
    """Symptoms, signs, conditions and tests named in a text, longest wording first."""
    return tuple(_search(text, _findings()))


@lru_cache(maxsize=8192)
def find_synonyms(text: str) -> tuple[Mention, ...]:
    """Other words of the text for which the lexicon knows equivalents."""
    return tuple(_search(text, _synonyms()))


_WORD_RUN = re.compile(r"\w+")


@cache
def _medication() -> re.Pattern[str]:
    table = _tables()["medications"]
    names = "|".join(sorted(map(re.escape, table["names"].split()), key=len, reverse=True))
    return re.compile(rf"\b(?:{names}|\w{{3,}}(?:{'|'.join(table['suffixes'].split())}))(?:'s|s)?\b", re.I)


@lru_cache(maxsize=65536)
def _may_be_medication(word: str) -> bool:
    # The whole pattern costs as much as all else on a long text; most words come again and again.
    return _medication().fullmatch(word) is not None


@lru_cache(maxsize=8192)
def find_medications(text: str) -> tuple[Mention, ...]:
    """Medications named in a text; the concept's name is the lower-case word without a plural ending."""
    if "-" not in text and not any(map(_may_be_medication, _WORD_RUN.findall(text.lower()))):
        return ()
    return tuple(
        Mention(Concept(singular(m.group()), "medications", "names"), m.start(), m.end(), True)
        for m in _medication().finditer(text)
    )
