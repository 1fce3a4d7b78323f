"""Training of the model that tells the prose of notes from rewritten speech.

A reference note's sentence is prose. Not prose are the drafts that share little with the
reference note of their encounter, and reference sentences broken at random: cut short, begun
late, two run together.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.notes.grounded.drafts import Kind
from pipeline.notes.grounded.prose import features
from pipeline.notes.grounded.reading import read_conversation
from training.notes.corpus import Dialogue
from training.notes.draft_models import value, words_and_pairs
from training.notes.fit import Fitted, classifier

BUCKETS = 2**15
COMMON_WORDS = 700
SPOKEN_VALUE = 0.4
SHORT = 5
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
    rows, labels = [], []
    chance = random.Random(0)  # noqa: S311 - the same sentences are broken in every build
    for dialogue in dialogues:
        written = list(_sentences(dialogue.note))
        spoken = [*_spoken(dialogue), *_broken(written, chance)]
        rows += [features(s, known) for s in [*written, *spoken]]
        labels += ["1 prose"] * len(written) + ["0 speech"] * len(spoken)
    return classifier(rows, labels, BUCKETS, c=0.1)


def _sentences(note: str) -> Iterator[str]:
    for line in note.splitlines():
        for sentence in re.split(r"(?<=[.?!])\s+", _LABEL.sub("", line)):
            if re.search(r"[a-z]{2}", sentence):
                yield sentence


def _spoken(dialogue: Dialogue) -> Iterator[str]:
    words, pairs = words_and_pairs(dialogue.note)
    for draft in read_conversation(dialogue.segments()).drafts:
        if draft.kind in {Kind.STATEMENT, Kind.ANSWER} and value(draft, words, pairs) < SPOKEN_VALUE:
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
