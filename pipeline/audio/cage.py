"""Puts limits on itself, then becomes the program it is told to run.

Run as a script, never imported: ``python -I -S cage.py CPU_SECONDS MEMORY_BYTES FILE_BYTES PROGRAM
[ARGUMENT...]``. A script of its own, because code between fork and exec (``preexec_fn``) can
deadlock in a process with threads, and because it needs nothing but Python. Limits that every
system has must succeed; those that depend on the kernel (no network, death with the parent) are
taken where the kernel grants them.
"""

import contextlib
import ctypes
import errno
import os
import resource
import struct
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
SIGKILL = 9
OPEN_FILES = 64
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
CLONE_THREAD = 0x00010000
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
# Load a word of the call, jump where it equals, is at least or has a bit, return.
LOAD, EQUALS, AT_LEAST, HAS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CALL, MACHINE, FIRST_ARGUMENT = 0, 4, 16
# The machine's audit number, its call "clone", and the others that are refused, each with its error:
# fork, vfork and socket. clone3 is taken for missing, since its flags cannot be seen: libraries
# then ask clone. io_uring could open sockets too.
CALLS = {
    "x86_64": (0xC000003E, 56, {57: errno.EPERM, 58: errno.EPERM, 41: errno.EACCES}),
    "aarch64": (0xC00000B7, 220, {198: errno.EACCES}),
}
MISSING = {435: errno.ENOSYS, 425: errno.ENOSYS}
FOREIGN_CALLS = 0x40000000


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
    """No new privileges, death with the parent, and no network and no children where permitted."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
        refuse_calls(libc)


def refuse_calls(libc: ctypes.CDLL) -> None:
    """No sockets, and no processes but this one: threads it may start. On 64-bit x86 and ARM."""
    machine = os.uname().machine
    if machine not in CALLS or sys.maxsize < FOREIGN_CALLS << 2:
        return
    program = call_filter(machine)
    code = ctypes.create_string_buffer(program)
    given = struct.pack("HP", len(program) // 8, ctypes.addressof(code))
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(given), 0, 0)


def call_filter(machine: str) -> bytes:
    """The filter as the kernel takes it: instructions of 8 bytes (code, jump if, jump if not, value)."""
    audit, clone, refused = CALLS[machine]
    steps = [(LOAD, 0, 0, MACHINE), (EQUALS, 1, 0, audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, CALL)]
    steps += [(AT_LEAST, 0, 1, FOREIGN_CALLS), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    for call, error in {**refused, **MISSING}.items():
        steps += [(EQUALS, 0, 1, call), (RETURN, 0, 0, REFUSE | error)]
    steps += [(EQUALS, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (HAS, 1, 0, CLONE_THREAD)]
    steps += [(RETURN, 0, 0, REFUSE | errno.EPERM), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def main(arguments: list[str]) -> None:
    """Isolate, limit, and become the program; does not return."""
    isolate()
    limit_resources(*(int(number) for number in arguments[:3]))
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - becoming another program is what it is for


if __name__ == "__main__":
    main(sys.argv[1:])
