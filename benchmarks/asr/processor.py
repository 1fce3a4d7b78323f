"""Claim: the model's process, set up as soapline does, encodes a window in less CPU time.

The peer is CTranslate2 as it sets itself up. Each side has a process of its own, one thread, and
encodes the same noise in turns; the figures are medians of the rounds.

    python -m benchmarks.asr.processor [--rounds 9] [--model base] [--json FILE]
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from rich.console import Console
from rich.table import Table

from pipeline.asr import locate_weights
from pipeline.asr.features import CONTEXTS, FRAMES_PER_SECOND
from pipeline.asr.processor import keep_memory_mapped, prepare_processor

Round = dict[int, tuple[float, int]]


def encode_contexts(model: ctranslate2.models.Whisper) -> Round:
    """CPU milliseconds and page faults of one window of each context, by its seconds."""
    rng = np.random.default_rng(0)
    found = {}
    for seconds in CONTEXTS:
        frames = (1, model.n_mels, seconds * FRAMES_PER_SECOND)
        noise = ctranslate2.StorageView.from_array(rng.standard_normal(frames, np.float32))
        faults, started = resource.getrusage(resource.RUSAGE_SELF).ru_minflt, time.process_time()
        model.encode(noise)
        spent = 1000 * (time.process_time() - started)
        found[seconds] = spent, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
    return found


def serve(weights: str, prepared: bool, pipe: Connection) -> None:
    if prepared:
        prepare_processor()
    model = ctranslate2.models.Whisper(weights, compute_type="int8", intra_threads=1)
    if prepared:
        keep_memory_mapped()
    while pipe.recv():
        pipe.send(encode_contexts(model))


def measure(weights: str, rounds: int) -> tuple[list[Round], list[Round]]:
    """Rounds of the peer and of ours, in turns; the first of each warms up and is not counted."""
    context = multiprocessing.get_context("spawn")
    pipes = []
    for prepared in (False, True):
        ours, theirs = context.Pipe()
        context.Process(target=serve, args=(weights, prepared, theirs), daemon=True).start()
        pipes.append(ours)
    found: tuple[list[Round], list[Round]] = ([], [])
    for _ in range(rounds + 1):
        for pipe, of in zip(pipes, found, strict=True):
            pipe.send(True)
            of.append(pipe.recv())
    for pipe in pipes:
        pipe.send(False)
    return found[0][1:], found[1][1:]


def row(seconds: int, peer: list[Round], ours: list[Round]) -> dict[str, Any]:
    spent = [statistics.median(one[seconds][0] for one in of) for of in (peer, ours)]
    faults = [statistics.median(one[seconds][1] for one in of) for of in (peer, ours)]
    return {"seconds": seconds, "ms": spent, "faults": faults, "ratio": spent[0] / spent[1]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--model", default="base", help="packaged model or a local folder")
    parser.add_argument("--json", type=Path, help="write every figure here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        weights = locate_weights(args.model, Path(folder), allow_download=False)
        peer, ours = measure(weights, args.rounds)
    rows = [row(seconds, peer, ours) for seconds in CONTEXTS]
    columns = ("context, s", "CTranslate2, CPU ms", "page faults", "soapline, CPU ms", "page faults", "ratio")
    table = Table(*columns, title=f"one window encoded, median of {args.rounds}")
    for one in rows:
        (peer_ms, our_ms), (peer_faults, our_faults) = one["ms"], one["faults"]
        figures = (f"{peer_ms:.0f}", f"{peer_faults:.0f}", f"{our_ms:.0f}", f"{our_faults:.0f}")
        table.add_row(str(one["seconds"]), *figures, f"{one['ratio']:.2f}")
    Console(width=110).print(table)
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
