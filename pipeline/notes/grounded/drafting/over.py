"""What a patient tells of as past: had when asked about it, or gone since.

A yes in the past tense ("any trouble swallowing?" "I did") affirms what was, and a symptom that "went
away" or "has resolved" is none of today's.
"""

import re
from collections.abc import Sequence

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit
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
_AFTER = 3
"""Units after a symptom that may tell that it is over."""


def had_it(question: str, reply: str) -> bool:
    """Whether a yes tells of the past where the question asks of today ("any fever?" "I did")."""
    return bool(_HAD.match(reply)) and not _ASKED_OF_PAST.search(question)


def is_over(last: int, units: Sequence[Unit]) -> bool:
    """Whether what the patient told up to unit ``last`` is said right after it to be gone."""
    after = units[last + 1 : last + 1 + _AFTER]
    if after and after[0].turn == units[last].turn and _WENT.match(after[0].raw):
        return True
    asked = next((i for i, u in enumerate(after) if u.speaker is not Speaker.PATIENT), len(after))
    return any(
        _ASKED_IF_GONE.search(said.raw) and answer(reply.raw) is Polarity.PRESENT
        for said, reply in zip(after[asked:], after[asked + 1 :], strict=False)
        if reply.speaker is Speaker.PATIENT
    )
