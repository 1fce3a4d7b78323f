"""The training dialogues: ACI-BENCH and MTS-Dialog, train files only."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.models import Segment, Speaker

ROOT = Path(__file__).parents[2]
SPEAKERS = {"doctor": Speaker.CLINICIAN, "patient": Speaker.PATIENT}


@dataclass(frozen=True)
class Dialogue:
    """One dialogue with its reference note by section."""

    id: str
    dataset: str
    turns: list[tuple[Speaker, str]]
    note: str
    sections: dict[str, str]

    def segments(self, *, labels: bool = True) -> list[Segment]:
        """One segment a turn; segment ids are turn indices."""
        return [
            Segment(
                id=str(i),
                start=float(i),
                end=float(i + 1),
                text=text,
                speaker=who if labels else Speaker.UNKNOWN,
            )
            for i, (who, text) in enumerate(self.turns)
        ]


def folder() -> Path:
    """Where the evaluation data lies."""
    beside = ROOT.parent / "shared" / "data"
    return Path(os.environ.get("SOAPLINE_EVAL_DATA", beside)) / "dialogues"


def read(name: str) -> Iterator[Dialogue]:
    """The dialogues of one file."""
    for line in (folder() / f"{name}.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        turns = [(SPEAKERS.get(t["speaker"], Speaker.UNKNOWN), t["text"]) for t in row["turns"]]
        yield Dialogue(row["id"], row["dataset"], turns, row["note"], row["sections"])
