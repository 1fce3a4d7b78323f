"""Claim: recordings in hand together go through one model faster than one after another.

Prints, for each engine and task, the real-time factor by wall clock and by CPU time (medians
over interleaved rounds), its ratio to the best of faster-whisper's batched pipelines, the word
error rate and medical word error rate (`medwer`), peak memory, and time to the first segment.
On a machine that does other work as well, CPU time is the fairer judge.

    python -m benchmarks.asr [--tasks encounters,clips,long] [--rounds 3] [--json FILE]
"""

import argparse
import json
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medwer import Scorer
from rich.console import Console
from rich.table import Table

from benchmarks.asr.engines import ENGINES, Setup
from benchmarks.asr.host import Host, Run
from benchmarks.asr.recordings import CLIPS, Task, clips, data_folder, encounters, long_recording
from pipeline.asr import locate_weights

ROW = (
    "engine",
    "x real time",
    "x per CPU s",
    "of best b",
    "of best b, CPU",
    "WER %",
    "medical %",
    "MiB",
    "first s",
)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", default="clips,encounters,long")
    parser.add_argument("--engines", default=",".join(ENGINES), help="comma-separated")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--encounters", type=int, default=8, help="how many of them")
    parser.add_argument("--clips", type=int, default=CLIPS, help="fewer than 64 are not scored")
    parser.add_argument("--hours", type=float, default=2.0, help="length of the long recording")
    parser.add_argument("--model", default="base", help="packaged model or a local folder")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--peer-batch", type=int, default=8, help="batch size of (b)")
    parser.add_argument("--json", type=Path, help="write every figure of every round here")
    return parser


def main(args: argparse.Namespace) -> None:
    if not data_folder().is_dir():
        raise SystemExit(f"no evaluation data at {data_folder()}; set SOAPLINE_EVAL_DATA")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as hosts:
        weights = locate_weights(args.model, Path(folder), allow_download=False)
        setup = Setup(weights, args.device, args.compute_type, args.peer_batch)
        engines = {name: hosts.enter_context(Host(name, setup)) for name in args.engines.split(",")}
        written = {}
        for task in tasks(args, Path(folder)):
            runs = measure(engines, task, args.rounds)
            written[task.name] = {name: [asdict(run) for run in of] for name, of in runs.items()}
            show(task, {name: figures(task, of) for name, of in runs.items()})
        if args.json:
            args.json.write_text(json.dumps(written, indent=1))


def tasks(args: argparse.Namespace, folder: Path) -> list[Task]:
    makers = {
        "clips": lambda: clips(folder, args.clips),
        "encounters": lambda: encounters(folder, args.encounters),
        "long": lambda: long_recording(folder, args.hours),
    }
    return [makers[name]() for name in args.tasks.split(",")]


def measure(engines: dict[str, Host], task: Task, rounds: int) -> dict[str, list[Run]]:
    """Interleaved rounds: every engine once a round, so that what else runs falls on all."""
    runs: dict[str, list[Run]] = {name: [] for name in engines}
    for number in range(rounds):
        order = list(engines) if number % 2 == 0 else list(reversed(engines))
        for name in order:
            run = engines[name].run(task.recordings)
            runs[name].append(run)
            speed = task.seconds / run.wall, task.seconds / run.cpu
            Console(stderr=True).print(
                f"{task.name} round {number + 1} {name}: {speed[0]:.1f}x wall, {speed[1]:.1f}x CPU"
            )
    return runs


def figures(task: Task, runs: list[Run]) -> dict[str, Any]:
    joined = [" ".join(runs[0].texts[n] for n in group) for group in task.groups]
    score = Scorer().corpus(task.references, joined) if joined else {"wer": None, "medical_wer": None}
    return {
        "wall": task.seconds / statistics.median(run.wall for run in runs),
        "cpu": task.seconds / statistics.median(run.cpu for run in runs),
        "wer": score["wer"],
        "medical": score["medical_wer"],
        "mib": runs[-1].peak_mib,
        "first": statistics.median(run.first for run in runs),
    }


def show(task: Task, found: dict[str, dict[str, Any]]) -> None:
    peers = [row for name, row in found.items() if name.startswith("b")] or list(found.values())
    best = {clock: max(row[clock] for row in peers) for clock in ("wall", "cpu")}
    table = Table(
        *ROW, title=f"{task.name}: {len(task.recordings)} recordings, {task.seconds / 60:.1f} minutes"
    )
    for name, row in found.items():
        error = [f"{100 * row[key]:.2f}" if row[key] is not None else "-" for key in ("wer", "medical")]
        ratios = [f"{row[clock] / best[clock]:.2f}" for clock in ("wall", "cpu")]
        speeds = [f"{row[clock]:.1f}" for clock in ("wall", "cpu")]
        table.add_row(name, *speeds, *ratios, *error, f"{row['mib']:.0f}", f"{row['first']:.1f}")
    Console(width=130).print(table)


if __name__ == "__main__":
    main(arguments().parse_args())
