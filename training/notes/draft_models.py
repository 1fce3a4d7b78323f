"""Training of the section and value models, by aligning drafts to reference notes.

A draft's section is the section of the reference sentence that it shares most words with;
its value is the share of its words and word pairs that the reference note has.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.notes.facts import content_words, stem
from pipeline.notes.grounded.choosing.features import features
from pipeline.notes.grounded.drafting.conversation import read_conversation
from pipeline.notes.grounded.drafting.drafts import Draft
from training.notes.corpus import Dialogue
from training.notes.fit import Fitted, classifier, regression

SECTION_BUCKETS = 2**15
VALUE_BUCKETS = 2**15
LEAST_SHARED = 0.35
SHORT = 3

SECTIONS = {
    "CHIEF COMPLAINT": "history", "HISTORY OF PRESENT ILLNESS": "history", "REVIEW OF SYSTEMS": "history",
    "_head": "history", "MEDICAL HISTORY": "past", "PAST HISTORY": "past", "PAST MEDICAL HISTORY": "past",
    "SURGICAL HISTORY": "past", "PAST SURGICAL HISTORY": "past", "SOCIAL HISTORY": "social",
    "FAMILY HISTORY": "family", "MEDICATIONS": "medications", "CURRENT MEDICATIONS": "medications",
    "ALLERGIES": "allergies", "VITALS": "vitals", "VITALS REVIEWED": "vitals", "PHYSICAL EXAM": "exam",
    "PHYSICAL EXAMINATION": "exam", "EXAM": "exam", "RESULTS": "results", "ASSESSMENT": "assessment",
    "IMPRESSION": "assessment", "ASSESSMENT AND PLAN": "plan", "PLAN": "plan", "INSTRUCTIONS": "plan",
    "GENHX": "history", "CC": "history", "ROS": "history", "PASTMEDICALHX": "past", "PASTSURGICAL": "past",
    "ALLERGY": "allergies", "DIAGNOSIS": "assessment", "DISPOSITION": "plan", "EDCOURSE": "plan",
    "IMAGING": "results", "LABS": "results", "GYNHX": "past", "IMMUNIZATIONS": "past",
}  # fmt: skip


def _section(heading: str, sentence: str) -> str | None:
    if heading == "FAM/SOCHX":
        return (
            "family"
            if re.search(r"\b(?:mother|father|brother|sister|family|uncle|aunt)\b", sentence, re.I)
            else "social"
        )
    section = SECTIONS.get(heading)
    return "assessment" if section == "plan" and "Medical Reasoning" in sentence else section


def _reference(dialogue: Dialogue) -> list[tuple[str, set[str]]]:
    found = []
    for heading, text in dialogue.sections.items():
        for sentence in re.split(r"\n|(?<=[.?!])\s+", text):
            section = _section(heading, sentence)
            words = {stem(w) for w in content_words(sentence)} | set(re.findall(r"\d+", sentence))
            if section and words:
                found.append((section, words))
    return found


def section_label(draft: Draft, reference: list[tuple[str, set[str]]]) -> str | None:
    """The section of the best matching reference sentence, or None below `LEAST_SHARED`."""
    words = {stem(w) for w in content_words(draft.text)} | set(re.findall(r"\d+", draft.text))
    if not words:
        return None
    scored = [
        (len(words & theirs) / (len(words) * len(theirs)) ** 0.5, section) for section, theirs in reference
    ]
    best, section = max(scored, default=(0.0, ""))
    return section if best >= LEAST_SHARED else None


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def words_and_pairs(note: str) -> tuple[set[str], set[tuple[str, str]]]:
    """The words and the word pairs of a reference note."""
    tokens = _tokens(note)
    return set(tokens), set(pairwise(tokens))


def value(draft: Draft, words: set[str], pairs: set[tuple[str, str]]) -> float:
    """Share of the draft's content words and of its word pairs that the reference has."""
    tokens = _tokens(draft.text)
    content = [w for w in tokens if len(w) > SHORT or w.isdigit()] or tokens
    own = list(pairwise(tokens))
    return 0.5 * sum(w in words for w in content) / max(len(content), 1) + 0.5 * sum(
        p in pairs for p in own
    ) / max(len(own), 1)


def _rows(dialogues: Iterable[Dialogue]) -> Iterator[tuple[Dialogue, list[Draft], list[list[str]]]]:
    for dialogue in dialogues:
        read = read_conversation(dialogue.segments())
        yield (
            dialogue,
            read.drafts,
            [features(read.drafts, i, units=len(read.units)) for i in range(len(read.drafts))],
        )


def section_and_value(dialogues: Iterable[Dialogue]) -> tuple[Fitted, Fitted]:
    """Both models; values are learned from whole encounters (ACI-BENCH) alone."""
    section_rows, labels, value_rows, values = [], [], [], []
    for dialogue, drafts, rows in _rows(dialogues):
        reference = _reference(dialogue)
        words, pairs = words_and_pairs(dialogue.note)
        for draft, row in zip(drafts, rows, strict=True):
            label = section_label(draft, reference)
            if label:
                section_rows.append(row)
                labels.append(label)
            if dialogue.dataset == "aci-bench":
                value_rows.append(row)
                values.append(value(draft, words, pairs))
    return (
        classifier(section_rows, labels, SECTION_BUCKETS, c=0.05),
        regression(value_rows, values, VALUE_BUCKETS, alpha=60.0),
    )
