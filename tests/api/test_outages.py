"""The API while Redis or S3 is away, slow or full: it keeps what it accepts, and needs no restart."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from pipeline.access import AccessKeys
from pipeline.api.app import create_app
from pipeline.archive import Archive, open_archive, storage
from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.models import Evidence, Generator, Outcome, SoapNote
from pipeline.redis_link import connect
from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK
from pipeline.status import StatusBoard, opening_status
from tests.archive.test_notes import TRANSCRIPT
from tests.chaos.processes import Program
from tests.chaos.proxy import Proxy
from tests.conftest import make_request
from tests.servers import redis_answers, redis_command, s3_answers, s3_program

KEY = "sk_test_of_outages"
HEADERS = {"Authorization": f"Bearer {KEY}"}
NOTE = SoapNote(
    subjective="s", objective="o", assessment="a", plan="p",
    evidence=dict[str, list[Evidence]](), generator=Generator(engine="grounded", version="1"),
)  # fmt: skip
DONE, OPEN = "note_01JDONE", "note_01JOPEN"


@dataclass
class Service:
    """An API in this process on servers that can be killed, behind proxies."""

    http: TestClient
    redis: Program
    s3: Program
    redis_proxy: Proxy
    s3_proxy: Proxy
    archive: Archive

    def submit(self) -> Response:
        files = {"audio": b"fLaC" + bytes(4096)}
        return self.http.post("/v1/note/audio", headers=HEADERS, files=files, data={"specialty": "generic"})

    def get(self, path: str) -> Response:
        return self.http.get(path, headers=HEADERS)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with ExitStack() as closing:
        yield closing.enter_context(running_service(tmp_path))


@contextmanager
def running_service(folder: Path) -> Iterator[Service]:
    for name in ("redis", "s3"):
        (folder / name).mkdir()
    redis_port, s3_port = free_port(), free_port()
    redis = Program(redis_command(folder / "redis", redis_port), os.environ, folder, folder / "redis.log")
    s3 = Program(*s3_program(folder / "s3", s3_port, services="s3"), folder, folder / "s3.log")
    with ExitStack() as closing:
        for program in (redis, s3):
            program.start()
            closing.callback(program.kill)
        proxies = Proxy(redis_port), Proxy(s3_port)
        for proxy in proxies:
            closing.callback(proxy.stop)
        settings = settings_of(*proxies)
        assert wait_until(lambda: redis_answers(settings.redis.url.get_secret_value()), seconds=30)
        assert wait_until(lambda: s3_answers(settings.s3), seconds=60)
        archive = open_archive(settings)
        archive.prepare()
        store_notes(settings, archive)
        http = closing.enter_context(TestClient(create_app(settings)))
        yield Service(http, redis, s3, *proxies, archive)


def settings_of(redis_proxy: Proxy, s3_proxy: Proxy) -> Settings:
    s3 = {
        "endpoint_url": f"http://{LOOPBACK}:{s3_proxy.port}", "access_key_id": "test",
        "secret_access_key": "test", "create_bucket": True, "read_timeout": 3, "connect_timeout": 1,
    }  # fmt: skip
    keys = "test:" + "a2tr" * 10 + "a2s="
    url = f"redis://{LOOPBACK}:{redis_proxy.port}/0"
    return Settings.model_validate({"redis": {"url": url}, "s3": s3, "archive": {"keys": keys}})


def store_notes(settings: Settings, archive: Archive) -> None:
    """A key, a completed note, and one that a worker has in hand."""
    client = connect(settings.redis)
    AccessKeys(archive, client).create("clinic", api_key=KEY)
    board = StatusBoard(client, settings.redis)
    for note_id in (DONE, OPEN):
        archive.put_request(make_request(note_id))
        board.put(opening_status(make_request(note_id)))
    archive.put_transcript(DONE, TRANSCRIPT)
    archive.put_note(DONE, NOTE)
    archive.end(DONE, Outcome(ended_at=datetime.now(UTC)))
    client.delete(f"soapline:status:{DONE}")
    client.close()


def refused(answer: Response) -> bool:
    error = answer.json()["error"]["code"]
    return (answer.status_code, error, answer.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "5")


def test_while_redis_is_away_nothing_is_accepted_and_every_note_can_be_read(service: Service) -> None:
    before = list(service.archive.note_ids())
    service.redis.kill()
    assert refused(service.submit())
    assert service.get(f"/v1/note/{DONE}").json()["plan"] == "p"
    assert service.get(f"/v1/audio/status/{OPEN}").json()["status"] == "processing"
    assert service.get("/v1/note/none").status_code == 404
    assert service.http.get("/v1/note/none", headers={"Authorization": "Bearer no"}).status_code == 401
    assert (service.get("/healthz").status_code, service.get("/readyz").status_code) == (200, 503)
    assert list(service.archive.note_ids()) == before
    service.redis.start()
    assert wait_until(lambda: service.submit().status_code == 202, seconds=30, poll=0.5)
    assert service.get("/readyz").status_code == 200


def test_while_s3_is_away_nothing_is_accepted_and_what_redis_knows_can_be_read(service: Service) -> None:
    service.s3.kill()
    assert refused(service.submit())
    assert service.get(f"/v1/audio/status/{OPEN}").json()["status"] == "processing"
    assert refused(service.get(f"/v1/note/{DONE}"))
    service.s3.start()
    assert wait_until(lambda: service.submit().status_code == 202, seconds=30, poll=0.5)
    assert service.get(f"/v1/note/{DONE}").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("which", ["redis_proxy", "s3_proxy"])
def test_a_slow_store_delays_an_upload_and_a_silent_one_refuses_it(service: Service, which: str) -> None:
    proxy: Proxy = getattr(service, which)
    proxy.delay = 0.1
    assert service.submit().status_code == 202
    proxy.delay = 60
    before = list(service.archive.note_ids()) if which == "redis_proxy" else []
    assert refused(service.submit())
    proxy.delay = 0
    proxy.cut()
    assert wait_until(lambda: service.submit().status_code == 202, seconds=30, poll=0.5)
    assert which == "s3_proxy" or len(list(service.archive.note_ids())) == len(before) + 1


def test_a_full_disk_of_s3_refuses_an_upload_and_leaves_reading(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(service.http.app.state.services.archive._storage, "_disk", tmp_path)  # type: ignore[attr-defined]
    monkeypatch.setattr(storage, "SPARE_BYTES", 2**62)
    assert refused(service.submit())
    assert service.get(f"/v1/audio/status/{OPEN}").json()["status"] == "processing"
    assert service.get(f"/v1/note/{DONE}").status_code == 200, "its audit entry waits"
    monkeypatch.setattr(storage, "SPARE_BYTES", 0)
    assert service.submit().status_code == 202


def test_a_full_disk_of_redis_refuses_an_upload_and_leaves_nothing(service: Service) -> None:
    before = list(service.archive.note_ids())
    with connect(settings_of(service.redis_proxy, service.s3_proxy).redis) as client:
        client.config_set("maxmemory", "1")  # with noeviction, as when its memory or disk is full
        assert refused(service.submit())
        assert list(service.archive.note_ids()) == before
        assert service.get(f"/v1/note/{DONE}").status_code == 200
        client.config_set("maxmemory", "0")
    assert service.submit().status_code == 202


def test_an_api_that_starts_while_both_are_away_serves_once_they_are_there(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        service.redis.kill()
        service.s3.kill()
        settings = settings_of(service.redis_proxy, service.s3_proxy)
        with TestClient(create_app(settings)) as http:
            assert http.get("/healthz").status_code == 200
            assert http.get("/readyz").status_code == 503
            service.redis.start()
            service.s3.start()
            assert wait_until(lambda: http.get("/readyz").status_code == 200, seconds=30, poll=0.5)
