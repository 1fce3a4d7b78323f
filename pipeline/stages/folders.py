"""Folders in which a stage has plaintext on disk, and their removal whatever happens."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "lock"


def working_root() -> Path:
    """The folder of this user's working folders on this machine."""
    root = Path(tempfile.gettempdir()) / f"soapline-work-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    return root


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder only this user may read, removed afterwards with everything in it.

    It is locked while in use: a lock dies with its process, which is how
    `remove_abandoned_folders` tells what a killed worker left behind.
    """
    folder = Path(tempfile.mkdtemp(dir=working_root()))
    unlocked = folder / f"{_LOCK}.new"
    descriptor = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Only now may others look whether it is locked.
        unlocked.rename(folder / _LOCK)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def remove_abandoned_folders() -> int:
    """Remove the working folders of processes that died; returns how many."""
    return sum(_remove_if_abandoned(folder) for folder in working_root().iterdir())


def _remove_if_abandoned(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(folder, ignore_errors=True)
        return True
    finally:
        os.close(descriptor)
