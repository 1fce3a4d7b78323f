"""Claim: offline notes share more words with clinicians' notes than a copy of the dialogue does.

Writes a note for every dialogue of each evaluation set, scores it with the evaluation's own
script and prints one row a set; the named peer, measured in the same run, is a copy of the
first 12 turns. Then the shares of the adversarial cases that are right, by kind, and with
--heard the two voiced dialogues through the service's own speech model.

    python -m benchmarks.notes [--heard]
"""

import argparse
import json
import sys

from rich.console import Console
from rich.table import Table

from benchmarks.notes import heard
from benchmarks.notes.scoring import Result, as_text, copied, peak_memory_mib, rows, run, score, script
from pipeline.models import NoteOptions
from pipeline.notes.engine import NoteEngine, load_engine
from tests.notes.test_adversarial import CASES, faults

SETS = ("aci-bench_valid", "mts-dialog_valid", "primock57_days1-3")
console = Console(width=150)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--heard", action="store_true", help="also through the speech model (minutes)")
    arguments = parser.parse_args()
    if not script().is_file():
        sys.exit("No evaluation data: set SOAPLINE_EVAL_DATA to its folder.")
    engine = load_engine("grounded")
    table = Table(
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
    for name in SETS:
        measure(table, name, engine)
    if arguments.heard:
        hear(table, engine)
    console.print(table)
    console.print(f"Peak memory of the process: {peak_memory_mib():.0f} MiB")
    by_kind()


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


def by_kind() -> None:
    table = Table("Adversarial kind", "Right", "Cases")
    for kind, cases in CASES.items():
        table.add_row(kind, str(sum(not faults(case) for case in cases)), str(len(cases)))
    console.print(table)


if __name__ == "__main__":
    main()
