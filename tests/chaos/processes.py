"""Processes as the harness strikes them: killed, frozen, their memory taken."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from pipeline.local import child

FAMILY_GONE = (psutil.NoSuchProcess, psutil.ZombieProcess)


def family(pid: int) -> list[psutil.Process]:
    """A process and its descendants, those that still run."""
    with suppress(*FAMILY_GONE):
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    return []


def kill(processes: list[psutil.Process]) -> None:
    """End them with SIGKILL."""
    for process in processes:
        with suppress(*FAMILY_GONE):
            process.kill()


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Stop a process and its descendants with SIGSTOP while the block runs."""
    processes = family(pid)
    for process in processes:
        with suppress(*FAMILY_GONE):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with suppress(*FAMILY_GONE):
                process.resume()


def resident_bytes(pids: list[int]) -> int:
    """Resident memory of processes and their descendants together."""
    total = 0
    for pid in pids:
        for process in family(pid):
            with suppress(*FAMILY_GONE):
                total += process.memory_info().rss
    return total


@dataclass
class Program:
    """A program that the harness starts, kills and starts again."""

    argv: list[str | Path]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; on Linux it ends with the harness, should that be killed."""
        wrapper = [sys.executable, "-I", "-S", child.__file__, str(os.getpid())]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, *map(str, self.argv)],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """End it, and all it started, as a power cut does."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        """End it as an operator does."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()
