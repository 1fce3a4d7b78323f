"""What is struck: a whole stack behind proxies, with a second worker of each kind beside it."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from pipeline.archive import Archive, open_archive
from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.redis_link import connect
from pipeline.settings import RedisSettings, S3Settings, Settings
from pipeline.settings.group import LOOPBACK
from tests.chaos.clips import Clip
from tests.chaos.processes import Program, family
from tests.chaos.proxy import Proxy
from tests.conftest import SOAPLINE, Stack, start_stack, stop_stack
from tests.servers import redis_answers, redis_command, s3_answers, s3_program

SPARES = {"spare-notes": ["normalize", "write"], "spare-transcribe": ["transcribe"]}
DISKS = {"work": "64m", "s3": "192m", "redis": "48m"}
UP_SECONDS = 120.0


@dataclass
class Arena:
    """The running system, and what the harness knows of it."""

    folder: Path
    quotas: bool
    redis_server: Program
    s3_server: Program
    redis_port: int
    s3_port: int
    redis_proxy: Proxy
    s3_proxy: Proxy
    stack: Stack
    spares: dict[str, Program]
    variables: dict[str, str]
    clips: list[Clip] = field(default_factory=list)
    patient_words: set[str] = field(default_factory=set)
    known_notes: set[str] = field(default_factory=set)

    @property
    def redis_url(self) -> str:
        """The Redis server itself, past its proxy."""
        return f"redis://{LOOPBACK}:{self.redis_port}/0"

    def client(self) -> "redis.Redis":
        return connect(RedisSettings.model_validate({"url": self.redis_url}))

    def archive(self) -> Archive:
        key_file = self.stack.variables["SOAPLINE_ARCHIVE_KEY_FILE"]
        return open_archive(
            Settings.model_validate({"s3": self.s3_settings, "archive": {"key_file": key_file}})
        )

    @property
    def s3_settings(self) -> S3Settings:
        return s3_settings(self.s3_port)

    def child(self, name: str) -> int:
        """The process id of a child of the stack, waited for while it is started again."""
        found: list[int] = []

        def runs() -> bool:
            entry = json.loads((self.stack.folder / "children.json").read_text()).get(name)
            found[:] = [entry[0]] if entry and family(entry[0]) else []
            return bool(found)

        assert wait_until(runs, seconds=UP_SECONDS), f"{name} does not run"
        return found[0]

    def leader(self) -> int:
        """The process id of the worker that leads the sweep."""
        found: list[int] = []

        def leads() -> bool:
            with self.client() as client:
                token = str(client.get("soapline:sweeper") or "")
            found[:] = [int(token.split()[1])] if token else []
            return bool(found) and bool(family(found[0]))

        assert wait_until(leads, seconds=60), "nobody leads the sweep"
        return found[0]

    def pids(self) -> list[int]:
        """Everything that runs here, the servers too."""
        return [
            self.stack.process.pid,
            self.redis_server.pid,
            self.s3_server.pid,
            *(p.pid for p in self.spares.values()),
        ]

    def mend(self) -> None:
        """Start again what the harness runs itself and a fault has ended."""
        for program in (self.redis_server, self.s3_server, *self.spares.values()):
            if program.process is not None and program.process.poll() is not None:
                program.start()

    def log_files(self) -> list[Path]:
        return [*self.folder.glob("*.log"), *self.stack.folder.glob("logs/*"), *self.folder.glob("*.output")]


def s3_settings(port: int) -> S3Settings:
    return S3Settings.model_validate(
        {"endpoint_url": f"http://{LOOPBACK}:{port}", "access_key_id": "test", "secret_access_key": "test"}
    )


@contextmanager
def disks(folder: Path) -> Iterator[bool]:
    """Folders for the work, S3 and Redis on small disks of their own; False where none may be mounted."""
    mounted: list[Path] = []
    for name, size in DISKS.items():
        place = folder / name
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            done = False
        mounted += [place] if done else []
    try:
        yield len(mounted) == len(DISKS)
    finally:
        for place in mounted:
            subprocess.run(["umount", "-l", str(place)], check=False)


@contextmanager
def running_arena(folder: Path) -> Iterator[Arena]:
    """Start everything and wait until it serves; stop it at the end, leaving no process."""
    with ExitStack() as closing:
        quotas = closing.enter_context(disks(folder))
        redis_port, s3_port = free_port(), free_port()
        command, environment = s3_program(folder / "s3", s3_port, services="s3")
        s3 = Program(command, environment, folder, folder / "s3.log")
        server = Program(
            redis_command(folder / "redis", redis_port), os.environ, folder, folder / "redis.log"
        )
        for program in (s3, server):
            program.start()
            closing.callback(program.kill)
        assert wait_until(lambda: redis_answers(f"redis://{LOOPBACK}:{redis_port}/0"), seconds=30)
        assert wait_until(lambda: s3_answers(s3_settings(s3_port)), seconds=60)
        proxies = Proxy(redis_port), Proxy(s3_port)
        for proxy in proxies:
            closing.callback(proxy.stop)
        variables = _variables(folder, *proxies)
        stack = start_stack(folder / "soapline", variables=variables)
        closing.callback(stop_stack, stack)
        spares = dict(_spares(folder, os.environ | variables))
        for spare in spares.values():
            spare.start()
            closing.callback(spare.stop)
        yield Arena(folder, quotas, server, s3, redis_port, s3_port, *proxies, stack, spares, variables)


def _variables(folder: Path, redis_proxy: Proxy, s3_proxy: Proxy) -> dict[str, str]:
    return {
        "SOAPLINE_REDIS_URL": f"redis://{LOOPBACK}:{redis_proxy.port}/0",
        "SOAPLINE_S3_ENDPOINT_URL": f"http://{LOOPBACK}:{s3_proxy.port}",
        "SOAPLINE_S3_ACCESS_KEY_ID": "test",
        "SOAPLINE_S3_SECRET_ACCESS_KEY": "test",
        "SOAPLINE_S3_CREATE_BUCKET": "true",
        "SOAPLINE_S3_DISK": str(folder / "s3"),
        "SOAPLINE_ASR_MODEL": "base",
        "TMPDIR": str(folder / "work"),
    }


def _spares(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, Program]]:
    environment = environment | {
        "SOAPLINE_LOCAL_DIR": str(folder / "soapline"),
        "SOAPLINE_LOG_LEVEL": "debug",
        "SOAPLINE_METRICS_PORT": "0",
    }
    for name, stages in SPARES.items():
        argv: list[str | Path] = [SOAPLINE, "worker", *stages, "--name", name]
        yield name, Program(argv, environment, folder, folder / f"{name}.log")


def pause(seconds: float) -> None:
    """Let a fault last: its length is what is tested."""
    time.sleep(seconds)
