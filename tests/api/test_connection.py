import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.api.connection import HEAD_BYTES, HEAD_FIELDS
from tests.conftest import Stack


def exchange(stack: Stack, sent: bytes) -> bytes:
    where = urlsplit(stack.url)
    with socket.create_connection((where.hostname, where.port or 80), timeout=30) as link:
        link.sendall(sent)
        received = b""
        while chunk := link.recv(65536):
            received += chunk
        return received


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (HEAD_BYTES + 1) + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Unfinished: " + b"a" * (HEAD_BYTES + 1),
        b"GET /" + b"a" * (HEAD_BYTES + 1) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * (HEAD_FIELDS + 1) + b"\r\n",
        b"this is no HTTP\r\n\r\n",
    ],
    ids=["a long field", "a field without end", "a long address", "many fields", "no request"],
)
def test_a_head_that_is_too_large_or_none_gets_the_envelope_and_the_connection_ends(
    stack: Stack, head: bytes
) -> None:
    answer, _, body = exchange(stack, head).partition(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["error"]["code"] == "VALIDATION_ERROR"


def test_a_head_of_ordinary_size_is_served_again_and_again_on_one_connection(stack: Stack) -> None:
    with httpx.Client(base_url=stack.url, headers={"X-Trace": "a" * 8000}, timeout=30) as client:
        assert [client.get("/healthz").status_code for _ in range(10)] == [200] * 10


def test_a_json_body_over_its_limit_is_refused_declared_or_not(stack: Stack) -> None:
    body = b'{"specialty": "physician", "transcript": "' + b"a" * (9 * 1024 * 1024) + b'"}'

    def chunks() -> Iterator[bytes]:
        yield body

    for content in (body, chunks()):
        answer = httpx.post(
            f"{stack.url}/v1/note",
            content=content,
            headers=stack.authorization | {"Content-Type": "application/json"},
            timeout=60,
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
