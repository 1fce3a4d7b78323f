"""The review of systems, assembled from what the patient denied and affirmed."""

from collections.abc import Sequence

from pipeline.notes.grounded.drafts import Draft, Kind
from pipeline.notes.grounded.exchanges import join_names
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import Polarity, stated

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
    for draft in drafts:
        if not draft.by_patient:
            continue
        for finding in stated(draft.text):
            if finding.concept.kind == "symptoms":
                systems[finding.concept.name] = finding.concept.group
                said.setdefault(finding.concept.name, {}).setdefault(finding.polarity, []).append(draft)
    lines = []
    for system in _FIRST:
        for polarity, verb in ((Polarity.PRESENT, "Reports"), (Polarity.ABSENT, "Denies")):
            names = [n for n, s in systems.items() if s == system and list(said[n]) == [polarity]]
            if names:
                cited = sorted({i for n in names for d in said[n][polarity][:1] for i in d.segments})
                kind = Kind.DENIAL if polarity is Polarity.ABSENT else Kind.AFFIRMATION
                lines.append((system, f"{verb} {join_names(names, kind)}.", tuple(cited)))
    return lines


def mentions_symptom(text: str) -> bool:
    """Whether the text names a symptom."""
    return any(m.concept.kind == "symptoms" for m in find_concepts(text))
