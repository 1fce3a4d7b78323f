"""What a patient is to do, where only "do that" is said: "ice the knee", then "do that daily"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit

_DO_THAT = re.compile(
    r"^(?P<lead>(?:(?:and|so|then|also|now),? )*you (?:can|should|may|could|will|need to|want to)"
    r" (?:also |just )?)"
    r"do (?:that|this|it|those|these)(?= (?:for|every|once|twice|three|four|five|about|at|up|daily|as|\d))",
    re.I,
)
_ADVISED = re.compile(
    r"\b(?:want you to|like you to|have you|you (?:can|should|could|need to)|please)"
    r" (?:also |just |then |go ahead and )*"
    r"(?P<deed>(?:ice|heat|elevate|soak|stretch|massage|wash|rinse|gargle|clean|apply|wear|rest)\b"
    r"[a-z' -]{0,40}?)(?=[.,;?]|$| (?:and|but|so|because|to|which|that|for|every|as|when|while|if|or)\b)",
    re.I,
)


def with_deed(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with what is to be done for its "do that", and the unit that names it; None where unsure."""
    done = _DO_THAT.search(clause)
    if done is None or unit.speaker is not Speaker.CLINICIAN:
        return None
    last = before[-1] if before and before[-1].turn == unit.turn else None
    for source, text in ((unit, unit.text.partition(clause)[0]), (last, last.raw if last else "")):
        deeds = [m.group("deed").strip() for m in _ADVISED.finditer(text)]
        if len(deeds) == 1 and source:
            told = f"{done.group('lead')}{deeds[0]}{clause[done.end() :]}"
            return told, () if source is unit else (replace(source, text=deeds[0]),)
        if deeds:
            return None
    return None
