"""How many workers so many encounters a day need: a simulation of one day of a cell.

Recordings arrive as a Poisson process whose rate follows a clinic's day, their lengths are
lognormal, and each takes a transcription pod for as long as `benchmarks.scale` measured. The
waiting line is first come, first served, as it is within a tenant and urgency. Pods are fixed,
or follow the chart's KEDA rule: poll every 15 s, wanted = what waits / threshold and no fewer
than are at work, a pod starts 60 s after it is wanted, and goes 300 s after it was last wanted,
a fifth of them a minute at most.

    python -m benchmarks.scale.queueing SHORT.json [LONG.json] [--speed 100] [--notes 1000 ...]

SHORT and LONG are what `python -m benchmarks.scale --json` wrote for a short and a long
recording: their difference is what a minute of audio costs, the rest what a note costs. With one
of them alone all cost is taken to be by the minute.
"""

import argparse
import heapq
import json
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

Floats = npt.NDArray[np.float64]
DAY = 86_400.0
# Share of a day's encounters in each hour from midnight: a clinic that opens from 8 to 18.
HOURS = np.array([0.2] * 7 + [3, 9, 12, 12, 10, 6, 9, 12, 11, 8, 4] + [0.4] * 6)
MEAN_MINUTES, SPREAD, LONGEST_MINUTES = 15.0, 0.6, 240.0
POLL, START, HOLD, SHED_SHARE = 15.0, 60.0, 300.0, 0.2


@dataclass(frozen=True)
class Day:
    """One day's recordings in the order they come: when, and how long, seconds."""

    at: Floats
    audio: Floats


def a_day(notes: int, seed: int = 1) -> Day:
    """A clinic's day of about so many recordings."""
    chance = np.random.default_rng(seed)
    counts = chance.poisson(notes * HOURS / HOURS.sum())
    at = np.concatenate([(hour + chance.random(count)) * 3600 for hour, count in enumerate(counts)])
    # The mean of a lognormal is exp(mu + sigma^2 / 2).
    mu = math.log(MEAN_MINUTES * 60) - SPREAD**2 / 2
    audio = np.minimum(chance.lognormal(mu, SPREAD, len(at)), LONGEST_MINUTES * 60)
    return Day(np.sort(at), audio)


@dataclass
class Fleet:
    """Pods that take recordings from one line. ``wanted`` is asked at every poll, if it is given."""

    least: int
    most: int
    wanted: Callable[["Fleet"], int] | None = None
    pods: int = 0
    busy: int = 0
    waiting: "deque[int]" = field(default_factory=deque)
    audio_waiting: float = 0.0
    pod_seconds: float = 0.0
    starting: "deque[float]" = field(default_factory=deque)
    recent: "deque[tuple[float, int]]" = field(default_factory=deque)

    def serve(self, day: Day, seconds: Floats) -> Floats:
        """How long each recording waited for a pod, when each takes one for so many seconds."""
        waits, finishing, arrived = np.zeros(len(day.at)), list[float](), 0
        self.pods, now, poll = self.least, 0.0, 0.0
        while arrived < len(day.at) or self.waiting or finishing:
            coming = day.at[arrived] if arrived < len(day.at) else math.inf
            due = finishing[0] if finishing else math.inf
            began, now = now, min(coming, due, poll, self.starting[0] if self.starting else math.inf)
            self.pod_seconds += (self.pods + len(self.starting)) * (now - began)
            if now == coming:
                self.waiting.append(arrived)
                self.audio_waiting += day.audio[arrived]
                arrived += 1
            elif now == due:
                heapq.heappop(finishing)
                self.busy -= 1
            elif now == poll:
                poll += POLL
                self._scale(now)
            else:
                self.starting.popleft()
                self.pods += 1
            self._begin(now, day, seconds, waits, finishing)
        return waits

    def _begin(self, now: float, day: Day, seconds: Floats, waits: Floats, finishing: list[float]) -> None:
        while self.waiting and self.busy < self.pods:
            job = self.waiting.popleft()
            self.audio_waiting -= day.audio[job]
            waits[job] = now - day.at[job]
            heapq.heappush(finishing, now + seconds[job])
            self.busy += 1

    def _scale(self, now: float) -> None:
        if self.wanted is None:
            return
        wanted = min(max(self.wanted(self), self.busy, self.least), self.most)
        self.recent.append((now, wanted))
        while self.recent[0][0] < now - HOLD:
            self.recent.popleft()
        have = self.pods + len(self.starting)
        self.starting.extend([now + START] * (wanted - have))
        # Down to what was wanted most lately, a share of them a minute, idle ones alone.
        surplus = have - max(most for _, most in self.recent)
        shed = math.ceil(self.pods * SHED_SHARE * POLL / 60)
        self.pods -= max(0, min(surplus, shed, self.pods - self.busy))


@dataclass(frozen=True)
class Cost:
    """CPU seconds a stage takes: for a note, and for a minute of its audio."""

    note: float
    minute: float

    def seconds(self, audio: Floats, cores: float) -> Floats:
        """Time on so many cores for recordings of these lengths."""
        return (self.note + self.minute * audio / 60) / cores


def costs(short: Path, long: Path | None) -> dict[str, Cost]:
    """The line through the two measurements of each part, or through one and nothing."""
    one = json.loads(short.read_text())
    if long is None:
        return {part: Cost(0, cpu / one["audio_seconds"] * 60) for part, cpu in one["cpu"].items()}
    two = json.loads(long.read_text())
    minutes = (two["audio_seconds"] - one["audio_seconds"]) / 60
    found = {}
    for part, cpu in two["cpu"].items():
        minute = max(0.0, (cpu - one["cpu"][part]) / minutes)
        found[part] = Cost(max(0.0, cpu - minute * two["audio_seconds"] / 60), minute)
    return found


def fixed_fleet(day: Day, seconds: Floats, target: float) -> tuple[int, Floats]:
    """The least pods, within 1 in 100, with which 95 of 100 recordings wait no longer than the target."""
    load = np.bincount((day.at // 3600).astype(int), seconds).max() / 3600
    low, high = 1, max(2, math.ceil(1.5 * load) + 2)
    while high - low > low // 100:
        pods = (low + high) // 2
        within = np.quantile(Fleet(pods, pods).serve(day, seconds), 0.95) <= target
        low, high = (low, pods) if within else (pods + 1, high)
    return high, Fleet(high, high).serve(day, seconds)


def rules(speed: float, wait: float) -> dict[str, Callable[[Fleet], int]]:
    """The chart's rule, and the one that counts messages, with the same mean threshold."""
    seconds = speed * wait
    return {
        "seconds of audio": lambda fleet: math.ceil(fleet.audio_waiting / seconds),
        "messages": lambda fleet: math.ceil(len(fleet.waiting) / (seconds / (MEAN_MINUTES * 60))),
    }


def transcription_seconds(day: Day, cost: Cost, args: argparse.Namespace) -> Floats:
    """How long each recording takes its pod."""
    return day.audio / args.speed if args.speed else cost.seconds(day.audio, args.cores)


def print_plan(found: dict[str, Cost], args: argparse.Namespace) -> None:
    """Print the pods for each size of day, fixed and scaled."""
    pod = f"{args.speed:g} x real time" if args.speed else f"{args.cores} cores"
    table = Table(title=f"Transcription pods of {pod}; recordings of {MEAN_MINUTES:g} min on average")
    for column in (
        "encounters a day",
        "busiest hour",
        "pods",
        "of them",
        "pod-hours",
        "wait p50",
        "p95",
        "p99",
    ):
        table.add_column(column, justify="right")
    for notes in args.notes:
        day = a_day(notes)
        seconds = transcription_seconds(day, found["transcribe"], args)
        speed = float(day.audio.sum() / seconds.sum())
        peak = int(notes * HOURS.max() / HOURS.sum())
        pods, waits = fixed_fleet(day, seconds, args.target)
        rows = [(str(pods), "fixed", pods * 24.0, waits)]
        for name, rule in rules(speed, args.target).items():
            fleet = Fleet(1, 4 * pods + 4, rule)
            waits = fleet.serve(day, seconds)
            rows.append(("1 and up", name, fleet.pod_seconds / 3600, waits))
        for count, how, hours, waited in rows:
            waited_for = (f"{np.quantile(waited, q):.0f} s" for q in (0.5, 0.95, 0.99))
            table.add_row(f"{notes:,}", f"{peak:,}", count, how, f"{hours:,.0f}", *waited_for)
    Console(width=110).print(table)


def print_others(found: dict[str, Cost], args: argparse.Namespace) -> None:
    """Print the cores that each part is busy with in the busiest hour."""
    table = Table(title="Cores busy in the busiest hour")
    table.add_column("encounters a day", justify="right")
    for part in found:
        table.add_column(part, justify="right")
    for notes in args.notes:
        a_second = notes * HOURS.max() / HOURS.sum() / 3600
        busy = (a_second * (cost.note + cost.minute * MEAN_MINUTES) for cost in found.values())
        table.add_row(f"{notes:,}", *(f"{cores:.2f}" for cores in busy))
    Console(width=110).print(table)
    for part, cost in found.items():
        print(f"{part}: {cost.note:.3f} CPU s a note + {cost.minute:.3f} a minute of audio")


def main() -> None:
    """Read the measurements and print the plan."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("short", type=Path)
    parser.add_argument("long", type=Path, nargs="?")
    parser.add_argument("--notes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--cores", type=float, default=2, help="of a transcription pod without a GPU")
    parser.add_argument("--speed", type=float, help="seconds of audio a second of a pod with a GPU")
    parser.add_argument("--target", type=float, default=120, help="longest wait of 95 %% of recordings, s")
    args = parser.parse_args()
    found = costs(args.short, args.long)
    print_others(found, args)
    print_plan(found, args)


if __name__ == "__main__":
    main()
