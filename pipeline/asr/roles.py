"""Who is the clinician, from what is said.

The words were learnt from clinical dialogues by ``training/asr/roles.py``: log-odds of the
clinician's saying them.
"""

import itertools
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from pipeline.models import Speaker

# Below this difference, in summed log-odds, the words do not tell who is who.
_CLEAR = 8.0
# No single utterance decides: its log-odds count up to this.
_MOST = 4.0


@lru_cache(maxsize=1)
def _log_odds() -> dict[str, float]:
    found: dict[str, float] = json.loads(files("pipeline.asr").joinpath("roles.json").read_bytes())
    return found


def clinician_odds(text: str) -> float:
    """Log-odds that a clinician said this and not a patient; 0 says nothing."""
    words = re.findall(r"[a-z']+|\?", text.lower())
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(words)]
    odds = _log_odds()
    total = sum(odds.get(term, 0.0) for term in (*words, *pairs))
    return max(-_MOST, min(_MOST, total))


def roles(one: Iterable[str], other: Iterable[str], *, surely_two: bool) -> tuple[Speaker, Speaker]:
    """Roles of two speakers, from all that each said; unknown where the words do not tell.

    Where they may be one person, cut in two by mistake, the one must speak like a clinician and the
    other like a patient; else it is enough that one speaks more like a clinician.
    """
    odds = sum(map(clinician_odds, one)), sum(map(clinician_odds, other))
    opposed = min(odds) < 0 < max(odds)
    if abs(odds[0] - odds[1]) < _CLEAR or not (surely_two or opposed):
        return Speaker.UNKNOWN, Speaker.UNKNOWN
    if odds[0] > odds[1]:
        return Speaker.CLINICIAN, Speaker.PATIENT
    return Speaker.PATIENT, Speaker.CLINICIAN
