"""Puts limits on itself, then becomes the program it is told to run.

Run as a script, never imported: ``python -I -S cage.py CPU_SECONDS MEMORY_BYTES FILE_BYTES PROGRAM
[ARGUMENT...]``. A script of its own, because code between fork and exec (``preexec_fn``) can
deadlock in a process with threads, and because it needs nothing but Python. Limits that every
system has must succeed; those that depend on the kernel (no network, death with the parent) are
taken where the kernel grants them.
"""

import contextlib
import ctypes
import os
import resource
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
SIGKILL = 9
OPEN_FILES = 64


def limit_resources(cpu_seconds: int, memory_bytes: int, file_bytes: int) -> None:
    """Limits on CPU time, address space, size of any file written, descriptors and core dumps."""
    lower_limit(resource.RLIMIT_CORE, 0)
    lower_limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    lower_limit(resource.RLIMIT_FSIZE, file_bytes)
    lower_limit(resource.RLIMIT_CPU, cpu_seconds)
    lower_limit(resource.RLIMIT_AS, memory_bytes)


def lower_limit(name: int, most: int) -> None:
    """Set one limit, for good, to `most` or to what it already is if that is less."""
    ceiling = resource.getrlimit(name)[1]
    most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
    resource.setrlimit(name, (most, most))


def isolate() -> None:
    """No new privileges, death with the parent, and an empty network namespace where permitted."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def main(arguments: list[str]) -> None:
    """Isolate, limit, and become the program; does not return."""
    isolate()
    limit_resources(*(int(number) for number in arguments[:3]))
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - becoming another program is what it is for


if __name__ == "__main__":
    main(sys.argv[1:])
