"""Training of the model that tells the prose of notes from rewritten speech.

Readers graded the sentences that the engine wrote from the training encounters: G reads as
clinical prose, A is awkward, N noise, W wrong. ``judged_wordings.tsv`` has their grades beside the
`wording` of each sentence. These count most. Beside them, a reference note's sentence is prose; not
prose are the drafts that share little with the reference note of their encounter, and reference
sentences broken at random: cut short, begun late, two run together.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from pipeline.notes.grounded.drafting.conversation import read_conversation
from pipeline.notes.grounded.wording.prose import features, wording
from training.notes.corpus import Dialogue
from training.notes.draft_models import value, words_and_pairs
from training.notes.fit import Fitted, classifier

BUCKETS = 2**16
COMMON_WORDS = 700
SPOKEN_VALUE = 0.4
SHORT = 5
JUDGED = Path(__file__).with_name("judged_wordings.tsv")
A_JUDGEMENT_COUNTS = 5.0
_LABEL = re.compile(r"^[\s•*-]*(?:[A-Z][\w ,/&()-]{2,40}:)?\s*")


def common_words(dialogues: Iterable[Dialogue]) -> list[str]:
    """The words that most often occur in the dialogues and their notes."""
    counts: Counter[str] = Counter()
    for dialogue in dialogues:
        text = " ".join([dialogue.note, *(t for _, t in dialogue.turns)]).lower()
        counts.update(re.findall(r"[a-z]+(?:['-][a-z]+)*", text))
    return sorted(word for word, _ in counts.most_common(COMMON_WORDS))


def prose(dialogues: Iterable[Dialogue], common: Iterable[str]) -> Fitted:
    """The model: log-odds that a sentence is one of a note."""
    known = frozenset(common)
    rows, labels, counts = [], [], []
    for grade, worded in _judged():
        rows.append(features(worded))
        labels.append("1 prose" if grade == "G" else "0 speech")
        counts.append(A_JUDGEMENT_COUNTS)
    chance = random.Random(0)  # noqa: S311 - the same sentences are broken in every build
    for dialogue in dialogues:
        written = list(_sentences(dialogue.note))
        spoken = [*_spoken(dialogue), *_broken(written, chance)]
        rows += [features(wording(s, known)) for s in [*written, *spoken]]
        labels += ["1 prose"] * len(written) + ["0 speech"] * len(spoken)
        counts += [1.0] * (len(written) + len(spoken))
    return classifier(rows, labels, BUCKETS, c=0.05, counts=counts)


def _judged() -> Iterator[tuple[str, list[str]]]:
    for line in JUDGED.read_text(encoding="utf-8").splitlines()[1:]:
        grade, _, worded = line.partition("\t")
        yield grade, worded.split()


def _sentences(note: str) -> Iterator[str]:
    for line in note.splitlines():
        for sentence in re.split(r"(?<=[.?!])\s+", _LABEL.sub("", line)):
            if re.search(r"[a-z]{2}", sentence):
                yield sentence


def _spoken(dialogue: Dialogue) -> Iterator[str]:
    words, pairs = words_and_pairs(dialogue.note)
    for draft in read_conversation(dialogue.segments()).drafts:
        if draft.written_out and value(draft, words, pairs) < SPOKEN_VALUE:
            yield draft.text


def _broken(sentences: list[str], chance: random.Random) -> Iterator[str]:
    for first, second in pairwise(sentences):
        words = first.rstrip(".").split()
        if len(words) < SHORT:
            continue
        at = chance.randrange(2, len(words) - 1)
        ways = ("cut", "late", "joined", "whole")
        match chance.choice(ways):
            case "cut":
                yield " ".join(words[:at]) + "."
            case "late":
                yield " ".join(words[at:]).capitalize() + "."
            case "joined":
                yield f"{' '.join(words)} {second[:1].lower()}{second[1:]}"
