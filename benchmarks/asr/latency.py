"""Claim: an idle service takes at most 1 s longer to a transcript than the model alone.

Submits one short dictation at a time to the stack that runs beside this folder, as a client does,
and takes the time from the upload's first byte to the status that says the transcript is archived.
The peer is (b): faster-whisper's batched pipeline with the model loaded, on the file itself, in
turns with the service.

    soapline up &   then   python -m benchmarks.asr.latency [--rounds 5] [--json FILE]
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.asr.engines import Run, Setup, load_batched
from benchmarks.asr.recordings import data_folder
from pipeline.asr import locate_weights
from pipeline.cli.server import open_client
from pipeline.client import SoaplineClient

# Stages in which there is no transcript yet.
BEFORE = {"queued", "normalizing", "transcribing"}
OPTIONS = {"specialty": "physician"}


def by_service(client: SoaplineClient, recording: Path) -> float:
    """Seconds from upload to transcript; returns when the service is idle again."""
    started = time.perf_counter()
    note_id = str(client.submit(recording, OPTIONS)["noteId"])
    seconds = 0.0
    for status in client.follow(note_id):
        ended = status["status"] != "processing"
        if not seconds and (ended or status["stage"] not in BEFORE):
            seconds = time.perf_counter() - started
    if status["status"] != "completed":
        raise SystemExit(f"the service ended with {status['status']}: nothing was measured")
    return seconds


def by_peer(run: Run, recording: Path) -> float:
    started = time.perf_counter()
    run([recording], lambda: None)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recording", type=Path, default=data_folder() / "dictation" / "dictation_1.m4a")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write every round here")
    args = parser.parse_args()
    if not args.recording.is_file():
        raise SystemExit("no such recording; set SOAPLINE_EVAL_DATA or name one with --recording")
    with tempfile.TemporaryDirectory() as folder, open_client() as client:
        peer = load_batched(Setup(locate_weights("base", Path(folder), allow_download=False)))
        # The first round of either warms it up and is not counted.
        rounds = [
            (by_service(client, args.recording), by_peer(peer, args.recording))
            for _ in range(args.rounds + 1)
        ][1:]
    service, alone = (statistics.median(times) for times in zip(*rounds, strict=True))
    table = Table("", "upload to transcript, s", title=f"one dictation, median of {args.rounds}")
    table.add_row("b: batched, model alone", f"{alone:.2f}")
    table.add_row("soapline, idle", f"{service:.2f}")
    table.add_row("difference", f"{service - alone:+.2f}")
    table.add_row("ratio", f"{service / alone:.2f}")
    Console().print(table)
    if args.json:
        args.json.write_text(json.dumps({"service": service, "peer": alone, "rounds": rounds}, indent=1))


if __name__ == "__main__":
    main()
