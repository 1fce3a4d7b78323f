"""Who speaks: clinician or patient, from the words of each segment and their order.

A linear model scores each segment; a two-state Viterbi pass smooths the scores along the
conversation. Labels that the transcript carries count as strong but not certain evidence,
because recorders and transcribers swap them.
"""

import re
from collections.abc import Sequence

import numpy as np

from pipeline.models import Segment, Speaker
from pipeline.notes.grounded.language.linear import load_model

_LABEL_WEIGHT = 4.0
_SWITCH = 0.9
_MOST = 6.0
_ROLES = (Speaker.CLINICIAN, Speaker.PATIENT)
_ADDRESS = re.compile(r"\b(?:i|i'm|i've|i'll|my|me|you|your|you're|you've|we'll)\b", re.I)
_YOU = re.compile(r"\b(?:you|your|you're|you've)\b", re.I)
_HEADED = re.compile(r"(?:^|[.:]\s+)(?:the |my )?(?:plan|impression|assessment)\b", re.I)
"""A heading as those who dictate say it; they then may say "I" more often."""
_REFERENCE = re.compile(r"\b(?:patient|patient's|he|she|his|her)\b", re.I)


def features(text: str) -> list[str]:
    """Features of one segment for the role model."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?|\?", text.lower())
    pairs = [f"{a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True)]
    length = f"length={min(len(words) // 6, 8)}"
    return [*dict.fromkeys(words), *dict.fromkeys(pairs), length]


def is_dictation(segments: Sequence[Segment]) -> bool:
    """Whether one clinician speaks about a patient, to nobody."""
    text = " ".join(s.text for s in segments)
    least = 1 if _HEADED.search(text) and not _YOU.search(text) else 3
    return "?" not in text and len(_REFERENCE.findall(text)) > least * len(_ADDRESS.findall(text))


def assign_roles(segments: Sequence[Segment]) -> list[Speaker]:
    """The speaker of each segment."""
    if not segments or is_dictation(segments):
        return [Speaker.CLINICIAN] * len(segments)
    model = load_model("role")
    odds = [float(np.clip(model.scores(features(s.text))[0], -_MOST, _MOST)) for s in segments]
    labelled = {Speaker.CLINICIAN: _LABEL_WEIGHT, Speaker.PATIENT: -_LABEL_WEIGHT}
    evidence = np.array([o + labelled.get(s.speaker, 0.0) for o, s in zip(odds, segments, strict=True)])
    return [_ROLES[state] for state in _viterbi(np.stack([evidence / 2, -evidence / 2], axis=1))]


def _viterbi(emission: np.ndarray) -> list[int]:
    """The best state path for log scores (segments x 2) under a fixed reward for switching."""
    best = emission[0].copy()
    back = []
    for row in emission[1:]:
        change = best[::-1] + _SWITCH
        back.append(change > best)
        best = np.maximum(best, change) + row
    path = [int(np.argmax(best))]
    for switched in reversed(back):
        path.append(1 - path[-1] if switched[path[-1]] else path[-1])
    return path[::-1]
