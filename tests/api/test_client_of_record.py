"""The clients that exist for the public SoapNoteAPI, with only the base URL changed."""

import json
import time
from pathlib import Path

import requests

from tests.conftest import Stack

DEADLINE_SECONDS = 150


def test_the_client_of_record_works_as_written(stack: Stack, sample: Path) -> None:
    headers = {"Authorization": f"Bearer {stack.key}"}
    with sample.open("rb") as f:
        r = requests.post(
            f"{stack.url}/v1/note/audio",
            headers=headers,
            files={"audio": ("encounter.mp3", f, "audio/mpeg")},
            data={"specialty": "nurse_practitioner"},
            timeout=60,
        )
    note_id = r.json()["noteId"]
    assert r.json()["status"] == "processing"
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        s = requests.get(f"{stack.url}/v1/audio/status/{note_id}", headers=headers, timeout=30).json()
        if s["status"] in ("completed", "failed"):
            break
        time.sleep(2)  # as the client of record does
    assert s["status"] == "completed", s.get("message")
    assert s["subjective"]


def test_the_client_that_puts_with_metadata_works(stack: Stack, short_recording: Path) -> None:
    headers = {"Authorization": f"Bearer {stack.key}"}
    context = {"patient_info": {"name": "X", "age": 54, "medications": []}, "unknown_to_us": True}
    metadata = {"specialty": "primary_care_physician", "context": context, "include_transcript": True}
    with short_recording.open("rb") as f:
        r = requests.put(
            f"{stack.url}/v1/note/audio",
            headers=headers,
            files={"audio": ("visit", f, "application/octet-stream")},
            data={"metadata": json.dumps(metadata)},
            timeout=60,
        )
    assert r.status_code == 202
    note_id = r.json()["noteId"]
    assert requests.get(f"{stack.url}/v1/note/{note_id}", headers=headers, timeout=30).status_code in (
        200,
        404,
    )
    assert stack.finish(note_id)["status"] == "completed"
    note = requests.get(f"{stack.url}/v1/note/{note_id}", headers=headers, timeout=30).json()
    assert note["noteId"] == note_id
    assert note["specialty"] == "physician"
    assert note["transcript"]
    assert note["expires_at"].endswith("Z")
