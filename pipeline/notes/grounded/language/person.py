"""Who a sentence is about: from "I" and "you" to the third person, with agreement.

The patient's "I" and the clinician's "you" become the patient. The clinician's "I" and
"we" stay, because the note is the clinician's own.
"""

import re
from calendar import day_name, month_name
from dataclasses import dataclass

from pipeline.notes import verbs
from pipeline.notes.lexicon import find_concepts, find_medications


@dataclass(frozen=True, slots=True)
class Pronouns:
    """How the patient is referred to; ``plural`` for singular they, whose verbs do not take -s."""

    subject: str
    object: str
    possessive: str
    reflexive: str
    plural: bool = False


HE = Pronouns("he", "him", "his", "himself")
SHE = Pronouns("she", "her", "her", "herself")
THEY = Pronouns("they", "them", "their", "themself", plural=True)


def _has(match: re.Match[str]) -> str:
    who, done = filter(None, match.groups())
    return f"{who} has {done} "


_EXPANSIONS = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (r"\bi'm\b", "i am"),
        (r"\b(i|you|we|they)'ve\b", r"\1 have"),
        (r"\b(i|you|we|they|he|she|it|that|there)'ll\b", r"\1 will"),
        (r"\b(i|you|we|he|she|they)'d (been|had|gotten|taken|gone|done|never)\b", r"\1 had \2"),
        (r"\b(i|you|we|he|she|they)'d better\b", r"\1 had better"),
        (r"\b(i|you|we|he|she|they|it|that)'d\b", r"\1 would"),
        (r"\b(you|we|they)'re\b", r"\1 are"),
        (
            r"\b(he|she|it|that|there|here|what|who|where|how|pain|everything)'s"
            r" ((?:(?:probably|maybe|always|never|already|only|just|really|also) )?(?:been|had|gotten|got"
            r"|gone|become))\b",
            r"\1 has \2",
        ),
        (
            r"\b(he|she|it|that)'s (told|asked) (?=(?:me|us|them|him|her|you)\b)|\b(he|she|it|that)'s (done)"
            r" (?=(?:absolutely|nothing|well|a lot|that|great|wonders|the trick)\b)",
            _has,
        ),
        (
            r"\b(he|she|it|that)'s ((?:(?:also|really|always|never|only|not) )?(?:complained|lived"
            r"|gained|tried"
            r"|noticed|grown|experienced|developed|worsened|improved|helped|worked|stayed|had|come|thrown|eaten|refused"
            r"|lasted))\b",
            r"\1 has \2",
        ),
        (r"\b(he|she|it|that|there|here|what|who|where|how|everything|nothing)'s\b", r"\1 is"),
        (r"\blet's\b", "we will"),
        (r"\bcan't\b", "cannot"),
        (r"\bwon't\b", "will not"),
        (r"\bain't\b", "is not"),
        (r"\b(do|does|did|have|has|had|is|are|was|were|could|would|should|must|need)n't\b", r"\1 not"),
    )
)
_ADVERBS = verbs.words("adverbs")
_OBJECT_BEFORE = verbs.words("object_before")
_CLAUSE_VERBS = verbs.words("clause_verbs")
_NOT_VERBS = verbs.words("not_verbs")
_FINITE = (
    frozenset(("am", "are", "is", "was", "were", "have", "has", "had", "do", "does", "did")) | verbs.modals()
)


_SUBJECTS = frozenset(("i", "we", "they", "to", "will", "would", "and", "should", "could", "can"))
_JOINING = frozenset(("and", "or", "if", "when", "that", "because", "so", "but"))
_SINGULAR = {"do": "does", "have": "has", "are": "is", "were": "was"}
_SAME_PAST = frozenset(("hurt", "cut", "put", "let", "hit", "set", "quit", "split", "spread"))
_AFTER_OBJECT = verbs.words("after_object")
_SAYS = frozenset(("mentioned", "said", "noticed", "reported", "described"))
"""Verbs of which "you" is the subject, whatever stands before it."""
_INVERTED = _FINITE | frozenset(("let", "make", "makes", "made", "help", "helps"))


_AFTER_SEEN = frozenset(
    (
        "last",
        "on",
        "in",
        "at",
        "today",
        "this",
        "about",
        "two",
        "three",
        "four",
        "six",
        "earlier",
        "yesterday",
    )
) | frozenset(map(str.lower, (*month_name[1:], *day_name)))
_ALONE = {"we": "i", "our": "my", "us": "me", "ours": "mine", "ourselves": "myself"}
"""A patient who says "we" tells what the patient did, whoever else was there."""
_TOGETHER = re.compile(
    r"\b(?:we|let) us\b|\blet's\b|\bwe(?:'ll|'re| will| are| can| should| could| need| discussed"
    r"| talked| spoke| decided)\b"
    r"|\b(?:should|can|could|do|did|will|would|are|have) we\b|\b(?:between|both|all|one|two|three|some"
    r"|most|neither|each|of) (?:of )?us\b",
    re.I,
)


_FAMILY = {"we": "they", "our": "their", "us": "them", "ours": "theirs", "ourselves": "themselves"}
_ALL_OF_US = re.compile(r"\bwe(?:'ve| have|'re| are)? (?:all|both|each|been (?:together|married))\b", re.I)
"""The patient with others, who are no single person."""


def expand(text: str) -> str:
    """The text with contractions written out ("I'm" gives "i am")."""
    for pattern, plain in _EXPANSIONS:
        text = pattern.sub(plain, text)
    return text


def third_person(text: str, pronouns: Pronouns, *, first: bool) -> str:
    """The sentence about the patient in the third person.

    ``first``: the speaker is the patient, so "I" is the patient; else "you" is.
    """
    tokens = re.findall(r"[\w'/-]+(?:\.\d+)?|[^\w\s]|\s+", expand(text))
    words = [i for i, t in enumerate(tokens) if re.match(r"\w", t)]
    if first and _ALL_OF_US.search(text):
        tokens = [_FAMILY.get(t.lower(), t) for t in tokens]
    elif first and not _TOGETHER.search(text):
        tokens = [_ALONE.get(t.lower(), t) for t in tokens]
    out = list(tokens)
    for at in range(len(words)):
        _replace(at, words, tokens, out, pronouns, first=first)
    return "".join(out)


def _replace(
    at: int, words: list[int], tokens: list[str], out: list[str], who: Pronouns, *, first: bool
) -> None:
    i = words[at]
    word = tokens[i].lower()
    simple = {"me": who.object, "my": who.possessive, "mine": who.possessive, "myself": who.reflexive}
    if not first:
        simple = {"your": who.possessive, "yours": who.possessive, "yourself": who.reflexive}
    if word in simple:
        out[i] = simple[word]
    elif word == ("i" if first else "you"):
        if not first and _is_object(at, words, tokens):
            out[i] = who.object
        else:
            out[i] = who.subject
            _agree(at, words, tokens, out, who)


def _is_object(at: int, words: list[int], tokens: list[str]) -> bool:
    before = tokens[words[at - 1]].lower() if at else ""
    after = tokens[words[at + 1]].lower() if at + 1 < len(words) else ""
    if not after or after == "to":
        return bool(before)
    if before in {"have", "has", "had"} and at > 1 and tokens[words[at - 2]].lower() in _SUBJECTS:
        return True
    if before in {"saw", "seen"} and (after in _AFTER_SEEN or after.isdigit()):
        return True
    if before in _CLAUSE_VERBS or after in _SAYS or before in _JOINING or before in _FINITE:
        return False
    if before and (after in _AFTER_OBJECT or after.endswith("ing")):
        return True
    closed = verbs.is_past(before) and after in {"because", "since", "after", "before"}
    takes_object = closed or before in _OBJECT_BEFORE or (at > 1 and verbs.is_base(before))
    return takes_object and not (after in _FINITE and before not in {"with", "for", "give", "told"})


def _agree(at: int, words: list[int], tokens: list[str], out: list[str], who: Pronouns) -> None:
    """Inflect the verb after a replaced subject, and one joined to it."""
    before = tokens[words[at - 1]].lower() if at else ""
    if before in _INVERTED and (at <= 1 or tokens[words[at - 2]].lower() not in _SUBJECTS):
        if not who.plural:
            out[words[at - 1]] = _SINGULAR.get(before, out[words[at - 1]])
        return
    verb = at + 1
    while verb < len(words) and (
        tokens[words[verb]].lower() in _ADVERBS or tokens[words[verb]].lower().endswith("ly")
    ):
        verb += 1
    if verb >= len(words):
        return
    inflected = _inflect(tokens[words[verb]].lower(), who)
    if inflected is not None:
        out[words[verb]] = inflected
        _agree_joined(verb, words, tokens, out, who)


def _agree_joined(verb: int, words: list[int], tokens: list[str], out: list[str], who: Pronouns) -> None:
    """Inflect the next verb that "and", "or" or "but" joins to an inflected one."""
    first = tokens[words[verb]].lower()
    if who.plural or first in verbs.modals() or verbs.is_past(first):
        return
    for nxt in range(verb + 2, min(verb + 9, len(words))):
        word = tokens[words[nxt]].lower()
        if _opens_noun(nxt, words, tokens):
            continue
        if word in {"i", "you", "he", "she", "it", "they", "we", "to", "that", "when", "if", "because"}:
            break
        if _is_joined(nxt, words, tokens) and verbs.is_base(word):
            out[words[nxt]] = verbs.third_person(word)
            break


def _is_joined(at: int, words: list[int], tokens: list[str]) -> bool:
    """Whether "and", "or" or "but" stands before the word, at most adverbs between them."""
    before = at - 1
    while tokens[words[before]].lower() in _ADVERBS or tokens[words[before]].lower().endswith("ly"):
        before -= 1
    return tokens[words[before]].lower() in {"and", "or", "but"}


def _opens_noun(at: int, words: list[int], tokens: list[str]) -> bool:
    """Whether the word, which may be a verb, is the first of a finding's name ("sleep apnea")."""
    named = " ".join(tokens[i] for i in words[at : at + 2]).lower()
    return any(m.start == 0 and " " in named[: m.end] for m in find_concepts(named))


def _inflect(word: str, who: Pronouns) -> str | None:
    """The verb for the pronoun, or None where it does not change."""
    if who.plural:
        return {"am": "are", "was": "were"}.get(word)
    if word in {"am", "are"}:
        return "is"
    if word == "were":
        return "was"
    if word in verbs.modals() or verbs.is_past(word) or word in {"is", "was", "has", "does", "had", "did"}:
        return None
    if word in _SAME_PAST:
        return None
    known = verbs.is_base(word)
    plain = (
        word.isalpha()
        and word not in _NOT_VERBS
        and not find_medications(word)
        and not word.endswith(("ing", "ed", "ly", "s"))
    )
    return verbs.third_person(word) if known or plain else None
