"""Names by which speakers address each other: part of the talk, not of what is told."""

import re

from pipeline.notes.grounded.reading.referent import is_first_name

_TITLED = r"(?:sir|ma'am|doc|(?:miss|ms|mrs|mr|dr|doctor)\.? [a-z]+|[a-z]+)"
_CLAUSE = (
    r"(?:i|it|we|you|there|this|that|she|he|they|your|what|so|let|let's|my|often|first|any|have|do|are|did"
    r"|can|how|when|if|for|in|on|as)(?:'\w+)?\b"
)
_OPENING = re.compile(rf"^(?P<name>{_TITLED}),? (?={_CLAUSE})", re.I)
_CLOSING = re.compile(rf",\s*(?P<name>{_TITLED})(?=[.?!]?$)", re.I)
_RUN_ON = re.compile(
    r"(?<!\bis)(?<!\bwas)(?<!\bare)(?<!\bwere),? (?:so|okay|alright) (?P<name>[a-z]+(?: [a-z]+)?)(?=[.?!]?$)",
    re.I,
)
_PLAIN_WORDS = re.compile(r"\b(?:frank|mark|grace|june|sue|rose|gene|ray)\b", re.I)
"""First names that are other words as well."""
_WITHIN = re.compile(
    rf"(?<!provider)(?<!doctor)(?<!physician)(?<!surgeon)(?<!ologist),\s*(?P<name>{_TITLED})\s*,", re.I
)
_TITLE = re.compile(r"(?:sir|ma'am|doc|miss|ms|mrs|mr|dr|doctor)\b", re.I)


def without_vocatives(text: str) -> str:
    """The sentence without a first name or a titled name that only addresses the listener."""
    text = _OPENING.sub(lambda m: _gone(m, ""), text)
    text = _CLOSING.sub(lambda m: _gone(m, ""), text)
    text = _RUN_ON.sub(lambda m: "" if _are_names(m.group("name")) else m.group(), text)
    return _WITHIN.sub(lambda m: _gone(m, ","), text)


def _are_names(words: str) -> bool:
    return all(map(is_first_name, words.split())) and not _PLAIN_WORDS.search(words)


def _gone(match: re.Match[str], left: str) -> str:
    name = match.group("name")
    return left if _TITLE.match(name) or is_first_name(name) else match.group()
