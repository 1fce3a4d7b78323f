"""What one note costs: CPU of each stage, Redis operations and bytes, S3 requests and bytes.

Runs the service as a deployment does, a process group a stage, with the real Valkey, S3 server,
ffmpeg and model. Waits once with nothing to do, so that what an idle service costs is known and
taken off, then sends the recording so many times at once and reads every counter before and
after. CPU is that of processes (user and system), so a busy machine changes it little.

    python -m benchmarks.scale [RECORDING] [--encounter RES0198] [--notes 8] [--idle 20] [--json FILE]
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from benchmarks.asr.recordings import data_folder
from benchmarks.scale.stack import PARTS, MeasuredStack, measured_stack
from pipeline.client import SoaplineClient
from pipeline.local.sample import SAMPLE_RECORDING

# What the measurement itself asks of Valkey.
OWN_COMMANDS = {"info", "memory|usage", "scan", "ping", "hello", "client|setinfo", "client|setname"}
BYTES = ("bytes in", "bytes out", "bytes appended")


@dataclass(frozen=True)
class Usage:
    """What every part had used at one moment."""

    at: float
    cpu: Counter[str]
    redis: Counter[str]
    s3: Counter[str]
    s3_bytes: Counter[str]

    @classmethod
    def now(cls, stack: MeasuredStack) -> "Usage":
        """Read every counter."""
        proxy = stack.proxy
        counters = stack.cpu_seconds(), stack.redis_usage(), Counter(proxy.operations), Counter(proxy.bytes)
        return cls(time.monotonic(), *counters)


@dataclass(frozen=True)
class Cost:
    """What one note cost, idling taken off; and what idling costs a second."""

    audio_seconds: float
    notes: int
    wall_seconds: float
    cpu: dict[str, float]
    redis: dict[str, float]
    s3: dict[str, float]
    s3_bytes: dict[str, float]
    kept_bytes: float
    idle_cpu: dict[str, float]
    idle_redis: dict[str, float]
    idle_s3: dict[str, float]


def note_from(stack: MeasuredStack, recording: Path) -> None:
    """Send the recording and follow it to its end, as a client that waits does."""
    with SoaplineClient(stack.plan.api_url, stack.plan.api_key) as client:
        accepted = client.submit(recording, {"specialty": "physician"})
        *_, last = client.follow(accepted["noteId"])
    assert last["status"] == "completed", last


def measure(stack: MeasuredStack, recording: Path, notes: int, idle_seconds: float) -> Cost:
    """Load the model, idle, then work, and the difference a note."""
    note_from(stack, SAMPLE_RECORDING)
    first = Usage.now(stack)
    time.sleep(idle_seconds)
    second, kept = Usage.now(stack), stack.kept_bytes()
    before = Usage.now(stack)
    with ThreadPoolExecutor(notes) as clinic:
        list(clinic.map(lambda _: note_from(stack, recording), range(notes)))
    after, kept_after = Usage.now(stack), stack.kept_bytes()
    idle = {name: rates(first, second, name) for name in ("cpu", "redis", "s3", "s3_bytes")}
    work = {name: rates(before, after, name) for name in idle}
    wall = after.at - before.at
    each = {
        name: {k: max(0.0, (v - idle[name].get(k, 0)) * wall / notes) for k, v in found.items()}
        for name, found in work.items()
    }
    return Cost(
        audio_seconds=length(recording),
        notes=notes,
        wall_seconds=wall,
        kept_bytes=(kept_after - kept) / notes,
        idle_cpu=idle["cpu"],
        idle_redis=idle["redis"],
        idle_s3=idle["s3"],
        **each,
    )


def rates(before: Usage, after: Usage, name: str) -> dict[str, float]:
    """What was used a second between two moments."""
    seconds, start, end = after.at - before.at, getattr(before, name), getattr(after, name)
    return {key: (end[key] - start[key]) / seconds for key in end if key not in OWN_COMMANDS}


def length(recording: Path) -> float:
    """Seconds of audio in a file."""
    with av.open(recording) as container:
        return float(container.duration or 0) / av.time_base


def print_cost(cost: Cost) -> None:
    """Print it as tables."""
    minutes = cost.audio_seconds / 60
    table = Table(title=f"{cost.notes} notes of {minutes:.1f} min each at once, {cost.wall_seconds:.0f} s")
    for column in ("part", "CPU s a note", "CPU s a minute of audio", "x real time, 1 core", "idle CPU %"):
        table.add_column(column, justify="left" if column == "part" else "right")
    for part in PARTS:
        cpu = cost.cpu[part]
        speed = f"{cost.audio_seconds / cpu:.0f}" if cpu > 0.01 else "-"
        row = (f"{cpu:.3f}", f"{cpu / minutes:.3f}", speed, f"{cost.idle_cpu[part] * 100:.1f}")
        table.add_row(part, *row)
    console = Console()
    console.print(table)
    commands = {name: calls for name, calls in cost.redis.items() if name not in BYTES}
    idle = sum(rate for name, rate in cost.idle_redis.items() if name not in BYTES)
    console.print(f"Redis: {sum(commands.values()):.0f} commands a note, and {idle:.1f} a second when idle")
    console.print("  " + ", ".join(f"{n} {c:.1f}" for n, c in Counter(commands).most_common(14)))
    console.print("  " + ", ".join(f"{name} {cost.redis[name] / 1024:.1f} KiB" for name in BYTES), "a note")
    console.print(f"  {cost.kept_bytes:.0f} bytes of memory kept for a finished note")
    console.print(
        f"S3: {sum(cost.s3.values()):.1f} requests a note; idle {sum(cost.idle_s3.values()):.2f} a second"
    )
    console.print("  " + ", ".join(f"{n} {c:.1f}" for n, c in Counter(cost.s3).most_common()))
    console.print("  " + ", ".join(f"{n} {b / 1e6:.2f} MB" for n, b in cost.s3_bytes.items()), "a note")


def main() -> None:
    """Measure one recording and print what it cost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recording", type=Path, nargs="?", default=SAMPLE_RECORDING)
    parser.add_argument("--encounter", help="a recording of the evaluation data instead, by its name")
    parser.add_argument("--notes", type=int, default=8)
    parser.add_argument("--idle", type=float, default=20, help="seconds of idling that are measured")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    if args.encounter:
        args.recording = data_folder() / "encounters" / f"{args.encounter}.mp3"
    with tempfile.TemporaryDirectory() as folder, measured_stack(Path(folder) / "soapline") as stack:
        cost = measure(stack, args.recording, args.notes, args.idle)
    print_cost(cost)
    if args.json:
        args.json.write_text(json.dumps(asdict(cost), indent=2))


if __name__ == "__main__":
    main()
