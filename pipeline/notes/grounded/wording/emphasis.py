"""Words that speech adds for weight and a note leaves out: "did have", "some swelling", "the Prozac"."""

import re

from pipeline.notes import verbs
from pipeline.notes.lexicon import find_concepts, find_medications

_EMPHATIC = re.compile(
    r"(?P<before>^|[\w'-]+ )(?P<do>did|does|do) (?P<adverb>(?:also|still|occasionally|sometimes|really) )?"
    r"(?P<verb>[a-z]+)\b",
    re.I,
)
_NOT_BEFORE = re.compile(
    r"(?:to|will|would|can|could|should|may|might|must|not|\w*n't|and|or|how|what|when|where|why|if|who|never|so"
    r"|nor|than|please|neither|only)$",
    re.I,
)
"""After these "do" is an order, an infinitive, a question or an inversion."""
_NO_VERB = re.compile(r"(?:feel|not|so|it|that|this|the|an?|some|any|to|we|they|he|she|i|you)$", re.I)
"""Words after "do" with which it is no mere emphasis, or keeps its weight ("did feel")."""
_SOME = re.compile(r"\bsome (?!of\b|more\b|other\b|days?\b|times?\b|kind\b|sort\b|people\b)(?=\w)", re.I)
_PLURAL = re.compile(
    r"(?:[a-z-]+ )?(?!things|guys|folks|patients|people|doctors|mornings|nights|days|weeks|evenings|weekends"
    r"|months|years)[a-z-]{3,}(?<!s)(?<!u)(?<!i)s\b",
    re.I,
)
_ARTICLE = re.compile(r"\b(?:the|an?|some|that) (?=\w)", re.I)
_AFTER_NAME = re.compile(
    r"(?=$|[,.;]| (?:\d+|and|or|but|on|for|at|in|to|with|from|since|because|which|last|when|once|twice|every"
    r"|daily|now|today|again|as|is|was|has|had|does|helps?|helped|regularly|previously|currently|if|until"
    r"|while|after|before|this|about|approximately)\b)",
    re.I,
)
_WORDS_BETWEEN = 3
_COUNTED = re.compile(
    r"(?:inhaler|epipen|supplement|antibiotic|steroid|vitamin|statin|narcotic|medication|drug|pill)$"
)
"""Kinds of medication, which keep their article in the singular ("an inhaler")."""


def without_emphasis(text: str) -> str:
    """The statement without an emphatic "do": "she had heavy periods" for "she did have heavy periods"."""
    return _EMPHATIC.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    before, verb = match["before"].strip(), match["verb"].lower()
    if _NOT_BEFORE.match(before) or _NO_VERB.match(verb) or not verbs.is_base(verb):
        return match.group()
    forms = {"did": verbs.past(verb), "does": verbs.third_person(verb), "do": verb}
    return f"{match['before']}{match['adverb'] or ''}{forms[match['do'].lower()]}"


def without_some(text: str) -> str:
    """The statement without "some" before what the lexicon names, and without an article before a drug."""
    for found in reversed(list(_SOME.finditer(text))):
        if (found.start() and _PLURAL.match(text, found.end())) or _names(text[found.end() :]):
            text = text[: found.start()] + text[found.end() :]
    for found in reversed(list(_ARTICLE.finditer(text))):
        drug = next(iter(find_medications(text[found.end() :])), None)
        if (
            drug
            and not drug.start
            and not _COUNTED.search(text[found.end() : found.end() + drug.end])
            and _AFTER_NAME.match(text, found.end() + drug.end)
        ):
            text = text[: found.start()] + text[found.end() :]
    return text


def _names(text: str) -> bool:
    near = " ".join(text.split()[:_WORDS_BETWEEN])
    return any(m.noun for m in find_concepts(near)) or bool(find_medications(near))
