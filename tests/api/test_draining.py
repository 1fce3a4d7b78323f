"""A server told to stop: not ready first, serving on, and gone once its time is over."""

import base64
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.configuration import read_settings
from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.redis_link import connect
from pipeline.settings.group import LOOPBACK
from tests.conftest import SOAPLINE
from tests.servers import S3Server

DRAIN_SECONDS = 3.0
KEY = "sk_test_of_the_drain"
AUTHORIZATION = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def draining(
    redis_url: str, s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A real API with time to drain."""
    port = free_port()
    for name, value in {
        "API_PORT": str(port),
        "API_DRAIN_SECONDS": str(DRAIN_SECONDS),
        "REDIS_URL": redis_url,
        "S3_ENDPOINT_URL": s3_server.url,
        "S3_ACCESS_KEY_ID": "test",
        "S3_SECRET_ACCESS_KEY": "test",
        "S3_CREATE_BUCKET": "true",
        "ARCHIVE_KEYS": f"k1:{base64.b64encode(b'k' * 32).decode()}",
        "LOCAL_DIR": str(tmp_path / "none"),
    }.items():
        monkeypatch.setenv(f"SOAPLINE_{name}", value)
    with (tmp_path / "api.log").open("wb") as log:
        process = subprocess.Popen([SOAPLINE, "api"], stdout=log, stderr=log)
    url = f"http://{LOOPBACK}:{port}"
    assert wait_until(lambda: ready(url), seconds=60)
    settings = read_settings(None)
    AccessKeys(open_archive(settings), connect(settings.redis)).create("clinic", label="test", api_key=KEY)
    yield process, url
    if process.poll() is None:
        process.kill()
    process.wait(20)


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=10).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def test_it_is_not_ready_first_serves_on_and_then_ends_well(
    draining: tuple["subprocess.Popen[bytes]", str], sample: Path
) -> None:
    process, url = draining
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert wait_until(lambda: not ready(url), seconds=DRAIN_SECONDS)
    probe = httpx.get(f"{url}/readyz", timeout=10)
    assert probe.status_code == 503
    assert probe.json()["status"] == "stopping"
    assert probe.headers["retry-after"]
    uploaded = httpx.post(
        f"{url}/v1/note/audio",
        headers=AUTHORIZATION,
        files={"audio": sample.read_bytes()},
        data={"specialty": "physician"},
        timeout=30,
    )
    assert uploaded.status_code == 202
    assert uploaded.headers["connection"] == "close"
    assert process.wait(30) == 0
    assert time.monotonic() - began >= DRAIN_SECONDS


def test_an_upload_under_way_is_finished_after_the_drain(
    draining: tuple["subprocess.Popen[bytes]", str], sample: Path
) -> None:
    process, url = draining
    request = httpx.Request(
        "POST",
        f"{url}/v1/note/audio",
        headers=AUTHORIZATION,
        files={"audio": sample.read_bytes()},
        data={"specialty": "physician"},
    )
    body = request.read()
    head = f"POST /v1/note/audio HTTP/1.1\r\n{lines(request)}\r\n".encode()
    with socket.create_connection((LOOPBACK, httpx.URL(url).port or 0), timeout=60) as link:
        link.sendall(head + body[: len(body) // 2])
        process.send_signal(signal.SIGTERM)
        assert wait_until(lambda: refuses(url), seconds=DRAIN_SECONDS + 20), "its port stays open"
        link.sendall(body[len(body) // 2 :])
        answer = b"".join(iter(lambda: link.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 202 ")
    assert process.wait(30) == 0


def lines(request: httpx.Request) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())


def refuses(url: str) -> bool:
    """Whether nothing listens any more."""
    try:
        httpx.get(f"{url}/healthz", timeout=5)
    except httpx.ConnectError:
        return True
    except httpx.HTTPError:
        return False
    return False


def test_asked_again_it_does_not_wait(draining: tuple["subprocess.Popen[bytes]", str]) -> None:
    process, url = draining
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert wait_until(lambda: not ready(url), seconds=DRAIN_SECONDS)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert time.monotonic() - began < DRAIN_SECONDS
