import json

import httpx
import pytest

from pipeline.api.documents import FinishedNote
from tests.conftest import Stack


def post(stack: Stack, body: object, path: str = "/v1/note") -> httpx.Response:
    return httpx.post(f"{stack.url}{path}", headers=stack.authorization, json=body, timeout=90)


def test_a_note_is_written_from_text_at_once_and_kept(stack: Stack, sample_dialogue: str) -> None:
    response = post(stack, {"transcript": sample_dialogue, "specialty": "physician"})
    assert response.status_code == 200, response.text
    note = FinishedNote.model_validate(response.json())
    assert note.subjective != "Not discussed."
    assert note.segments[0].speaker == "clinician"
    again = httpx.get(f"{stack.url}/v1/note/{note.noteId}", headers=stack.authorization, timeout=30)
    assert again.json() == response.json()


def test_a_note_from_text_makes_up_no_times(stack: Stack, sample_dialogue: str) -> None:
    response = post(stack, {"transcript": sample_dialogue, "specialty": "physician"})
    note = FinishedNote.model_validate(response.json())
    assert {(segment.start, segment.end) for segment in note.segments} == {(None, None)}
    assert note.duration is None


def test_the_older_field_names_still_work(stack: Stack, sample_dialogue: str) -> None:
    response = post(stack, {"shorthand_notes": sample_dialogue, "provider_type": "nurse_practitioner"})
    assert response.status_code == 200, response.text
    assert response.json()["specialty"] == "nurse_practitioner"


def test_a_streamed_note_gives_its_sections_in_order_and_then_done(
    stack: Stack, sample_dialogue: str
) -> None:
    body = {"transcript": sample_dialogue, "specialty": "physician"}
    response = post(stack, body, "/v1/stream/note")
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert events.pop() == "[DONE]"
    sections = [json.loads(event) for event in events]
    assert [event["section"] for event in sections] == ["subjective", "objective", "assessment", "plan"]
    assert all(event["content"] for event in sections)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"transcript": "too short", "specialty": "physician"}, "transcript"),
        ({"specialty": "physician"}, "transcript"),
        ({"transcript": "word " * 50}, "specialty"),
        ({"transcript": "word " * 50, "specialty": "wizard"}, "specialty"),
    ],
)
def test_a_bad_body_is_refused_by_its_field(stack: Stack, body: dict[str, str], field: str) -> None:
    for path in ("/v1/note", "/v1/stream/note"):
        error = post(stack, body, path).json()["error"]
        assert error["code"] == "VALIDATION_ERROR"
        assert [item["field"] for item in error["details"]] == [field]


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_json_object_gets_the_envelope(stack: Stack, content: bytes) -> None:
    headers = stack.authorization | {"Content-Type": "application/json"}
    response = httpx.post(f"{stack.url}/v1/note", headers=headers, content=content, timeout=30)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
