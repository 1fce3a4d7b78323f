"""Questions turned into the statement that their answer makes true.

"Have you had any fevers?" with "no" becomes "has not had any fevers". The verb phrase is
returned with its subject, in the third person.
"""

import re

from pipeline.notes import verbs
from pipeline.notes.facts import quantities
from pipeline.notes.grounded.language.person import Pronouns, expand, third_person
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.questions import CHECKS

_LEAD = re.compile(
    r"^(?:(?:and|so|okay|now|but|then|also|well|alright|um|just|or|in general|otherwise"
    r"|at this time|currently|today"
    r"|again|tell me|let me ask you|i (?:just )?need to ask|i have to ask)\b[\s,]*)+",
    re.I,
)
_LONGEST = 22
_LEAST_ABOUT_THAT = 3
_NOW = r"(?:currently |still |also |now |ever |just |even |really |at least )*"
_AUXILIARY = re.compile(
    r"^(do|does|did|have|has|had|is|are|was|were|can|could|will|would|should)(n't| not)? "
    r"(you|it|that|this|he|she|they|there"
    r"|(?:your|the|these|those) (?:(?:left|right|lower|upper|other) )*[\w-]+(?: [\w-]+)??) (.+)$",
    re.I,
)
_REQUEST = re.compile(
    r"(?:can|could|would|will) you (?:please |just )?(?:remind|tell|describe|show|repeat|explain|give"
    r"|point|rate|say|walk)\b|is there (?:anything|something) else\b|do you think\b.*\bwill\b",
    re.I,
)
_STATED = re.compile(r"^(?:you|your)\b", re.I)
_SUPPOSED = re.compile(
    r"^you (?:(?P<auxiliary>are|can)"
    r"|(?:still |also )?(?=(?:take|use|have|smoke|drink|live|work|get|need|feel|wear)\b)) ?"
    r"(?P<rest>(?!.*\b(?:not|never|no|and you(?:r|'re|'ve)?)\b).+)$",
    re.I,
)
_NAMED = ("the ", "your ", "these ", "those ")
_COMPLAINT = re.compile(r"(?:pain|ache|problem|issue|feeling|episode|sensation)\b")
_RECAP = re.compile(r"^you (?:said|mentioned|told)\b", re.I)
_CHOICE = re.compile(
    r"\bor (?!anything|any|something|so\b|other|things)"
    r"(?:is|are|was|do|does|did|not|would|just|it|more|over)\b",
    re.I,
)
_UNNAMED = re.compile(r"\b(?:anything|anywhere)\b", re.I)
_NO_ANY = re.compile(r"\b(?:any|some)\b(?! of\b) ?", re.I)
_TAG = re.compile(
    r",? (?:or anything(?: like that)?|or something(?: like that)?|at all|or no|or not"
    rf"|{CHECKS}|correct|right|or|like)$",
    re.I,
)
_BARE_NO = re.compile(
    r"^(?:\W|\b(?:um|uh|oh|no|nope|nah|sir|ma'am|doctor|i (?:don't|do not|can't|cannot|'m not|am not))\b)*$",
    re.I,
)
"""A no that amends nothing of what it denies."""


def invert(question: str, who: Pronouns, *, yes: bool, reply: str = "no") -> str | None:
    """The statement that a yes or no to the question makes, or None where it makes none.

    ``reply``: all the words of the answer: what is only supposed is denied by a no that stands alone.
    """
    text = _TAG.sub("", _LEAD.sub("", expand(question.lower())).rstrip(" ?.,"))
    if _CHOICE.search(text) or len(text.split()) > _LONGEST or (yes and _UNNAMED.search(text)):
        return None
    if _REQUEST.match(text):
        return None
    if match := _AUXILIARY.match(text):
        auxiliary, negation, subject, rest = match.groups()
        subject, rest = _whole_subject(subject, rest)
        if subject.startswith(_NAMED) and not _is_predicate(auxiliary, rest):
            more, _, rest = rest.partition(" ")
            subject = f"{subject} {more}"
            if not rest or not _is_predicate(auxiliary, rest):
                return None
        if negation:
            yes = False
        return _statement(auxiliary.lower(), subject, _TAG.sub("", rest), who, yes=yes)
    if "?" not in question or not _STATED.match(text) or _RECAP.match(text):
        return None
    return third_person(text, who, first=False) if yes else _denied(text, who, reply)


def _denied(supposed: str, who: Pronouns, reply: str) -> str | None:
    """What a no says to a clinician's supposition ("you take the tablets?"); None where it may amend it."""
    said = _SUPPOSED.match(supposed)
    if said is None or quantities(supposed) or not _BARE_NO.match(reply):
        return None
    return _statement(said["auxiliary"] or "do", "you", said["rest"], who, yes=False)


def _whole_subject(subject: str, rest: str) -> tuple[str, str]:
    """The subject with the finding it points at: "has this pain changed" is about "this pain"."""
    if subject.startswith(_NAMED):
        whole = f"{subject} {rest}"
        ends = [m.end for m in find_concepts(whole) if m.noun and m.start < len(subject) < m.end < len(whole)]
        end = max(ends, default=len(subject))
        return whole[:end], whole[end:].strip()
    ends = [m.end for m in find_concepts(rest) if m.start == 0]
    ends += [m.end() for m in [_COMPLAINT.match(rest)] if m]
    if subject.lower() not in {"this", "that"} or not ends:
        return subject, rest
    return f"{subject} {rest[: max(ends)]}", rest[max(ends) :].strip()


def _is_predicate(auxiliary: str, rest: str) -> bool:
    """Whether the words behind the subject go with the auxiliary; else the subject was cut short."""
    words = [w for w in rest.split() if word_class(w) != "ADVERB" and not w.endswith("ly")][:3]
    if auxiliary in {"is", "are", "was", "were"}:
        noun = (
            len(words) > 1 and word_class(words[0]) == "NOUN" and words[0] not in {"worse", "better", "more"}
        )
        return not (noun and word_class(words[1]) == "ING")
    fits = verbs.is_base if auxiliary in {"do", "does", "did"} else _is_participle
    return not words or fits(words[0]) or not any(map(fits, words[1:]))


def _is_participle(word: str) -> bool:
    known = verbs.base_form(word) != word or (verbs.is_base(word) and verbs.participle(word) == word)
    return known or word.endswith("ed") or word in {"been", "had"}


def _statement(auxiliary: str, subject: str, rest: str, who: Pronouns, *, yes: bool) -> str | None:
    subject = who.subject if subject == "you" else third_person(subject, who, first=False)
    patient = subject == who.subject
    rest = re.sub(rf"^{_NOW}(?=\w)", lambda m: m.group().replace("ever ", "").replace("even ", ""), rest)
    if subject in {"that", "this"} and len(rest.split()) < _LEAST_ABOUT_THAT:
        return None
    rest = third_person(rest, who, first=False)
    singular = (
        not who.plural if patient else auxiliary not in {"are", "were", "have", "do"} and subject != "they"
    )
    verb = _verb(auxiliary, rest, singular=singular, yes=yes)
    if verb is None:
        return None
    if not yes:
        verb = re.sub(r"\bsome\b", "any", verb)
    else:
        verb = re.sub(r" yet(?=,|$)", "", verb)
        verb = re.sub(r"\bany of (?=\w)", "some of ", _NO_ANY.sub("", verb, count=1))
        verb = re.sub(r"\bany(?=one\b|body\b)", "some", verb)
    return f"{subject} {verb}"


def _verb(auxiliary: str, rest: str, *, singular: bool, yes: bool) -> str | None:
    forms = {"do": "does", "have": "has", "are": "is", "were": "was"}
    shown = forms.get(auxiliary, auxiliary) if singular else auxiliary
    if auxiliary in {"do", "does"}:
        return _do(rest, singular=singular) if yes else f"{shown} not {rest}"
    if auxiliary == "did":
        first, _, others = rest.partition(" ")
        if not yes:
            return f"did not {rest}"
        return f"{verbs.past(first)} {others}".strip() if verbs.is_base(first) else f"did {rest}"
    if auxiliary in {"would", "should", "will"}:
        return None
    return f"{shown} {rest}" if yes else f"{shown} not {rest}"


def _do(rest: str, *, singular: bool) -> str:
    adverb = re.match(r"(?:still |also |usually |typically |normally |often |currently )*", rest)
    lead = adverb.group() if adverb else ""
    first, _, others = rest[len(lead) :].partition(" ")
    return f"{lead}{verbs.third_person(first) if singular else first} {others}".strip()
