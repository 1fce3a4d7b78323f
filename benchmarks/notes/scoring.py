"""Notes scored by the evaluation's own script, which lies beside the data."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.notes.heard import data_folder
from pipeline.cli.note_from_text import scored_form
from pipeline.models import NoteOptions, Segment, Speaker, Transcript
from pipeline.notes.engine import NoteEngine

SPEAKERS = {"doctor": Speaker.CLINICIAN, "patient": Speaker.PATIENT}
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """The figures of one engine on one set, as the script prints them."""

    notes: int
    rouge1: float
    rouge2: float
    rouge_lsum: float
    grounded: float
    numbers: float
    medications: float
    recall: str
    seconds: float


def script() -> Path:
    return data_folder().parent / "score" / "score_notes.py"


def rows(name: str) -> list[Row]:
    path = data_folder() / "dialogues" / f"{name}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def shortest(found: Sequence[Row], most: int) -> list[Row]:
    """So many of the dialogues, by their words."""
    return sorted(found, key=lambda row: sum(len(turn["text"].split()) for turn in row["turns"]))[:most]


def as_text(row: Row, *, speakers: bool) -> Transcript:
    segments = [
        Segment(
            id=str(i),
            start=i,
            end=i + 1,
            text=turn["text"],
            speaker=SPEAKERS.get(turn["speaker"], Speaker.UNKNOWN) if speakers else Speaker.UNKNOWN,
        )
        for i, turn in enumerate(row["turns"])
    ]
    return Transcript(language="en", duration=len(segments), model="text", segments=segments)


def written(row: Row, transcript: Transcript, engine: NoteEngine) -> Row:
    numbered = transcript.model_copy(
        update={"segments": [s.model_copy(update={"id": str(i)}) for i, s in enumerate(transcript.segments)]}
    )
    return scored_form(row["id"], engine.write(numbered, NoteOptions(specialty="physician")))


def copied(row: Row, turns: int = 12) -> Row:
    """The named peer: the first turns of the dialogue as they are."""
    return {"id": row["id"], "note": "\n".join(turn["text"] for turn in row["turns"][:turns])}


def score(references: Sequence[Row], notes: Sequence[Row], seconds: float) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "references.jsonl", Path(folder) / "notes.jsonl"]
        for path, lines in zip(paths, (references, notes), strict=True):
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        ran = subprocess.run([sys.executable, script(), *paths], capture_output=True, text=True, check=True)
    words = ran.stdout.split()

    def after(label: str) -> float:
        return float(words[words.index(label) + 1])

    recall = "/".join(
        f"{float(words[words.index(k, words.index('recall')) + 1]):.0f}"
        for k in ("findings", "numbers", "medications")
    )
    return Result(
        len(notes),
        after("rouge1"),
        after("rouge2"),
        after("rougeLsum"),
        after("grounded-sent"),
        after("num"),
        after("med"),
        recall,
        seconds / max(len(notes), 1),
    )


def run(
    references: Sequence[Row], transcripts: Sequence[Transcript], engine: NoteEngine, *, warm: bool = True
) -> Result:
    if warm:
        engine.write(transcripts[0], NoteOptions(specialty="physician"))
    started = time.perf_counter()
    notes = [written(row, heard, engine) for row, heard in zip(references, transcripts, strict=True)]
    return score(references, notes, time.perf_counter() - started)


def peak_memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
