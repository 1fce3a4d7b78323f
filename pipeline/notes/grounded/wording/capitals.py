"""Capitals of a written sentence: names of people, drugs and abbreviations as notes write them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files

from pipeline.notes import verbs
from pipeline.notes.grounded.language.linear import load_casing, load_common_words
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.reading.letters import spelled_words
from pipeline.notes.grounded.reading.referent import is_first_name
from pipeline.notes.lexicon import find_concepts, find_medications

_WORD = re.compile(r"[A-Za-z][\w'-]*")
_IMAGED = r"(?:(?:arthro|angio|entero|veno|uro|elasto)gra|imaging\b|spectro|scan)"
"""What "mr" stands before where it is magnetic resonance."""
_TITLED = re.compile(
    rf"\b(?P<before>(?:Dr|Mr(?! {_IMAGED})|Mrs|Ms)\.? )(?P<first>[a-z]+)(?: (?P<last>[a-z]+))?\b", re.I
)
_NAMED = re.compile(
    r"\b(?P<before>(?:by|from|with|named|this is|name is|patient is) )(?P<first>[a-z]+) (?P<last>[a-z]+)\b",
    re.I,
)
_INTRODUCED = re.compile(
    r"(?:^|(?<=\bpatient is )|(?<=\bthis is ))([a-z]+) [a-z]+(?= is an? \d{1,3}\b|,? date of birth\b)"
    r"|(?<=\bpatient is )[a-z]+ [a-z]+$",
    re.I,
)
"""A patient introduced by name and age."""
_VITAMIN = re.compile(r"\bvitamin ([a-ek]\d{0,2})\b", re.I)
_ALSO_WORDS = re.compile(
    r"(?:amber|bill|bob|crystal|daisy|dean|earl|frank|gene|grace|guy|hazel|heather|holly|jack|jasmine|jay|jean"
    r"|lance|mark|max|ray|rose|ruby|sally|sue|victor|violet|wade)$"
)
"""First names that are words of other kinds, too."""


def with_capitals(text: str, casing: Mapping[str, str]) -> str:
    """The text with capitals inside it; ``casing``: how this transcript writes words, which goes first."""
    text = _WORD.sub(lambda m: casing.get(m.group().lower()) or _as_known(m.group()), text)
    text = re.sub(r"\bi\b", "I", text)
    text = _phrase().sub(lambda m: _phrases()[m.group().lower()], text)
    text = _VITAMIN.sub(lambda m: f"vitamin {m[1].upper()}", text)
    text = _TITLED.sub(partial(_as_person, titled=True), text)
    text = _NAMED.sub(partial(_as_person, titled=False), text)
    return _INTRODUCED.sub(_as_name, text)


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("capitals.toml").read_text(encoding="utf-8"))


@cache
def _listed() -> dict[str, str]:
    """Words with the capitals that notes give them, beside those learned from the training notes."""
    return {word.lower(): word for word in _table()["words"].split()}


@cache
def _phrases() -> dict[str, str]:
    """Words of two and more with the capitals that they have only together."""
    lines = _table()["phrases"].splitlines()
    return {p.lower(): p for line in lines for p in map(str.strip, line.split(",")) if p}


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _phrases()), key=len, reverse=True))})\b", re.I)


@cache
def _known() -> dict[str, str]:
    return load_casing() | _listed()


def _as_known(word: str) -> str:
    """The word as notes write it, or as a first name where it is one and no other word."""
    named = word.islower() and is_first_name(word) and not _ALSO_WORDS.match(word)
    lower = word.lower()
    owner = _known().get(lower.removesuffix("'s")) if lower.endswith("'s") else None
    return _known().get(lower) or (f"{owner}'s" if owner else word.title() if named else word)


def _as_person(match: re.Match[str], *, titled: bool) -> str:
    """A first and last name after a title, or after a word that leads to one."""
    first, last = match["first"], match["last"]
    named = is_first_name(first) and not _ALSO_WORDS.match(first.lower())
    if not titled and not (named and _may_be_family_name(last)):
        return match.group()
    family = f" {last.title() if _may_be_family_name(last) else last}" if last else ""
    return f"{match['before']}{first.title()}{family}"


def _may_be_family_name(word: str) -> bool:
    lower = word.lower()
    plain = word_class(lower) == "NOUN" and lower not in load_common_words()
    inflected = lower.endswith(("ed", "ing", "ly")) or verbs.is_base(lower.removesuffix("s"))
    return plain and not inflected and not find_concepts(lower) and not find_medications(lower)


def _as_name(match: re.Match[str]) -> str:
    return match.group().title() if is_first_name(match.group().split()[0]) else match.group()


def spoken_casing(texts: Sequence[str], *, as_said: bool = False) -> dict[str, str]:
    """Words that a transcript with capitals writes with one inside its sentences ("Cipro").

    ``as_said``: also the words it writes without one, so that they stay as they are.
    """
    inside: dict[str, str] = {}
    plain: set[str] = set()
    for text in texts:
        for word in re.findall(r"(?<=[a-z,] )[A-Za-z][\w'-]+", text):
            if word != word.lower():
                inside.setdefault(word.lower(), word)
            else:
                plain.add(word)
    names = {word: form for word, form in inside.items() if word not in plain and not word.startswith("i'")}
    names |= {word: form for word, form in spelled_words(texts).items() if word not in _listed()}
    return names | ({word: word for word in plain} if as_said and inside else {})
