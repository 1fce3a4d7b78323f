"""ffmpeg as a caged child process: which binary, under which limits, and how it ended."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.audio import cage
from pipeline.audio.diagnosis import Diagnosis
from pipeline.errors import Permanent, Retryable

STDERR_LINE_BYTES = 4096
_QUIET = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info")
_LIMIT_SIGNALS = (signal.SIGXCPU, signal.SIGKILL, signal.SIGXFSZ)
# A memory arena for each thread would reserve address space that is never used.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What one recording may cost."""

    max_seconds: float
    """Longest recording, seconds."""
    min_seconds: float
    """Shortest recording, seconds."""
    wall_seconds: float
    """Longest run of one ffmpeg process, seconds."""
    cpu_seconds: int
    """CPU time of one ffmpeg process, seconds."""
    memory_bytes: int
    """Address space of one ffmpeg process, bytes."""


def find_ffmpeg(configured: str | None) -> Path:
    """The ffmpeg binary to run: `configured`, else the one on PATH, else imageio-ffmpeg's.

    Raises:
        Retryable: ``FFMPEG_MISSING``; another worker, or this one once it is installed, can do the work.
    """
    found = shutil.which(configured or "ffmpeg") or (None if configured else _packaged_ffmpeg())
    if found is None:
        raise Retryable(
            "ffmpeg was not found. Install it ('apt install ffmpeg' or 'pip install imageio-ffmpeg'), "
            "or set SOAPLINE_AUDIO_FFMPEG to its path.",
            code="FFMPEG_MISSING",
        )
    return Path(found).absolute()


def _packaged_ffmpeg() -> str | None:
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - an extra: many deployments have a system ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


class CagedFfmpeg:
    """One running ffmpeg. Made by `caged_ffmpeg`, which also ends it.

    Its process is reaped in `close` alone, so that until then its id, which is also its group's,
    cannot have passed to a stranger when it is signalled.
    """

    def __init__(self, process: subprocess.Popen[bytes], wall_seconds: float) -> None:
        self.diagnosis = Diagnosis()
        self._process = process
        self._timed_out = False
        self._listener = threading.Thread(target=self._listen, name="ffmpeg-stderr", daemon=True)
        self._listener.start()
        self._timer = threading.Timer(wall_seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def read(self, size: int) -> bytes:
        """The next `size` bytes of its stdout; fewer at the end, and then none."""
        assert self._process.stdout is not None, "started with a pipe"  # noqa: S101 - for the type checker
        return self._process.stdout.read(size)

    def succeeded(self) -> bool:
        """Wait for its end and say whether it went well.

        Raises:
            Permanent: ``DECODE_LIMIT`` when one of its limits ended it.
            Retryable: ``FFMPEG_FAILED`` when it could not even start.
        """
        ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        assert ended is not None, "waitid waits"  # noqa: S101 - for the type checker
        self._kill()
        self._listener.join()
        signalled = ended.si_code != os.CLD_EXITED
        self._refuse_if_limited(ended.si_status, signalled=signalled)
        if not signalled and ended.si_status != 0 and not self.diagnosis.started:
            raise Retryable(
                "ffmpeg does not start on this worker. 'soapline doctor' says why.", code="FFMPEG_FAILED"
            )
        return not signalled and ended.si_status == 0

    def close(self) -> None:
        """End it and whatever it started, reap it, and give back the pipes."""
        self._timer.cancel()
        self._timer.join()
        self._kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _refuse_if_limited(self, status: int, *, signalled: bool) -> None:
        limited = self._timed_out or (signalled and status in _LIMIT_SIGNALS)
        if limited or (status != 0 and self.diagnosis.out_of_memory):
            raise Permanent(
                "Decoding the recording takes more time or memory than is allowed. "
                "Export it as MP3, M4A or FLAC with ordinary settings and send it again.",
                code="DECODE_LIMIT",
            )

    def _expire(self) -> None:
        self._timed_out = True
        self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self) -> None:
        assert self._process.stderr is not None, "started with a pipe"  # noqa: S101 - for the type checker
        read_line = self._process.stderr.readline
        self.diagnosis.read(iter(lambda: read_line(STDERR_LINE_BYTES), b""))


@contextmanager
def caged_ffmpeg(
    ffmpeg: Path,
    arguments: Sequence[str],
    *,
    stdin: IO[bytes],
    stdout: IO[bytes] | int,
    folder: Path,
    limits: DecodeLimits,
    file_bytes: int = 0,
) -> Iterator[CagedFfmpeg]:
    """Run `ffmpeg` with `arguments` in `folder`, in its own session, under `limits`.

    It may write at most `file_bytes` to a file (pipes do not count). However the block ends, the
    process and its group are gone afterwards.
    """
    bounds = [str(number) for number in (limits.cpu_seconds, limits.memory_bytes, file_bytes)]
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", cage.__file__, *bounds, str(ffmpeg), *_QUIET, *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    running = CagedFfmpeg(process, limits.wall_seconds)
    try:
        yield running
    finally:
        running.close()
