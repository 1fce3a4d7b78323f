import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.audio import cage
from pipeline.audio.decoder import CagedFfmpeg, DecodeLimits, caged_ffmpeg, find_ffmpeg
from pipeline.deadline import wait_until
from pipeline.errors import Permanent, Retryable
from tests.audio.recordings import LIMITS

PARENT_AND_CHILD = "sleep 1000 & printf '%09d %09d\\n' $! $$; sleep 1000"


def program(path: Path, script: str) -> Path:
    """A stand-in for an ffmpeg that misbehaves."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@contextmanager
def running(binary: Path, limits: DecodeLimits = LIMITS) -> Iterator[CagedFfmpeg]:
    with (
        Path(os.devnull).open("rb") as nothing,
        caged_ffmpeg(
            binary, [], stdin=nothing, stdout=subprocess.PIPE, folder=binary.parent, limits=limits
        ) as process,
    ):
        yield process


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def assert_gone(pids: bytes) -> None:
    processes = [int(pid) for pid in pids.split()]
    assert len(processes) == 2
    assert wait_until(lambda: not any(is_alive(pid) for pid in processes), seconds=10)


@pytest.fixture
def no_call_filter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cage as it is where the kernel grants no filter: the program may start others."""
    code, step = Path(cage.__file__).read_text(), "        refuse_calls(libc)\n"
    assert code.count(step) == 1
    (tmp_path / "cage.py").write_text(code.replace(step, ""))
    monkeypatch.setattr(cage, "__file__", str(tmp_path / "cage.py"))


def test_a_configured_ffmpeg_is_used_by_path_or_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = program(tmp_path / "my-ffmpeg", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert find_ffmpeg(str(binary)) == binary
    assert find_ffmpeg("my-ffmpeg") == binary


def test_the_ffmpeg_on_the_path_comes_before_the_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = program(tmp_path / "ffmpeg", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg(None) == binary


def test_without_a_system_ffmpeg_the_packaged_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "imageio_ffmpeg" in find_ffmpeg(None).parts


def test_a_missing_ffmpeg_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(Retryable, match="apt install ffmpeg") as failure:
        find_ffmpeg(None)
    assert failure.value.code == "FFMPEG_MISSING"
    with pytest.raises(Retryable):
        find_ffmpeg(str(tmp_path / "absent"))


@pytest.mark.usefixtures("no_call_filter")
def test_a_run_past_its_time_is_killed_with_all_it_started(tmp_path: Path) -> None:
    binary = program(tmp_path / "ffmpeg", PARENT_AND_CHILD)
    with running(binary, replace(LIMITS, wall_seconds=1)) as process:
        pids = process.read(20)
        with pytest.raises(Permanent) as refusal:
            process.succeeded()
    assert refusal.value.code == "DECODE_LIMIT"
    assert_gone(pids)


def test_a_run_that_computes_too_long_hits_the_limit(tmp_path: Path) -> None:
    binary = program(tmp_path / "ffmpeg", "while :; do :; done")
    with running(binary, replace(LIMITS, cpu_seconds=1)) as process, pytest.raises(Permanent) as refusal:
        process.succeeded()
    assert refusal.value.code == "DECODE_LIMIT"


def test_a_run_short_of_memory_hits_the_limit(tmp_path: Path) -> None:
    script = "echo '[af#0:0 @ 0x1] [error] Error while filtering: Cannot allocate memory' >&2; exit 244"
    with running(program(tmp_path / "ffmpeg", script)) as process, pytest.raises(Permanent) as refusal:
        process.succeeded()
    assert refusal.value.code == "DECODE_LIMIT"


def test_an_installation_that_does_not_start_can_be_retried_elsewhere(tmp_path: Path) -> None:
    script = "echo 'error while loading shared libraries' >&2; exit 127"
    with running(program(tmp_path / "ffmpeg", script)) as process, pytest.raises(Retryable) as failure:
        process.succeeded()
    assert failure.value.code == "FFMPEG_FAILED"


def test_a_crash_is_a_failure_and_not_a_limit(tmp_path: Path) -> None:
    with running(program(tmp_path / "ffmpeg", "kill -SEGV $$")) as process:
        assert not process.succeeded()


@pytest.mark.usefixtures("no_call_filter")
def test_leaving_early_ends_the_process_and_what_it_started(tmp_path: Path) -> None:
    binary = program(tmp_path / "ffmpeg", PARENT_AND_CHILD)
    with running(binary) as process:
        pids = process.read(20)
    assert_gone(pids)


def test_it_sees_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_S3_SECRET_ACCESS_KEY", "hunter2")
    with running(program(tmp_path / "ffmpeg", "exec /usr/bin/env")) as process:
        assert b"MALLOC_ARENA_MAX=1" in (variables := process.read(1 << 20))
    assert b"SOAPLINE" not in variables


@pytest.mark.skipif(sys.platform != "linux", reason="death with the parent is Linux's")
def test_it_dies_with_a_killed_worker(tmp_path: Path) -> None:
    binary = program(tmp_path / "ffmpeg", "printf '%09d\\n' $$; exec sleep 1000")
    code = (
        "import sys; from pathlib import Path; from tests.audio.test_decoder import running\n"
        "with running(Path(sys.argv[1])) as process:\n"
        "    print(process.read(10).decode(), flush=True); process.succeeded()"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(binary)], stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        assert is_alive(child)
        worker.kill()
        assert wait_until(lambda: not is_alive(child), seconds=10)
