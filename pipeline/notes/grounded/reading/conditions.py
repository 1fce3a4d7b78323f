"""Conditions that close a sentence: "we will refer you to therapy if we need to"."""

import re
from collections.abc import Sequence

_LONGEST = 10
_ONLY = re.compile(
    r"(?:if|unless) (?:needed|necessary|possible|(?:i|we|you|he|she|it|they|that|this|things"
    r"|(?:the|your|his|her|their|any) [\w-]+)"
    r"(?: (?!(?:i|we|you|he|she|they|we'll|i'll|you'll|we're|i'm|we'd|i'd|you'd|call|come|let|please|then)\b"
    r"|(?:it|that|this) (?:is|was|could|would|will|might|may|should)\b)[\w'-]+){1,7})"
    r"(?: (?:okay|alright|right))?",
    re.I,
)
_NEED = re.compile(
    r"\bif (?:i|we|you|he|she|they) needs? (?:to|it|that)(?: after (?:that|this))?"
    r"(?=\W*(?:(?:okay|alright|right)\W*)?$)",
    re.I,
)


def in_short(text: str) -> str:
    """The text with a closing "if we need to" as "if needed"."""
    return _NEED.sub("if needed", text)


def closes(words: Sequence[str], i: int) -> bool:
    """Whether nothing but a condition follows word ``i``, so that no sentence ends there."""
    if words[i + 1] not in {"if", "unless"} or len(words) - i - 1 > _LONGEST:
        return False
    return bool(_ONLY.fullmatch(" ".join(words[i + 1 :])))
