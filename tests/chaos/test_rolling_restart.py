"""Every component is restarted by SIGTERM, one at a time, while recordings come in: nothing is lost.

Two APIs stand behind a load balancer that heeds /readyz; clients retry what may be repeated.
"""

import base64
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.client import SoaplineClient
from pipeline.configuration import read_settings
from pipeline.deadline import wait_until
from pipeline.errors import Retryable, SoaplineError
from pipeline.local.ports import free_port
from pipeline.redis_link import connect
from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK
from tests.chaos.balancer import Balancer, running_balancer
from tests.conftest import SOAPLINE
from tests.servers import run_redis, run_s3

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KEY = "sk_test_of_the_rolling_restart"
CLIENTS = 4
GRACE_SECONDS = 40
# Between two restarts: work must be in hand again.
NOTES_BETWEEN = 3


@dataclass
class Component:
    """A process of the deployment."""

    argv: list[str]
    environment: dict[str, str]
    log: Path
    ready: str | None = None
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.argv, env=self.environment, stdout=log, stderr=log)
        assert wait_until(self.answers, seconds=90, poll=0.2), f"not ready; its log is {self.log}"

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"ended; its log is {self.log}"
        try:
            return httpx.get(str(self.ready), timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code and the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(GRACE_SECONDS), time.monotonic() - began


@dataclass
class Load:
    """Clients that submit and follow recordings, one after another, until told to stop."""

    url: str
    recording: Path
    done: threading.Event = field(default_factory=threading.Event)
    completed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    retried: "Counter[str]" = field(default_factory=Counter)

    def run(self) -> None:
        with CountingClient(self.url, KEY, patience=60) as client:
            client.retried = self.retried
            while not self.done.is_set():
                try:
                    note_id = client.submit(self.recording, {"specialty": "generic"})["noteId"]
                    *_, last = client.follow(note_id)
                except SoaplineError as error:
                    self.refused.append(f"{error.code}: {error.public_message}")
                    continue
                (self.completed if last["status"] == "completed" else self.refused).append(note_id)


class CountingClient(SoaplineClient):
    """Counts what it had to try again."""

    retried: "Counter[str]"

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        try:
            return super()._ask(method, path, **request)
        except Retryable as error:
            self.retried[f"{method} {error.public_message[:30]}"] += 1
            raise


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with run_redis(tmp_path) as redis_url, run_s3(tmp_path, services="s3") as s3:
        yield os.environ | {
            "SOAPLINE_REDIS_URL": redis_url,
            "SOAPLINE_S3_ENDPOINT_URL": s3.url,
            "SOAPLINE_S3_ACCESS_KEY_ID": "test",
            "SOAPLINE_S3_SECRET_ACCESS_KEY": "test",
            "SOAPLINE_S3_CREATE_BUCKET": "true",
            "SOAPLINE_ARCHIVE_KEYS": f"k1:{base64.b64encode(b'k' * 32).decode()}",
            "SOAPLINE_LOCAL_DIR": str(tmp_path / "soapline"),
            "SOAPLINE_ASR_MODEL": "tiny.en",
            "SOAPLINE_API_DRAIN_SECONDS": "2",
            "SOAPLINE_LOG_FORMAT": "json",
        }


@pytest.fixture
def components(environment: dict[str, str], tmp_path: Path) -> Iterator[dict[str, Component]]:
    def component(name: str, *argv: str, **more: str) -> Component:
        ready = more.pop("ready")
        return Component([*argv], environment | more, tmp_path / f"{name}.log", ready)

    def worker(name: str, *stages: str) -> Component:
        port = free_port()
        ready = f"http://{LOOPBACK}:{port}/metrics"
        argv = (str(SOAPLINE), "worker", *stages, "--concurrency", "2", "--name", name)
        return component(name, *argv, ready=ready, SOAPLINE_METRICS_PORT=str(port))

    def api(name: str) -> Component:
        port = str(free_port())
        ready = f"http://{LOOPBACK}:{port}/readyz"
        return component(name, str(SOAPLINE), "api", ready=ready, SOAPLINE_API_PORT=port)

    def flower() -> Component:
        port = str(free_port())
        argv = (str(Path(sys.executable).parent / "celery"), "-A", "workers.app", "flower")
        ready = f"http://{LOOPBACK}:{port}/healthcheck"
        return component("flower", *argv, ready=ready, FLOWER_ADDRESS=LOOPBACK, FLOWER_PORT=port)

    found = {
        "api-1": api("api-1"),
        "api-2": api("api-2"),
        "normalize": worker("normalize", "normalize"),
        "transcribe": worker("transcribe", "transcribe"),
        "write": worker("write", "write"),
        "flower": flower(),
    }
    with ExitStack() as stack:
        for one in found.values():
            stack.callback(end, one)
            one.start()
        yield found


def end(component: Component) -> None:
    if component.process is not None and component.process.poll() is None:
        component.process.terminate()
        component.process.wait(GRACE_SECONDS)


@pytest.fixture
def balancer(components: dict[str, Component]) -> Iterator[Balancer]:
    ports = [int(components[name].environment["SOAPLINE_API_PORT"]) for name in ("api-1", "api-2")]
    with running_balancer(ports) as running:
        yield running


def make_key(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> "Any":
    for name, value in environment.items():
        if name.startswith("SOAPLINE_"):
            monkeypatch.setenv(name, value)
    settings = read_settings(None)
    client = connect(settings.redis)
    AccessKeys(open_archive(settings), client).create("clinic", label="load", api_key=KEY)
    return client


def test_a_rolling_restart_of_everything_loses_nothing_and_clients_notice_nothing(
    environment: dict[str, str],
    components: dict[str, Component],
    balancer: Balancer,
    short_recording: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    redis = make_key(environment, monkeypatch)
    load = Load(f"http://{LOOPBACK}:{balancer.port}", short_recording)
    clients = [threading.Thread(target=load.run) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    ended = {}
    try:
        for name, component in components.items():
            seen = len(load.completed)
            goes_on = wait_until(lambda seen=seen: len(load.completed) >= seen + NOTES_BETWEEN, seconds=120)
            assert goes_on, f"nothing moves before the restart of {name}"
            ended[name] = component.stop()
            component.start()
    finally:
        load.done.set()
        for client in clients:
            client.join(180)
    open_notes = redis.zcard("soapline:open")
    redis.close()
    took = {name: f"exit {code} after {seconds:.1f} s" for name, (code, seconds) in ended.items()}
    print(f"\ncompleted {len(load.completed)}, refused {load.refused}, open {open_notes}")
    print(f"tried again {dict(load.retried)}, without a ready server {balancer.refused}, {took}")
    assert load.refused == []
    assert not any(client.is_alive() for client in clients)
    assert open_notes == 0
    assert len(set(load.completed)) == len(load.completed) > NOTES_BETWEEN * len(components)
    assert {code for code, _ in ended.values()} <= {0, -signal.SIGTERM}
    assert all(seconds < GRACE_SECONDS for _, seconds in ended.values())
    assert ended["transcribe"][1] < Settings().worker.shutdown_timeout, "it left when its work was done"
