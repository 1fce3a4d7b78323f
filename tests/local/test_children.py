import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.deadline import wait_until
from pipeline.local import child
from pipeline.local.children import Children, Command

SHELL = "/bin/sh"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children(tmp_path: Path, said: list[str]) -> Iterator[Children]:
    found = Children(tmp_path, said.append, lambda _pids: None)
    yield found
    found.kill()
    found.stop()


def shell(name: str, script: str, **more: object) -> Command:
    return Command(name, [SHELL, "-c", script], dict(os.environ), **more)  # type: ignore[arg-type]


def test_a_child_that_ends_again_and_again_is_hopeless(
    children: Children, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    children.start(shell("broken", "echo because; exit 3"))

    def hopeless() -> bool:
        children.watch()
        return children.hopeless() is not None

    assert wait_until(hopeless, seconds=30)
    found = children.hopeless()
    assert found is not None
    assert found.log.read_text().count("because") == 3
    assert all("exit code 3" in sentence for sentence in said if "stopped" in sentence)


def test_a_child_that_runs_is_not_hopeless(children: Children) -> None:
    children.start(shell("fine", "exec sleep 60"))
    children.watch()
    assert children.hopeless() is None


def test_kill_ends_the_whole_group_at_once(children: Children, tmp_path: Path) -> None:
    children.start(
        shell("stubborn", f"trap '' TERM; (trap '' TERM; sleep 60) & echo $! > '{tmp_path}/pid'; wait")
    )
    assert wait_until(
        lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()), seconds=10
    )
    inner = psutil.Process(int((tmp_path / "pid").read_text()))
    children.kill()
    children.stop()
    assert wait_until(lambda: not inner.is_running() or inner.status() == psutil.STATUS_ZOMBIE, seconds=10)


def test_a_child_runs_in_the_folder_it_is_given(children: Children, tmp_path: Path) -> None:
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    children.start(shell("where", "pwd > here; exec sleep 60", cwd=folder))
    assert wait_until(lambda: (folder / "here").exists() and bool((folder / "here").read_text()), seconds=10)
    assert (folder / "here").read_text().strip() == str(folder)


def test_a_command_whose_parent_has_died_is_not_started(tmp_path: Path) -> None:
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    command = [
        sys.executable,
        "-I",
        "-S",
        child.__file__,
        str(ended.pid),
        SHELL,
        "-c",
        f"touch '{tmp_path}/ran'",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 1
    assert "parent died" in ran.stderr
    assert not (tmp_path / "ran").exists()


def test_a_command_whose_parent_lives_takes_its_place() -> None:
    command = [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), SHELL, "-c", "echo $$"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output, _ = process.communicate(timeout=30)
    assert int(output) == process.pid
