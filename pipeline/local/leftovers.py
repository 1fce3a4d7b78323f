"""One stack a folder, and nothing left running from a stack that was killed."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from pipeline.errors import SoaplineError

GRACE_SECONDS = 10.0
# Linux reckons a start time from the time since boot, so it moves when the clock is set.
START_TOLERANCE = 2.0


class AlreadyRunning(SoaplineError):
    """Another stack owns the folder."""

    code = "ALREADY_RUNNING"


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; raises `AlreadyRunning`. The lock dies with the process."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"A stack already runs in {folder}. "
                "Stop it first, or set SOAPLINE_LOCAL_DIR to another folder."
            ) from None
        yield
    finally:
        os.close(descriptor)


def remember_children(folder: Path, pids: dict[str, int]) -> None:
    """Write down the children of this stack, with their start times: a pid alone is reused."""
    found = {}
    for name, pid in pids.items():
        try:
            found[name] = [pid, psutil.Process(pid).create_time()]
        except psutil.NoSuchProcess:
            continue
    temporary = folder / "children.json.new"
    temporary.write_text(json.dumps(found))
    temporary.replace(folder / "children.json")


def end_leftovers(folder: Path) -> list[str]:
    """End what a killed stack left running, groups and all, and wait until it is gone; returns the names."""
    try:
        recorded = json.loads((folder / "children.json").read_text())
    except (OSError, ValueError):
        return []
    running = {name: p for name, entry in recorded.items() if (p := _same_process(*entry)) is not None}
    groups = [member for process in running.values() for member in _group(process.pid)]
    for process in running.values():
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(list(running.values()), timeout=GRACE_SECONDS)
    for process in groups:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(groups, timeout=GRACE_SECONDS)
    return sorted(running)


def _group(leader: int) -> list[psutil.Process]:
    """The processes of a group, its leader too."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError):
            if os.getpgid(process.pid) == leader:
                found.append(process)
    return found


def _same_process(pid: int, created: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - created) <= START_TOLERANCE
        return process if same and process.is_running() else None
    except psutil.NoSuchProcess:
        return None
