"""Features of a draft for the section and value models."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.lexicon import find_concepts, find_medications

_SHORT = 3
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_CUES = {
    "exam": re.compile(
        r"\bexam|palpation|auscultation|lungs|heart (?:exam|sounds)|murmur|tender|range of motion"
        r"|reflex|pulses",
        re.I,
    ),
    "vitals": re.compile(
        r"\bvital|blood pressure|heart rate|pulse|temperature|saturation|respirat\w+ rate|oxygen"
        r"|bpm|weight is",
        re.I,
    ),
    "results": re.compile(
        r"\bx-?ray|mri|ct scan|echo|ekg|labs?|results?|showed|shows|revealed|a1c|hemoglobin"
        r"|ultrasound",
        re.I,
    ),
    "plan": re.compile(
        r"\bwill|should|prescri|order|refer|recommend|follow up|return|continue|start|increase"
        r"|schedule",
        re.I,
    ),
    "opinion": re.compile(
        r"\bi (?:think|believe|suspect)|consistent with|diagnos|most likely|due to|assessment"
        r"|impression|concern",
        re.I,
    ),
    "history": re.compile(r"\bhistory of|diagnosed|surgery|years ago|since", re.I),
    "social": re.compile(
        r"\bsmok|drink|alcohol|work|job|live|married|exercise|school|retired|beer|wine|children", re.I
    ),
    "family": re.compile(r"\bmother|father|brother|sister|family|aunt|uncle|grand", re.I),
    "thanks": re.compile(
        r"\bthank|welcome|good to see|nice to|bye|weekend|question|sounds good|see you", re.I
    ),
}


def _words(text: str) -> list[str]:
    return ["#" if w.isdigit() else w for w in _WORD.findall(text.lower())]


def features(drafts: Sequence[Draft], i: int, *, units: int) -> list[str]:
    """Features of the draft ``i``; ``units`` is how many units the conversation has."""
    draft = drafts[i]
    words = _words(draft.text)
    role = "P" if draft.by_patient else "C"
    place = min(9, 10 * draft.index // max(units, 1))
    found = [*dict.fromkeys(f"w={w}" for w in words)]
    found += [*dict.fromkeys(f"b={a} {b}" for a, b in pairwise(["^", *words, "$"]))]
    found += [f"{role} w={w}" for w in dict.fromkeys(words) if len(w) > _SHORT]
    found += [f"spoken={w}" for w in dict.fromkeys(_words(draft.spoken))]
    for offset in (-1, 1):
        if 0 <= i + offset < len(drafts):
            found += [
                f"{offset} w={w}" for w in dict.fromkeys(_words(drafts[i + offset].text)) if len(w) > _SHORT
            ]
    found += [f"role={role}", f"place={place}", f"{role} place={place}", f"kind={draft.kind.value}"]
    found += [f"length={min(len(words) // 4, 10)}", f"{role} length={min(len(words) // 4, 10)}"]
    found += [f"cue={name}" for name, cue in _CUES.items() if cue.search(draft.text)]
    found += [f"{role} cue={name} {place // 3}" for name, cue in _CUES.items() if cue.search(draft.text)]
    found += [f"has={m.concept.kind}" for m in find_concepts(draft.text)]
    found += [f"concept={m.concept.name}" for m in find_concepts(draft.text)]
    found += ["has=medication"] if find_medications(draft.text) else []
    found += ["has=number"] if "#" in words else []
    return found
