"""What was said and is not in the note: the other half of the check in `evidence`.

>>> from pipeline.models import Segment, Transcript
>>> said = Segment(id="a", start=0, end=1, text="I have a headache and I take metformin.")
>>> heard = Transcript(language="en", duration=1, model="", segments=[said])
>>> find_omissions(heard, "Reports headache.")
['Said but not in the note: metformin (medication).']
"""

import re
from collections.abc import Iterator

from pipeline.models import Transcript
from pipeline.notes.lexicon import find_concepts, find_medications
from pipeline.notes.polarity import Polarity, sentences, spoken

_PLANNED = re.compile(r"\b(?:order|schedule|send|refer|repeat|get (?:a|an|some)|obtain)\b", re.I)
_ALLERGIC = re.compile(r"\ballerg(?:ic|y) to (?:the )?(?P<what>[a-z][\w-]+)", re.I)
_GENERAL = frozenset(
    (
        "medication",
        "medications",
        "swelling",
        "discharge",
        "stress",
        "bleeding",
        "steroid",
        "supplement",
        "any",
        "anything",
        "something",
        "it",
        "them",
        "that",
        "this",
    )
)


def find_omissions(transcript: Transcript, note: str) -> list[str]:
    """Symptoms affirmed, medications, allergies and ordered tests that the note does not name.

    ``note`` is the whole text of the note. Each line is a public warning for the clinician
    who signs it; like the note, it is patient data.
    """
    texts = [segment.text for segment in transcript.segments]
    named = {m.concept.name for m in (*find_concepts(note), *find_medications(note))}
    written = note.lower()
    found = dict.fromkeys((*_symptoms(texts), *_medications(texts), *_allergies(texts), *_tests(texts)))
    return [
        f"Said but not in the note: {name} ({kind})."
        for name, kind in found
        if name not in named and name.lower() not in written and name not in _GENERAL
    ]


def _symptoms(texts: list[str]) -> Iterator[tuple[str, str]]:
    said: dict[str, set[Polarity]] = {}
    for finding in spoken(texts):
        if finding.concept.kind == "symptoms":
            said.setdefault(finding.concept.name, set()).add(finding.polarity)
    yield from ((name, "symptom") for name, polarities in said.items() if polarities == {Polarity.PRESENT})


def _medications(texts: list[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        yield from ((m.concept.name, "medication") for m in find_medications(text))


def _allergies(texts: list[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        yield from ((m.group("what").lower(), "allergy") for m in _ALLERGIC.finditer(text))


def _tests(texts: list[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for sentence in sentences(text):
            if _PLANNED.search(sentence):
                tests = (m.concept for m in find_concepts(sentence) if m.concept.kind == "tests")
                yield from ((concept.name, "planned test") for concept in tests)
