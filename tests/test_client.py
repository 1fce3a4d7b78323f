"""A client that waits out a restart, against a real HTTP server that is away now and then."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import client as client_module
from pipeline.client import SoaplineClient
from pipeline.errors import Rejected, Retryable
from pipeline.local.ports import free_port
from pipeline.settings.group import LOOPBACK

Answer = tuple[int, dict[str, object]]
ACCEPTED: Answer = (202, {"noteId": "note_01", "status": "processing"})
AWAY: Answer = (503, {"error": {"code": "SERVICE_UNAVAILABLE", "message": "away", "details": []}})
HANGS_UP: Answer = (0, {})


class Server:
    """Gives its answers in turn, the last for ever, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = [*answers]
        self.asked: list[tuple[str, str | None, bytes]] = []
        self.url = ""


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            told.asked.append((self.command, self.headers.get("idempotency-key"), body))
            status, content = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    running = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    told.url = f"http://{LOOPBACK}:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield told
    running.shutdown()
    thread.join(10)
    running.server_close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "visit.mp3"
    path.write_bytes(b"sound" * 1000)
    return path


@pytest.fixture(autouse=True)
def short_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "FIRST_DELAY", 0.01)


def test_an_upload_that_a_restart_cut_off_is_sent_again_whole_under_the_same_key(
    server: Server, recording: Path
) -> None:
    server.answers = [AWAY, HANGS_UP, HANGS_UP, ACCEPTED]
    with SoaplineClient(server.url, "key", patience=30) as client:
        assert client.submit(recording, {"specialty": "physician"})["noteId"] == "note_01"
    assert len(server.asked) == 4
    assert len({key for _, key, _ in server.asked}) == 1
    assert server.asked[0][1]
    assert all(recording.read_bytes() in body for _, _, body in server.asked)


def test_two_uploads_have_two_keys(server: Server, recording: Path) -> None:
    server.answers = [ACCEPTED]
    with SoaplineClient(server.url, "key", patience=30) as client:
        for _ in range(2):
            client.submit(recording, {})
    assert len({key for _, key, _ in server.asked}) == 2


def test_a_limit_of_the_key_is_waited_out(server: Server, recording: Path) -> None:
    limited: Answer = (429, {"error": {"code": "RATE_LIMITED", "message": "later", "details": []}})
    server.answers = [limited, limited, ACCEPTED]
    with SoaplineClient(server.url, "key", patience=30) as client:
        assert client.submit(recording, {})["noteId"] == "note_01"
    server.answers = [limited]
    with SoaplineClient(server.url, "key") as client, pytest.raises(Retryable) as refused:
        client.status("note_01")
    assert refused.value.code == "RATE_LIMITED"


def test_a_server_that_never_answered_is_given_up_at_once(recording: Path) -> None:
    away = SoaplineClient(f"http://{LOOPBACK}:{free_port()}", "key", patience=3600)
    with away as client, pytest.raises(Retryable, match="Is the service running"):
        client.submit(recording, {})


def test_patience_ends(server: Server) -> None:
    server.answers = [AWAY]
    with SoaplineClient(server.url, "key", patience=0.2) as client, pytest.raises(Retryable, match="away"):
        client.status("note_01")
    assert len(server.asked) > 1


def test_without_patience_nothing_is_sent_twice_and_no_key_is_sent(server: Server, recording: Path) -> None:
    server.answers = [AWAY]
    with SoaplineClient(server.url, "key") as client, pytest.raises(Retryable):
        client.submit(recording, {})
    assert [(method, key) for method, key, _ in server.asked] == [("POST", None)]


def test_a_refusal_is_never_repeated(server: Server, recording: Path) -> None:
    server.answers = [(415, {"error": {"code": "UNSUPPORTED_MEDIA_TYPE", "message": "no", "details": []}})]
    with SoaplineClient(server.url, "key", patience=30) as client, pytest.raises(Rejected):
        client.submit(recording, {})
    assert len(server.asked) == 1
