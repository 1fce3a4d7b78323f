import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.access import AccessKeys
from pipeline.archive import Archive, open_archive
from pipeline.models import Scope
from pipeline.redis_link import connect
from tests.conftest import Stack

BOUNDARY = "soapline-test"
FIELD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="specialty"\r\n\r\nphysician\r\n'
FILE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'


@pytest.fixture(scope="module")
def archive_of_stack(stack: Stack) -> Archive:
    return open_archive(stack.settings)


@pytest.fixture(scope="module")
def keys(stack: Stack, archive_of_stack: Archive) -> Iterator[AccessKeys]:
    with connect(stack.settings.redis) as client:
        yield AccessKeys(archive_of_stack, client)


def call(stack: Stack, key: str, method: str, path: str, **request: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.request(method, f"{stack.url}{path}", headers=headers, timeout=60, **request)  # type: ignore[arg-type]


def upload(stack: Stack, key: str, recording: Path) -> httpx.Response:
    files = {"audio": recording.read_bytes()}
    return call(stack, key, "POST", "/v1/note/audio", files=files, data={"specialty": "physician"})


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_each_scope_opens_its_own_calls_and_no_others(
    stack: Stack, keys: AccessKeys, short_recording: Path
) -> None:
    submit, read, admin = (keys.create("scoped", scopes=[scope])[0] for scope in Scope)
    forbidden = (403, "AUTHORIZATION_ERROR")
    note_id = upload(stack, submit, short_recording).json()["noteId"]
    for refused in (read, admin):
        assert code(upload(stack, refused, short_recording)) == forbidden
    for path in (f"/v1/note/{note_id}", f"/v1/audio/status/{note_id}", f"/v1/audio/status/{note_id}/events"):
        assert code(call(stack, submit, "GET", path)) == forbidden
        assert code(call(stack, admin, "GET", path)) == forbidden
    assert call(stack, read, "GET", f"/v1/audio/status/{note_id}").status_code == 200
    for refused in (submit, read):
        assert code(call(stack, refused, "DELETE", f"/v1/note/{note_id}")) == forbidden
    assert call(stack, admin, "DELETE", f"/v1/note/{note_id}").status_code == 204


def test_notes_of_test_keys_live_apart_from_those_of_live_keys(
    stack: Stack, keys: AccessKeys, short_recording: Path
) -> None:
    live, test = keys.create("apart")[0], keys.create("apart", test=True)[0]
    for own, other in ((live, test), (test, live)):
        note_id = upload(stack, own, short_recording).json()["noteId"]
        assert code(call(stack, other, "GET", f"/v1/audio/status/{note_id}")) == (404, "NOT_FOUND")
        assert code(call(stack, other, "DELETE", f"/v1/note/{note_id}")) == (404, "NOT_FOUND")
        assert call(stack, own, "DELETE", f"/v1/note/{note_id}").status_code == 204


def test_a_key_revoked_during_an_upload_makes_no_note(
    stack: Stack, keys: AccessKeys, archive_of_stack: Archive, short_recording: Path
) -> None:
    key, record = keys.create("leaving")
    before = set(archive_of_stack.note_ids())

    def form() -> Iterator[bytes]:
        yield (FIELD + FILE).encode()
        yield short_recording.read_bytes()
        keys.revoke(record.key_id)
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    kind = f"multipart/form-data; boundary={BOUNDARY}"
    response = httpx.post(
        f"{stack.url}/v1/note/audio",
        content=form(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": kind},
        timeout=60,
    )
    assert code(response) == (401, "AUTHENTICATION_ERROR")
    added = set(archive_of_stack.note_ids()) - before
    tenants = {request.tenant for note in added if (request := archive_of_stack.get_request(note))}
    assert "leaving" not in tenants


def test_a_key_revoked_during_a_wait_or_a_stream_reads_nothing_more(
    stack: Stack, keys: AccessKeys, sample: Path
) -> None:
    key, record = keys.create("watching")
    note_id = upload(stack, key, sample).json()["noteId"]
    headers = {"Authorization": f"Bearer {key}"}
    waited: list[httpx.Response] = []
    waiter = threading.Thread(
        target=lambda: waited.append(call(stack, key, "GET", f"/v1/audio/status/{note_id}?wait=60"))
    )
    with httpx.stream(
        "GET", f"{stack.url}/v1/audio/status/{note_id}/events", headers=headers, timeout=90
    ) as response:
        lines = response.iter_lines()
        assert next(lines).startswith("data: ")
        keys.revoke(record.key_id)
        waiter.start()
        rest = [line for line in lines if line.startswith("data: ")]
    waiter.join(90)
    assert "AUTHENTICATION_ERROR" in rest[-1]
    assert not any("subjective" in line for line in rest)
    assert code(waited[0]) == (401, "AUTHENTICATION_ERROR")
    again, _ = keys.create("watching")
    assert call(stack, again, "DELETE", f"/v1/note/{note_id}").status_code == 204
