"""What a patient tells of as past: had when asked about it, or gone since.

A yes in the past tense ("any trouble swallowing?" "I did") affirms what was, and a symptom that "went
away" or "has resolved" is none of today's.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipeline.models import Speaker
from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import Polarity, answer

_HAD = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|mm-hmm|uh-huh|um|uh|oh|well|actually)\b\W*)*"
    r"(?:i (?:did|had)|it did|there was)\b(?! not|n't)"
    r"(?: have| had)?(?: it| that| them| some| those)?\W*$",
    re.I,
)
_ASKED_OF_PAST = re.compile(r"\b(?:did|were|was|had) (?:you|it|the|that|this|there|your)\b", re.I)
_GONE = (
    r"(?:go(?:ne)? away|went away|stopped|resolved|subsided|disappeared|cleared(?: up)?|calmed down"
    r"|(?:got|gotten|went) (?:all )?better)"
)
_WENT = re.compile(
    rf"^\W*(?:(?:and|but|so|then|luckily|thankfully)\b\W*)*(?:it|that|they|those|this|these)"
    rf"(?:(?:'s|'ve| is| has| have| had)? (?:(?:just|all|then|since|pretty much|finally|mostly) )*"
    rf"(?:(?:seemed|started) to )?{_GONE}|(?:'s|'re| is| are) (?:all )?gone)\b"
    r"(?!,? (?:when|whenever|if|every|for an?|but)\b)",
    re.I,
)
_ASKED_IF_GONE = re.compile(
    rf"\b(?:it|that|they|those|this|these)(?:'s|'ve| is| has| have)?,? (?:(?:also|all|since|now|both) )*"
    rf"{_GONE}\b"
    rf"|\b(?:did|has|have|is|are) (?:it|that|they|those) (?:(?:also|all|since|now) )*(?:{_GONE}|gone)\b",
    re.I,
)
_ON_AGAIN = re.compile(
    r"\b(?:but|again|return(?:s|ed|ing)|(?:came|comes?|coming) (?:right )?back|(?:is|it's|they're|are) back"
    r"|now(?!\W*$))\b",
    re.I,
)
"""Words after which what went away is there once more."""
_BACK = re.compile(r"^\W*but\b|\b(?:it|that|they|this)\b.*\b(?:again|return(?:s|ed|ing)|back|worse)\b", re.I)
_NAMED = re.compile(r"\b(?:the|your) (?P<noun>[a-z-]{3,})\b", re.I)
_NEVER_OVER = frozenset(("suicidal ideation", "homicidal ideation"))
_AFTER = 3
"""Units after a symptom that may tell that it is over."""


def had_it(question: str, reply: str) -> bool:
    """Whether a yes tells of the past where the question asks of today ("any fever?" "I did")."""
    return bool(_HAD.match(reply)) and not _ASKED_OF_PAST.search(question)


def _asks_if_gone(question: str) -> bool:
    """Whether a question asks of what it names only if it is gone ("the swelling, has it gone away?")."""
    return bool(_ASKED_IF_GONE.search(question))


def passes(findings: Collection[str]) -> bool:
    """Whether the findings can be told as past: thoughts of self-harm count today whenever they came."""
    return _NEVER_OVER.isdisjoint(findings)


def is_over(last: int, units: Sequence[Unit], told: str) -> bool:
    """Whether what the patient told up to unit ``last`` is said right after it to be gone.

    ``told`` is the sentence written of it.
    """
    if not passes({m.concept.name for m in find_concepts(told)}):
        return False
    after = units[last + 1 : last + 1 + _AFTER]
    if after and after[0].turn == units[last].turn and (went := _WENT.match(after[0].raw)):
        return not _is_back(after[0].raw[went.end() :], after[0], after[1:])
    asked = next((i for i, u in enumerate(after) if u.speaker is not Speaker.PATIENT), len(after))
    return any(
        _asks_if_gone(said.raw)
        and _asks_of(said.raw, told)
        and answer(reply.raw) is Polarity.PRESENT
        and not _is_back(reply.raw, reply, units[last + 1 + i + 2 : last + 1 + i + 2 + _AFTER])
        for i, (said, reply) in enumerate(pairwise(after))
        if i >= asked and reply.speaker is Speaker.PATIENT
    )


def _is_back(rest: str, unit: Unit, following: Sequence[Unit]) -> bool:
    """Whether the rest of the sentence, or of its turn, tells that what went is there again."""
    return bool(_ON_AGAIN.search(rest)) or any(_BACK.search(u.raw) for u in following if u.turn == unit.turn)


def _asks_of(question: str, told: str) -> bool:
    """Whether a question names nothing, or all that was told ("the swelling, has it gone away?")."""
    named = {m.concept.name for m in find_concepts(question)}
    words = {stem(w) for w in content_words(question)}
    findings = find_concepts(told)
    if named:
        return all(
            m.concept.name in named or {stem(w) for w in content_words(told[m.start : m.end])} & words
            for m in findings
        )
    noun = _NAMED.search(question)
    return not noun or stem(noun["noun"].lower()) in {stem(w) for w in content_words(told)}
