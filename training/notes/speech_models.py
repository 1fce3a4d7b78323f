"""Training of the boundary and role models and of the casing table."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.models import Speaker
from pipeline.notes.grounded.language.linear import LinearModel
from pipeline.notes.grounded.reading import gaps, roles
from pipeline.notes.grounded.reading.cleaning import clean
from training.notes.corpus import Dialogue
from training.notes.fit import Fitted, classifier

BOUNDARY_BUCKETS = 2**16
ROLE_BUCKETS = 2**14
LEAST_SEEN = 3


def _marked(text: str) -> tuple[list[str], list[str]]:
    words, marks = [], []
    for token in clean(text).split():
        word = token.strip(".,?!;:").lower()
        if word:
            words.append(word)
            tail = token[len(token.rstrip(".,?!;:")) :]
            marks.append("?" if "?" in tail else "." if set(tail) & set(".!;") else "," if tail else "")
    return words, marks


def boundary(dialogues: Iterable[Dialogue]) -> Fitted:
    """The boundary model, from turns whose marks are their own."""
    rows: list[Sequence[str]] = []
    labels: list[str] = []
    for dialogue in dialogues:
        if sum(len(re.findall(r"[.?!]", t)) for _, t in dialogue.turns) < len(dialogue.turns):
            continue
        for _, text in dialogue.turns:
            words, marks = _marked(text)
            start = 0
            for i in range(len(words) - 1):
                rows.append([*gaps.around(words, i), *gaps.since(words, start, i)])
                labels.append(marks[i])
                start = i + 1 if marks[i] in {".", "?"} else start
    return classifier(rows, labels, BOUNDARY_BUCKETS, c=0.1)


def role(dialogues: Iterable[Dialogue]) -> Fitted:
    """The role model: log-odds that a turn is the clinician's.

    Fitted twice: dialogues whose labels the first fit finds swapped are left out of the second.
    """
    usable = list(dialogues)
    first = _fit_role(usable)
    return _fit_role([d for d in usable if _agreement(d, first) > 0])


def _fit_role(dialogues: Iterable[Dialogue]) -> Fitted:
    rows: list[Sequence[str]] = []
    labels: list[str] = []
    for dialogue in dialogues:
        for who, text in dialogue.turns:
            if who is Speaker.UNKNOWN:
                continue
            plain = re.sub(r"[.,!]", "", text) if len(rows) % 2 else text
            rows.append(roles.features(plain.replace("?", "") if len(rows) % 4 == 1 else plain))
            labels.append("1 clinician" if who is Speaker.CLINICIAN else "0 patient")
    return classifier(rows, labels, ROLE_BUCKETS, c=0.3)


def _agreement(dialogue: Dialogue, fitted: Fitted) -> float:
    """Sum of the model's scores for the labels that the turns carry."""
    model = LinearModel(fitted.classes, fitted.weights, fitted.scale, fitted.bias)
    signs = {Speaker.CLINICIAN: 1.0, Speaker.PATIENT: -1.0, Speaker.UNKNOWN: 0.0}
    return sum(signs[who] * float(model.scores(roles.features(text))[0]) for who, text in dialogue.turns)


def casing(dialogues: Iterable[Dialogue]) -> dict[str, str]:
    """Words that most notes write with capitals inside a sentence."""
    forms: dict[str, Counter[str]] = {}
    for dialogue in dialogues:
        for line in dialogue.note.splitlines():
            body = line.partition(":")[2] or line
            for word in re.findall(r"(?<=[a-z,] )[A-Za-z][A-Za-z0-9'-]+", body):
                forms.setdefault(word.lower(), Counter())[word] += 1
    table = {}
    for word, counts in forms.items():
        form, n = counts.most_common(1)[0]
        if form != word and n >= LEAST_SEEN and 2 * n > sum(counts.values()):
            table[word] = form
    return table
