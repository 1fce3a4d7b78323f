"""Claim: offline notes share more words with clinicians' notes than a copy of the dialogue does.

Writes a note for every dialogue of each evaluation set, scores it with the evaluation's own
script and prints one row a set; the named peer, measured in the same run, is a copy of the
first 12 turns. Then the shares of the adversarial cases that are right, by kind, and with
--heard the two voiced dialogues through the service's own speech model.

With --engine llm the notes are a language model's, beside the offline engine's of the same
dialogues, the shortest of each set first, and tables say what the check of every sentence
caught. The model's server is the one of SOAPLINE_NOTES_LLM_URL and _MODEL, or of --endpoint
and --model. With --keep a run that was stopped goes on where it was; seconds are then those
that the answers took, one after another.

    python -m benchmarks.notes [--heard]
    python -m benchmarks.notes --engine llm --endpoint http://127.0.0.1:8080/v1 --model NAME
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.notes import heard
from benchmarks.notes.adversarial import by_kind, sample
from benchmarks.notes.kept import KeptAnswers
from benchmarks.notes.model import Caught, model_options
from benchmarks.notes.scoring import (
    Result,
    as_text,
    copied,
    peak_memory_mib,
    rows,
    run,
    score,
    script,
    shortest,
)
from pipeline.models import NoteOptions
from pipeline.notes.engine import NoteEngine, load_engine
from pipeline.notes.llm.engine import LlmEngine
from tests.notes.test_adversarial import CASES

SETS = ("aci-bench_valid", "mts-dialog_valid", "primock57_days1-3")
console = Console(width=150)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--heard", action="store_true", help="also through the speech model (minutes)")
    parser.add_argument("--engine", choices=["grounded", "llm"], default="grounded")
    parser.add_argument("--endpoint", help="with llm: the base URL of an OpenAI-compatible server")
    parser.add_argument("--model", help="with llm: the model's name on that server")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--notes", type=int, default=10, help="with llm: dialogues of each set")
    parser.add_argument("--cases", type=int, default=3, help="with llm: adversarial cases of each kind")
    parser.add_argument("--keep", type=Path, help="with llm: the folder where its answers are kept")
    arguments = parser.parse_args()
    if not script().is_file():
        sys.exit("No evaluation data: set SOAPLINE_EVAL_DATA to its folder.")
    if arguments.engine == "llm":
        by_model(arguments)
    else:
        offline(arguments)


def offline(arguments: argparse.Namespace) -> None:
    engine = load_engine("grounded")
    table = figures()
    for name in arguments.sets:
        measure(table, name, engine)
    if arguments.heard:
        hear(table, engine)
    console.print(table)
    console.print(f"Peak memory of the process: {peak_memory_mib():.0f} MiB")
    console.print(by_kind(CASES, engine))


def by_model(arguments: argparse.Namespace) -> None:
    options = model_options(arguments.endpoint, arguments.model)
    if options is None:
        console.print("Skipped: no model server. Set SOAPLINE_NOTES_LLM_URL and _MODEL, or give --endpoint.")
        return
    caught = Caught()
    kept = KeptAnswers(options, arguments.keep) if arguments.keep else None
    engine = LlmEngine(options, caught, kept)
    if arguments.notes:
        table = figures()
        for name in arguments.sets:
            add_model(table, name, arguments.notes, engine, kept)
        console.print(table)
        console.print(caught.table("the dialogues"))
    if arguments.cases:
        console.print(by_kind(sample(CASES, arguments.cases), engine))
        console.print(caught.table("the adversarial cases"))
    engine.close()


def add_model(table: Table, name: str, most: int, engine: LlmEngine, kept: KeptAnswers | None) -> None:
    references = shortest(rows(name), most)
    transcripts = [as_text(row, speakers=True) for row in references]
    before = kept.seconds if kept else 0.0
    own = run(references, transcripts, engine, warm=False)
    if kept:
        own = replace(own, seconds=(kept.seconds - before) / len(references))
    add(table, name, engine.version, own)
    add(table, name, "grounded", run(references, transcripts, load_engine("grounded")))
    add(table, name, "copy of 12 turns (peer)", score(references, [copied(row) for row in references], 0.0))


def figures() -> Table:
    return Table(
        "Set",
        "Engine",
        "Notes",
        "ROUGE-1/2/Lsum",
        "Grounded %",
        "Numbers %",
        "Medications %",
        "Recall F/N/M",
        "s a note",
    )


def measure(table: Table, name: str, engine: NoteEngine) -> None:
    references = rows(name)
    own = run(references, [as_text(row, speakers=True) for row in references], engine)
    bare = run(references, [as_text(row, speakers=False) for row in references], engine)
    peer = score(references, [copied(row) for row in references], 0.0)
    add(table, name, "grounded", own)
    add(table, name, "grounded, no speakers", bare)
    add(table, name, "copy of 12 turns (peer)", peer)
    console.print(f"{name}: ROUGE-1 is {own.rouge1 / peer.rouge1:.2f} times that of the copy")


def hear(table: Table, engine: NoteEngine) -> None:
    model = heard.load()
    for described in sorted((heard.data_folder() / "voiced").glob("*.json")):
        row = json.loads(described.read_text(encoding="utf-8"))
        add(table, row["id"], "grounded, as text", run([row], [as_text(row, speakers=True)], engine))
        bare = run([row], [as_text(row, speakers=False)], engine)
        add(table, row["id"], "grounded, as text, no speakers", bare)
        transcript = heard.transcribe(described.with_suffix(".m4a"), model)
        as_heard = {**row, "turns": [{"speaker": s.speaker, "text": s.text} for s in transcript.segments]}
        add(table, row["id"], "grounded, as heard", run([as_heard], [transcript], engine))
    for recording in sorted((heard.data_folder() / "dictation").glob("dictation_*.m4a")):
        note = engine.write(heard.transcribe(recording, model), NoteOptions(specialty="physician"))
        console.print(f"{recording.stem}: {sum(map(len, note.evidence.values()))} sentences")
    model.close()


def add(table: Table, name: str, engine: str, result: Result) -> None:
    table.add_row(
        name, engine, str(result.notes), f"{result.rouge1:.1f}/{result.rouge2:.1f}/{result.rouge_lsum:.1f}",
        f"{result.grounded:.1f}", f"{result.numbers:.1f}", f"{result.medications:.1f}", result.recall,
        f"{result.seconds:.2f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
