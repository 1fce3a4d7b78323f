"""A process for each engine, so that its CPU time and memory are its own."""

import multiprocessing
import threading
import time
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

import psutil

from benchmarks.asr.engines import ENGINES, Setup


@dataclass(frozen=True)
class Run:
    """One engine's run over one task.

    Attributes:
        wall: Seconds from the start to the last transcript.
        cpu: CPU seconds of the engine's processes.
        first: Seconds to the first segment of all.
        peak_mib: Peak resident memory of the engine's processes until now, MiB.
    """

    texts: list[str]
    wall: float
    cpu: float
    first: float
    peak_mib: float


class Host:
    """An engine in a process of its own; idle until asked."""

    def __init__(self, engine: str, setup: Setup) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(engine, setup, theirs))
        self._process.start()
        self._answer()

    def run(self, recordings: list[Path]) -> Run:
        """Have the engine transcribe the recordings and wait for it."""
        self._pipe.send(recordings)
        found: Run = self._answer()
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send(None)
        self._process.join(10)
        self._process.kill()

    def _answer(self) -> Any:
        while not self._pipe.poll(1):
            if not self._process.is_alive():
                raise SystemExit("an engine's process died; its error is above")
        return self._pipe.recv()


def _serve(engine: str, setup: Setup, pipe: Connection) -> None:
    run = ENGINES[engine](setup)
    watch = _PeakMemory()
    pipe.send(None)
    while (recordings := pipe.recv()) is not None:
        started, cpu = time.perf_counter(), _cpu_seconds()
        firsts: list[float] = []
        texts = run(recordings, partial(_note_time, firsts))
        wall = time.perf_counter() - started
        pipe.send(Run(texts, wall, _cpu_seconds() - cpu, firsts[0] - started, watch.mib))
    for child in multiprocessing.active_children():
        child.terminate()


def _note_time(firsts: list[float]) -> None:
    firsts.append(time.perf_counter())


def _family() -> list[psutil.Process]:
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def _cpu_seconds() -> float:
    times = [process.cpu_times() for process in _family()]
    return sum(one.user + one.system for one in times)


class _PeakMemory(threading.Thread):
    """Looks at the resident memory of the engine's processes twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mib = 0.0
        self.start()

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            self.mib = max(self.mib, sum(process.memory_info().rss for process in _family()) / 2**20)
            time.sleep(0.5)
