"""Real servers for the tests: a Valkey, an S3 server, and one whole embedded stack a session."""

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import redis
import structlog
from dotenv import dotenv_values

from pipeline.archive import Archive
from pipeline.archive.envelope import LocalKeyRing
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.audio.decoder import find_ffmpeg
from pipeline.configuration import STACK_FILE, read_settings
from pipeline.deadline import wait_until
from pipeline.fence import Fence
from pipeline.leases import Leases
from pipeline.local.leftovers import end_leftovers
from pipeline.local.ports import free_port, free_ports
from pipeline.local.sample import SAMPLE_RECORDING
from pipeline.logs import configure_logs
from pipeline.models import NoteRequest
from pipeline.redis_link import connect
from pipeline.settings import LogFormat, LogSettings, RedisSettings, Settings
from pipeline.settings.group import LOOPBACK
from pipeline.status import StatusBoard
from tests.servers import S3Server, run_redis, run_s3

SOAPLINE = Path(sys.executable).parent / "soapline"
REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True)
class Stack:
    """A running `soapline up`."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    url: str
    key: str
    metrics_port: int

    @property
    def variables(self) -> dict[str, str]:
        """What the stack wrote down for commands run beside it."""
        return {name: value for name, value in dotenv_values(self.folder / "stack.env").items() if value}

    @property
    def settings(self) -> Settings:
        """The stack's own settings, as a process started beside it reads them."""
        return read_settings(self.folder / STACK_FILE)

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def command(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run a `soapline` command beside the stack."""
        environment = os.environ | {"SOAPLINE_LOCAL_DIR": str(self.folder)} | dict(variables or {})
        return subprocess.run(
            [SOAPLINE, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def submit(self, recording: Path) -> str:
        """The id of the note that a recording becomes."""
        response = httpx.post(
            f"{self.url}/v1/note/audio",
            headers=self.authorization,
            files={"audio": recording.read_bytes()},
            data={"specialty": "physician"},
            timeout=60,
        )
        assert response.status_code == httpx.codes.ACCEPTED, response.text
        return str(response.json()["noteId"])

    def finish(self, note_id: str, *, seconds: float = 120) -> dict[str, object]:
        """The status of a note once it has ended."""
        status: dict[str, object] = {}

        def ended() -> bool:
            nonlocal status
            response = httpx.get(
                f"{self.url}/v1/audio/status/{note_id}?wait=5", headers=self.authorization, timeout=30
            )
            status = response.json()
            return status.get("status") != "processing"

        assert wait_until(ended, seconds=seconds), "the note did not end in time"
        return status


def start_stack(
    folder: Path,
    *,
    port: int | None = None,
    key: str = "sk_test_of_the_suite",
    variables: Mapping[str, str] | None = None,
) -> Stack:
    """Start `soapline up` and wait until a recording can be submitted."""
    port, metrics_port = port or free_port(), free_ports(3)
    environment = os.environ | {
        "SOAPLINE_LOCAL_DIR": str(folder),
        "SOAPLINE_API_PORT": str(port),
        "SOAPLINE_DEV_API_KEY": key,
        "SOAPLINE_ASR_MODEL": "tiny.en",
        "SOAPLINE_LOG_LEVEL": "debug",
        "SOAPLINE_METRICS_PORT": str(metrics_port),
        **(variables or {}),
    }
    path = folder.parent / f"{folder.name}.output"
    before = path.stat().st_size if path.exists() else 0
    with path.open("ab") as output:
        process = subprocess.Popen([SOAPLINE, "up"], env=environment, stdout=output, stderr=output)
    stack = Stack(process, folder, f"http://{LOOPBACK}:{port}", key, metrics_port)

    def ready() -> bool:
        assert process.poll() is None, f"soapline up ended: {path.read_text()[-2000:]}"
        return b"Serving." in path.read_bytes()[before:]

    assert wait_until(ready, seconds=120), f"soapline up is not ready; its output is in {path}"
    return stack


def stop_stack(stack: Stack) -> int:
    """Stop it as Ctrl-C does; returns the exit code."""
    stack.process.send_signal(signal.SIGINT)
    try:
        return stack.process.wait(60)
    except subprocess.TimeoutExpired:
        stack.process.kill()
        end_leftovers(stack.folder)
        raise


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the whole session: real API, workers, Valkey, S3, Flower, Whisper."""
    running = start_stack(tmp_path_factory.mktemp("stack") / "soapline")
    yield running
    stop_stack(running)


@pytest.fixture(scope="session")
def evaluation_data() -> Path:
    """The evaluation recordings; skips, saying so, where they are absent."""
    folder = Path(os.environ.get("SOAPLINE_EVAL_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("evaluation data is absent: set SOAPLINE_EVAL_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The project's own recording."""
    return SAMPLE_RECORDING


@pytest.fixture(scope="session")
def sample_dialogue() -> str:
    """The sample recording's text, one labelled speaker turn a line."""
    return SAMPLE_RECORDING.with_suffix(".txt").read_text()


@pytest.fixture(scope="session")
def sample_text() -> str:
    """What is said in it, without speaker labels."""
    lines = SAMPLE_RECORDING.with_suffix(".txt").read_text().splitlines()
    return " ".join(line.partition(":")[2].strip() for line in lines if ":" in line)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 (and KMS) server of its own."""
    with run_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Valkey of its own."""
    with run_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def storage(s3_server: S3Server) -> SealedStorage:
    """Sealed storage in an empty bucket."""
    settings = s3_server.settings.model_copy(update={"bucket": f"bucket-{uuid.uuid4().hex}"})
    fresh = SealedStorage(connect_s3(settings), LocalKeyRing({"test": b"k" * 32}), settings)
    fresh.create_bucket()
    return fresh


@pytest.fixture
def archive(storage: SealedStorage) -> Archive:
    """An empty archive."""
    return Archive(storage)


@pytest.fixture
def client(redis_url: str) -> "Iterator[redis.Redis]":
    """A client of the Valkey of its own, emptied."""
    link = connect(RedisSettings.model_validate({"url": redis_url}))
    link.flushall()
    yield link
    link.close()


@pytest.fixture
def board(client: "redis.Redis", redis_url: str) -> StatusBoard:
    """A status board on an empty Valkey."""
    return StatusBoard(client, RedisSettings.model_validate({"url": redis_url}))


@pytest.fixture
def leases(client: "redis.Redis") -> Iterator[Leases]:
    """The leases of a worker."""
    held = Leases(client)
    yield held
    held.hand_back()


def latest(note_id: str) -> Fence:
    """The fence of an attempt that no other has overtaken."""
    return Fence(note_id, 2**52)


def make_request(note_id: str = "note_01", **changes: object) -> NoteRequest:
    """An accepted request of tenant 'clinic'."""
    now = datetime.now(UTC)
    fields: dict[str, object] = {
        "note_id": note_id,
        "tenant": "clinic",
        "created_at": now,
        "expires_at": now + timedelta(days=1),
        "audio_bytes": 10,
        "audio_format": "mp3",
        "options": {"specialty": "physician"},
    }
    return NoteRequest.model_validate(fields | changes)


@pytest.fixture(scope="session")
def short_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of the sample recording, as MP3."""
    clip = tmp_path_factory.mktemp("clip") / "clip.mp3"
    cut = [find_ffmpeg(None), "-v", "error", "-i", SAMPLE_RECORDING, "-t", "12", "-c", "copy", clip]
    subprocess.run(cut, check=True)
    return clip


@pytest.fixture(scope="session")
def finished_note(stack: Stack, sample: Path) -> dict[str, object]:
    """The completed status of the sample recording, submitted once for the session."""
    return stack.finish(stack.submit(sample))


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, at the lowest level, as JSON lines."""
    for place, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, hook, getattr(place, hook))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(LogSettings(format=LogFormat.JSON, level="debug"), stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
