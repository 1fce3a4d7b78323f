import json
import re
import threading
import time
from pathlib import Path

import httpx
import pytest

from pipeline import __version__
from pipeline.api.documents import AcceptedNote, CompletedStatus, FinishedNote, NoteStatus
from tests.conftest import Stack

ULID_ID = re.compile(r"note_[0-9A-HJKMNP-TV-Z]{26}")


def get(stack: Stack, path: str, key: str | None = None, **params: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key or stack.key}"}
    return httpx.get(f"{stack.url}{path}", headers=headers, params=params, timeout=70)


def test_specialties_need_no_key(stack: Stack) -> None:
    listed = httpx.get(f"{stack.url}/v1/specialties", timeout=30).json()
    assert len(listed) == 24
    assert all(item.keys() == {"id", "name", "templates"} for item in listed)
    assert all(template.keys() == {"id", "name"} for item in listed for template in item["templates"])


def test_health_and_readiness_and_documentation_answer(stack: Stack) -> None:
    assert httpx.get(f"{stack.url}/healthz", timeout=30).json() == {"status": "ok", "version": __version__}
    assert httpx.get(f"{stack.url}/readyz", timeout=30).json()["status"] == "ready"
    paths = httpx.get(f"{stack.url}/openapi.json", timeout=30).json()["paths"]
    assert {"post", "put"} <= paths["/v1/note/audio"].keys()


def test_a_completed_note_is_whole_and_every_sentence_names_its_segments(
    stack: Stack, finished_note: dict[str, object]
) -> None:
    note = get(stack, f"/v1/note/{finished_note['noteId']}").json()
    segment_ids = {segment["id"] for segment in note["segments"]}
    assert note["status"] == "completed"
    assert note["generator"]["engine"]
    assert all(note[section] for section in ("subjective", "objective", "assessment", "plan"))
    sentences = [item for section in note["evidence"].values() for item in section]
    assert sentences
    assert all(item["segments"] and set(item["segments"]) <= segment_ids for item in sentences)
    assert all(item["check"] in ("supported", "partly", "unsupported") for item in sentences)
    assert {"text", "start", "end", "probability"} <= note["segments"][0]["words"][0].keys()
    assert 0 < note["segments"][0]["end"] <= note["duration"]


def test_a_completed_status_holds_the_whole_note(finished_note: dict[str, object]) -> None:
    assert finished_note["status"] == "completed"
    assert finished_note["progress"] == 1
    assert finished_note["subjective"]
    assert finished_note["evidence"]


def test_a_status_can_be_waited_for_and_streamed(stack: Stack, short_recording: Path) -> None:
    note_id = stack.submit(short_recording)
    events = []
    with httpx.stream(
        "GET", f"{stack.url}/v1/audio/status/{note_id}/events", headers=stack.authorization, timeout=120
    ) as response:
        for line in response.iter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
    assert events[0]["status"] == "processing"
    assert events[-1]["status"] == "completed"
    assert events[-1]["subjective"]
    progress = [event["progress"] for event in events]
    assert progress == sorted(progress)


def test_a_wait_answers_at_the_next_change_and_is_at_most_a_minute(
    stack: Stack, sample: Path, finished_note: dict[str, object]
) -> None:
    began = time.monotonic()
    assert get(stack, f"/v1/audio/status/{finished_note['noteId']}", wait="120").status_code == 200
    assert time.monotonic() - began < 25, "a note that has ended is not waited for"
    note_id = stack.submit(sample)
    first = get(stack, f"/v1/audio/status/{note_id}").json()
    second = get(stack, f"/v1/audio/status/{note_id}", wait="50").json()
    assert (first["stage"], first["progress"]) != (second.get("stage"), second["progress"])
    httpx.delete(f"{stack.url}/v1/note/{note_id}", headers=stack.authorization, timeout=30)
    assert get(stack, f"/v1/audio/status/{finished_note['noteId']}", wait="-1").status_code == 400


def test_a_trailing_slash_is_not_redirected_and_head_is_answered_as_get(stack: Stack) -> None:
    slashed = httpx.post(f"{stack.url}/v1/note/audio/", headers=stack.authorization, timeout=30)
    assert (slashed.status_code, slashed.json()["error"]["code"]) == (404, "NOT_FOUND")
    head = httpx.head(f"{stack.url}/healthz", timeout=30)
    assert (head.status_code, head.content) == (200, b"")


def test_the_documentation_page_loads_nothing_from_another_host(stack: Stack) -> None:
    for page in ("/docs", "/redoc"):
        text = httpx.get(f"{stack.url}{page}", timeout=30).text
        assert "<script" in text
        assert not re.findall(r"""(?:src|href)=["']?https?://""", text)


def test_no_answer_is_kept_by_a_cache(stack: Stack, finished_note: dict[str, object]) -> None:
    headers = get(stack, f"/v1/note/{finished_note['noteId']}").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_allow_header_names_every_method_of_the_address(stack: Stack) -> None:
    allowed = httpx.patch(f"{stack.url}/v1/note/audio", headers=stack.authorization, timeout=30).headers[
        "allow"
    ]
    assert set(allowed.split(", ")) == {"POST", "PUT"}


def test_answers_are_what_the_document_says(
    stack: Stack, finished_note: dict[str, object], short_recording: Path
) -> None:
    CompletedStatus.model_validate(finished_note)
    FinishedNote.model_validate(get(stack, f"/v1/note/{finished_note['noteId']}").json())
    accepted = httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"audio": short_recording.read_bytes()},
        data={"specialty": "physician"},
        timeout=60,
    ).json()
    AcceptedNote.model_validate(accepted)
    assert ULID_ID.fullmatch(accepted["noteId"])
    assert accepted["statusUrl"] == f"/v1/audio/status/{accepted['noteId']}"
    NoteStatus.model_validate(get(stack, f"/v1/audio/status/{accepted['noteId']}").json())


def test_the_document_describes_the_errors_that_are_sent(stack: Stack) -> None:
    document = httpx.get(f"{stack.url}/openapi.json", timeout=30).json()
    assert "422" not in document["paths"]["/v1/audio/status/{note_id}"]["get"]["responses"]
    assert "ErrorEnvelope" in document["components"]["schemas"]


def test_many_waiters_are_woken_by_one_change(stack: Stack, short_recording: Path) -> None:
    note_id = stack.submit(short_recording)
    ends: list[str] = []

    def wait() -> None:
        ends.append(str(stack.finish(note_id)["status"]))

    threads = [threading.Thread(target=wait) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(150)
    assert ends == ["completed"] * 20


def test_a_note_is_not_found_before_it_is_completed_nor_when_it_never_was(stack: Stack, sample: Path) -> None:
    note_id = stack.submit(sample)
    for path in (f"/v1/note/{note_id}", "/v1/note/note_01ARZ3NDEKTSV4RRFFQ69G5FAV", "/v1/audio/status/x"):
        response = get(stack, path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "NOT_FOUND")
    httpx.delete(f"{stack.url}/v1/note/{note_id}", headers=stack.authorization, timeout=30)


def test_no_key_an_unknown_key_and_a_revoked_key_are_refused(stack: Stack) -> None:
    made = json.loads(stack.command("keys", "create", "clinic", "--json").stdout)
    assert get(stack, "/v1/note/note_01", made["key"]).status_code == 404
    assert stack.command("keys", "revoke", made["key_id"]).returncode == 0
    for headers in (
        {},
        {"Authorization": "Bearer sk_live_nobody"},
        {"Authorization": f"Bearer {made['key']}"},
    ):
        for method, path in (
            ("GET", "/v1/note/note_01"),
            ("POST", "/v1/note/audio"),
            ("DELETE", "/v1/note/x"),
        ):
            response = httpx.request(method, f"{stack.url}{path}", headers=headers, timeout=30)
            assert (response.status_code, response.json()["error"]["code"]) == (401, "AUTHENTICATION_ERROR")
            assert response.headers["www-authenticate"] == "Bearer"


def test_another_tenants_note_does_not_exist(stack: Stack, finished_note: dict[str, object]) -> None:
    other = json.loads(stack.command("keys", "create", "other-clinic", "--json").stdout)["key"]
    note_id = finished_note["noteId"]
    headers = {"Authorization": f"Bearer {other}"}
    for method, path in (
        ("GET", f"/v1/note/{note_id}"),
        ("GET", f"/v1/audio/status/{note_id}"),
        ("GET", f"/v1/audio/status/{note_id}/events"),
        ("DELETE", f"/v1/note/{note_id}"),
    ):
        response = httpx.request(method, f"{stack.url}{path}", headers=headers, timeout=30)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "NOT_FOUND")
    assert get(stack, f"/v1/note/{note_id}").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v2/nothing", 404, "NOT_FOUND"),
        ("PATCH", "/v1/note/audio", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_unknown_addresses_and_methods_get_the_envelope(
    stack: Stack, method: str, path: str, status: int, code: str
) -> None:
    response = httpx.request(method, f"{stack.url}{path}", headers=stack.authorization, timeout=30)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_deleted_note_is_gone_with_all_its_objects(stack: Stack, short_recording: Path) -> None:
    note_id = stack.submit(short_recording)
    assert stack.finish(note_id)["status"] == "completed"
    gone = httpx.delete(f"{stack.url}/v1/note/{note_id}", headers=stack.authorization, timeout=30)
    assert (gone.status_code, gone.content) == (204, b"")
    assert get(stack, f"/v1/note/{note_id}").status_code == 404
    assert get(stack, f"/v1/audio/status/{note_id}").status_code == 404
    assert not [path for path in (stack.folder / "s3").rglob("*") if path.is_file() and note_id in str(path)]


def test_a_transcript_that_was_not_asked_for_is_not_shown(stack: Stack, short_recording: Path) -> None:
    response = httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"audio": short_recording.read_bytes()},
        data={"specialty": "physician", "include_transcript": "false"},
        timeout=60,
    )
    note = stack.finish(response.json()["noteId"])
    assert note["status"] == "completed"
    assert (note["transcript"], note["segments"]) == (None, [])
