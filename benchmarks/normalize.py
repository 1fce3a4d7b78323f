"""Claim: an upload becomes 16 kHz speech in a fraction of pydub's memory and time.

Peer: pydub's documented way, ``AudioSegment.from_file(...).set_frame_rate(16000)
.set_channels(1)``. Ours: `pipeline.audio.speech.normalize_audio`. Each run is a process
of its own on the same file, in turns; memory is the peak of the whole process tree, as
the kernel counts it. Prints medians and their ratio.

    python benchmarks/normalize.py [RECORDING] [--minutes 60] [--rounds 3] [--json FILE]
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.audio.decoder import DecodeLimits, find_ffmpeg
from pipeline.audio.formats import HEAD_BYTES, judge_format
from pipeline.audio.speech import LevelPolicy, normalize_audio
from pipeline.local.sample import SAMPLE_RECORDING

MIB = 1024 * 1024


def ours(source: Path, target: Path) -> None:
    """Normalize as the service does."""
    normalize_audio(
        source,
        target,
        audio_format=judge_format(source.open("rb").read(HEAD_BYTES)),
        ffmpeg=find_ffmpeg(None),
        limits=DecodeLimits(
            max_seconds=14_400, min_seconds=1, wall_seconds=600, cpu_seconds=600, memory_bytes=2048 * MIB
        ),
        level=LevelPolicy(quiet_dbfs=-30, target_dbfs=-20),
    )


def peer(source: Path, target: Path) -> None:
    """Normalize as pydub documents it."""
    import pydub  # noqa: PLC0415

    pydub.AudioSegment.converter = str(find_ffmpeg(None))
    # from_file probes with ffprobe, which imageio-ffmpeg does not carry; the codec spares it.
    audio = pydub.AudioSegment.from_file(source, format="ogg", codec="libopus")
    audio.set_frame_rate(16_000).set_channels(1).export(target, format="flac")


def measure(what: str, source: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one run in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, str(source), "--run", what, "--target", f"{folder}/speech.flac"]
        began = time.perf_counter()
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return time.perf_counter() - began, float(shown)


def make_long(recording: Path, minutes: int, folder: Path) -> Path:
    """The recording repeated to so many minutes, as stereo Opus."""
    target = folder / "long.ogg"
    loop = [find_ffmpeg(None), "-v", "error", "-stream_loop", "-1", "-i", recording, "-t", str(60 * minutes)]
    subprocess.run([*loop, "-ac", "2", "-ar", "48000", "-c:a", "libopus", "-b:a", "24k", target], check=True)
    return target


def run_one(what: str, source: Path, target: Path) -> None:
    """The child's part: one run, then its peak memory in MiB, children included."""
    (ours if what == "ours" else peer)(source, target)
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    sys.stdout.write(str(sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024))


def main() -> None:
    """Compare in turns and print medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLE_RECORDING)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--run", choices=["ours", "peer"], help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        run_one(arguments.run, arguments.recording, arguments.target)
        return
    with tempfile.TemporaryDirectory() as folder:
        source = make_long(arguments.recording, arguments.minutes, Path(folder))
        results: dict[str, list[tuple[float, float]]] = {"ours": [], "peer": []}
        for _ in range(arguments.rounds):
            for what, found in results.items():
                found.append(measure(what, source))
    medians = {
        what: [statistics.median(column) for column in zip(*runs, strict=True)]
        for what, runs in results.items()
    }
    table = Table(f"{arguments.minutes} min stereo Opus, {arguments.rounds} rounds", "Seconds", "Peak MiB")
    for what, name in (("peer", "pydub"), ("ours", "soapline")):
        table.add_row(name, f"{medians[what][0]:.1f}", f"{medians[what][1]:.0f}")
    ratios = [a / b for a, b in zip(medians["ours"], medians["peer"], strict=True)]
    table.add_row("ratio", f"{ratios[0]:.2f}", f"{ratios[1]:.3f}")
    Console().print(table, f"{os.cpu_count()} processors")
    if arguments.json:
        arguments.json.write_text(json.dumps({"medians": medians, "ratios": ratios}))


if __name__ == "__main__":
    main()
