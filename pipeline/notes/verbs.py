"""Inflection of English verbs, from ``verbs.toml`` and the regular rules."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Forms(NamedTuple):
    """The principal parts of a verb."""

    base: str
    past: str
    participle: str


_DOUBLED = frozenset(("get", "sit", "run", "swim", "put", "cut", "hit", "let", "begin", "forget", "set"))


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("verbs.toml").read_text(encoding="utf-8"))


@cache
def _irregular() -> dict[str, Forms]:
    entries = re.split(r"[;\n]", _table()["irregular"].strip())
    return {e.split()[0]: Forms(*e.split()) for e in entries if e.strip()}


@cache
def _bases() -> frozenset[str]:
    return frozenset(_irregular()) | frozenset(_table()["regular"].split())


@cache
def _pasts() -> frozenset[str]:
    return frozenset(f.past for f in _irregular().values() if f.past != f.base)


@cache
def modals() -> frozenset[str]:
    """Verbs that never inflect ("can", "should")."""
    return frozenset(_table()["modals"].split())


@cache
def words(table: str) -> frozenset[str]:
    """The words of a table that holds single words."""
    return frozenset(_table()[table].split())


@cache
def _base_of() -> dict[str, str]:
    forms = {form: f.base for f in _irregular().values() for form in (f.past, f.participle) if form != f.base}
    return forms | {"am": "be", "is": "be", "are": "be", "goes": "go", "does": "do", "has": "have"}


def base_form(word: str) -> str:
    """The base of an irregular form ("went" gives "go"); other words unchanged."""
    return _base_of().get(word, word)


def passive(past: str) -> str:
    """The participle that "was" takes, of a simple past: "gave" gives "given", "placed" stays."""
    return _irregular()[base].participle if (base := base_form(past)) in _irregular() else past


def is_base(word: str) -> bool:
    """Whether the word is the base form of a verb that the table knows."""
    return word.lower() in _bases()


def is_past(word: str) -> bool:
    """Whether the word is a simple past, irregular or ending in -ed."""
    return word in _pasts() or (word.endswith("ed") and word not in {"need", "feed", "bleed", "speed"})


@lru_cache(maxsize=4096)
def third_person(base: str) -> str:
    """The third person singular present: "have" gives "has", "try" gives "tries"."""
    special = {"have": "has", "be": "is", "am": "is", "are": "is", "do": "does", "go": "goes"}
    if base in special:
        return special[base]
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s")


@lru_cache(maxsize=4096)
def past(base: str) -> str:
    """The simple past: "fall" gives "fell", "start" gives "started"."""
    if base in _irregular():
        return _irregular()[base].past
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + "ed"


@lru_cache(maxsize=4096)
def participle(base: str) -> str:
    """The present participle: "climb" gives "climbing", "make" gives "making"."""
    doubled = past(base).removesuffix("ed").endswith(base[-1] * 2) and not base.endswith(base[-1] * 2)
    if base.endswith("e") and not base.endswith(("ee", "be")):
        return base[:-1] + "ing"
    return base + (base[-1] if doubled or base in _DOUBLED else "") + "ing"
