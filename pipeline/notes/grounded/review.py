"""The review of systems, assembled from what the patient denied and affirmed."""

import re
from collections.abc import Sequence

from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.exchanges import join_names
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import Polarity, negated

OTHER_PERSON = re.compile(
    r"\b(?:mother|father|mom|dad|brother|sister|parents?|wife|husband|son|daughter|kids?|child(?:ren)?|aunt|uncle|cousin|grand\w+|friend|neighbou?r"
    r"|co-?worker|boss|roommate|partner|girlfriend|boyfriend|family|anyone|anybody|someone)\b",
    re.I,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|whenever|anytime|any time|every time|even|worried|afraid|in case|might|could|may|rule out|without|unless|prevent\w*|for)\b", re.I
)
_FIRST = (
    "Constitutional", "Eyes", "Ears, Nose, Mouth and Throat", "Cardiovascular", "Respiratory", "Gastrointestinal",
    "Genitourinary", "Musculoskeletal", "Skin", "Neurological", "Psychiatric", "Endocrine", "Hematologic", "Allergic",
)  # fmt: skip


def review(drafts: Sequence[Draft]) -> list[tuple[str, str, tuple[int, ...]]]:
    """Lines of (system, sentence, segment indices), systems in their usual order.

    A symptom that the patient both denied and affirmed is left out.
    """
    said: dict[str, dict[Polarity, list[Draft]]] = {}
    systems: dict[str, str] = {}
    wordings: dict[str, str] = {}
    for draft in drafts:
        if not draft.by_patient or OTHER_PERSON.search(draft.spoken):
            continue
        for mention in find_concepts(draft.text):
            if mention.concept.kind == "symptoms" and not _CONDITIONAL.search(draft.text[: mention.start]):
                name = mention.concept.name
                polarity = Polarity.ABSENT if negated(draft.text, mention) else Polarity.PRESENT
                systems[name] = mention.concept.group
                said.setdefault(name, {}).setdefault(polarity, []).append(draft)
                if name not in wordings and (mention.noun or _is_said(name, draft)):
                    wording = draft.text[mention.start : mention.end]
                    wordings[name] = _lower(wording) if mention.noun else name
    lines = []
    for system in _FIRST:
        for polarity, verb in ((Polarity.PRESENT, "Reports"), (Polarity.ABSENT, "Denies")):
            names = [n for n in wordings if systems[n] == system and list(said[n]) == [polarity]]
            if names:
                cited = sorted({i for n in names for d in said[n][polarity][:1] for i in d.segments})
                kind = Kind.DENIAL if polarity is Polarity.ABSENT else Kind.AFFIRMATION
                lines.append((system, f"{verb} {join_names([wordings[n] for n in names], kind)}.", tuple(cited)))
    return lines


def _is_said(name: str, draft: Draft) -> bool:
    spoken = {stem(w) for w in content_words(draft.spoken)}
    return all(stem(w) in spoken for w in content_words(name))


def _lower(wording: str) -> str:
    return wording if wording[1:] != wording[1:].lower() else wording.lower()
