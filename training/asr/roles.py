"""Learn which words tell a clinician from a patient.

Multinomial log-odds with an informative Dirichlet prior (Monroe et al. 2008) over the words
and word pairs of the training dialogues; the most telling are written as JSON.

    python -m training.asr.roles pipeline/asr/roles.json
"""

import itertools
import json
import math
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FILES = ("aci-bench_train.jsonl", "primock57_days1-3.jsonl", "mts-dialog_train.jsonl")
CLINICIAN = ("doctor", "clinician", "D")
PATIENT = ("patient", "P")
KEPT = 1500
RAREST = 12
PRIOR = 500.0


def terms(text: str) -> list[str]:
    """Words and word pairs; a question mark counts as a word. `pipeline.asr.roles` does the same."""
    words = re.findall(r"[a-z']+|\?", text.lower())
    return words + [f"{one} {two}" for one, two in itertools.pairwise(words)]


def turns() -> Iterator[tuple[bool, str]]:
    """Whether the clinician speaks, and what is said."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("SOAPLINE_EVAL_DATA", beside)) / "dialogues"
    for name in FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                if turn["speaker"] in CLINICIAN or turn["speaker"] in PATIENT:
                    yield turn["speaker"] in CLINICIAN, turn["text"]


def learn() -> dict[str, float]:
    """Log-odds in favour of the clinician, per term."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for clinician, text in turns():
        counts[clinician].update(terms(text))
    both = counts[True] + counts[False]
    total = both.total()
    scored = {}
    for term, count in both.items():
        if count < RAREST:
            continue
        prior = PRIOR * count / total
        rates = [
            (own[term] + prior) / (own.total() + PRIOR - own[term] - prior)
            for own in (counts[True], counts[False])
        ]
        error = math.sqrt(sum(1 / (own[term] + prior) for own in counts.values()))
        odds = math.log(rates[0] / rates[1])
        scored[term] = (abs(odds) / error, odds)
    kept = sorted(scored, key=lambda term: -scored[term][0])[:KEPT]
    return {term: round(scored[term][1], 2) for term in sorted(kept)}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(learn(), indent=0) + "\n", encoding="utf-8")
