import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.audio import cage

MIB = 1 << 20


def run_caged(
    code: str, *, cpu: int = 10, memory: int = 1024 * MIB, file: int = 0
) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-I", "-S", cage.__file__, str(cpu), str(memory), str(file)]
    return subprocess.run(
        [*command, sys.executable, "-I", "-c", code], env={}, capture_output=True, timeout=60, check=False
    )


def test_the_program_runs_under_the_limits_it_was_given() -> None:
    code = (
        "import resource as r, json; print(json.dumps({n: r.getrlimit(getattr(r, n)) for n in "
        "('RLIMIT_CPU', 'RLIMIT_AS', 'RLIMIT_FSIZE', 'RLIMIT_CORE')}))"
    )
    assert json.loads(run_caged(code, cpu=7, memory=900 * MIB, file=5).stdout) == {
        "RLIMIT_CPU": [7, 7],
        "RLIMIT_AS": [900 * MIB] * 2,
        "RLIMIT_FSIZE": [5, 5],
        "RLIMIT_CORE": [0, 0],
    }


def test_a_limit_already_lower_is_kept() -> None:
    code = (
        "import resource, subprocess, sys; resource.setrlimit(resource.RLIMIT_CPU, (3, 3));"
        f"sys.exit(subprocess.call([sys.executable, '-I', '-S', {cage.__file__!r}, '9', '{1024 * MIB}', '0',"
        "sys.executable, '-c', 'import resource; print(resource.getrlimit(resource.RLIMIT_CPU))']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"(3, 3)\n"


def test_a_program_that_computes_too_long_is_killed() -> None:
    assert run_caged("while True: pass", cpu=1).returncode in (-signal.SIGKILL, -signal.SIGXCPU)


def test_a_program_cannot_have_more_memory() -> None:
    assert b"MemoryError" in run_caged(f"bytearray({600 * MIB})", memory=400 * MIB).stderr


def test_a_program_cannot_write_files(tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert run_caged(f"import pathlib; pathlib.Path({str(target)!r}).write_bytes(b'x')").returncode != 0
    assert target.stat().st_size == 0


def test_a_program_cannot_gain_privileges() -> None:
    status = run_caged("print(open('/proc/self/status').read())").stdout
    assert b"NoNewPrivs:\t1" in status


def filters_are_permitted() -> bool:
    code = "print(open('/proc/self/status').read())"
    return b"Seccomp:\t2" in run_caged(code).stdout


def namespaces_are_permitted() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(ctypes.CDLL(None).unshare(cage.CLONE_NEWUSER | cage.CLONE_NEWNET) != 0)
    return os.waitpid(child, 0)[1] == 0


def test_a_program_has_no_network() -> None:
    if not (filters_are_permitted() or namespaces_are_permitted()):
        pytest.skip("this machine permits neither call filters nor network namespaces")
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        refused = run_caged(code)
        assert refused.returncode == 1
        assert b"PermissionError" in refused.stderr or b"OSError" in refused.stderr
        subprocess.run([sys.executable, "-c", code], check=True)  # without the cage it can


@pytest.mark.parametrize(
    "start",
    ["os.fork()", "subprocess.run(['true'])", "os.posix_spawn('/bin/true', ['true'], {})"],
    ids=["fork", "vfork", "spawn"],
)
def test_a_program_starts_threads_but_no_processes(start: str) -> None:
    if not filters_are_permitted():
        pytest.skip("this machine permits no call filters")
    thread = "t = threading.Thread(target=print, args=['thread']); t.start(); t.join()"
    code = f"import os, subprocess, threading; {thread}; {start}"
    caged = run_caged(code)
    assert caged.stdout == b"thread\n"
    assert b"PermissionError" in caged.stderr
    subprocess.run([sys.executable, "-c", code], check=True)  # without the cage it can
