"""A problem named before what is said of it: "his gout we will continue allopurinol"."""

import re

from pipeline.notes.attribution import names_another
from pipeline.notes.grounded.language.disorders import names_disorder
from pipeline.notes.grounded.language.word_classes import word_class

_NAMED = re.compile(
    r"^(?:(?:understood|alright|okay|and|so|then|now),? )*"
    r"(?:for (?:his|her|their) (?:first|second|third|fourth|next|last|other) (?:issue|problem"
    r"|condition)s?(?: of)?,? )?"
    r"(?:(?:his|her|their) )?(?P<name>(?:[\w-]+ ){1,4}?)"
    r"(?=(?:(?:we|i|he|she|they) (?:will|would|has|have|had|should|is|are|am)|continue"
    r"|(?:his|her|their) \w+ (?:seems?|is|are|has|have|was|were))\b)",
    re.I,
)
_DENIES = re.compile(r"\b(?:no|not|never|none|without|denie[sd])\b", re.I)
_SAYS = frozenset(
    ("BE", "MODAL", "NEGATED", "CONTRACTED", "SUBJECT", "WHICH", "NOT", "PREPOSITION", "AND", "BUT")
)


def labelled(text: str) -> str:
    """The sentence with the problem that it opens with as a label, or as it was."""
    match = _NAMED.match(text)
    if not match or not names_disorder(match.group("name")):
        return text
    if names_another(match.group("name")) or _DENIES.search(match.group("name")):
        return text
    classes = {word_class(word.lower()) for word in match.group("name").split()}
    return text if classes & _SAYS else f"{match.group('name').strip()}: {text[match.end() :]}"
