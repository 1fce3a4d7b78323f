import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.deadline import wait_until
from pipeline.local.leftovers import end_leftovers


@pytest.fixture
def leftover(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A leader that obeys SIGTERM, with a member of its group that does not."""
    script = f"(trap '' TERM; echo ready > '{tmp_path}/ready'; while :; do sleep 1; done) & exec sleep 60"
    process = subprocess.Popen(["/bin/sh", "-c", script], start_new_session=True)
    assert wait_until((tmp_path / "ready").exists, seconds=10)
    yield process
    for member in members(process.pid):
        member.kill()
    process.wait()


def members(leader: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def remember(folder: Path, pid: int, *, off_by: float) -> None:
    created = psutil.Process(pid).create_time() + off_by
    (folder / "children.json").write_text(json.dumps({"api": [pid, created]}))


def test_a_leftover_is_ended_with_its_group_though_the_clock_was_set(
    tmp_path: Path, leftover: "subprocess.Popen[bytes]"
) -> None:
    assert len(members(leftover.pid)) >= 2
    remember(tmp_path, leftover.pid, off_by=1.5)
    assert end_leftovers(tmp_path) == ["api"]
    assert wait_until(lambda: not members(leftover.pid), seconds=10)


def test_a_stranger_with_the_same_pid_is_left_alone(
    tmp_path: Path, leftover: "subprocess.Popen[bytes]"
) -> None:
    remember(tmp_path, leftover.pid, off_by=-60)
    assert end_leftovers(tmp_path) == []
    assert leftover.poll() is None
