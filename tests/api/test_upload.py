import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from pipeline.archive.storage import connect_s3
from pipeline.audio.decoder import find_ffmpeg
from pipeline.deadline import wait_until
from pipeline.settings import MIB, S3Settings
from tests.conftest import Stack

PLAYLISTS = {
    "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
}


def post(
    stack: Stack, audio: bytes, fields: dict[str, str] | None = None, *, file_field: str = "audio"
) -> httpx.Response:
    return httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={file_field: ("visit.mp3", audio, "audio/mpeg")},
        data={"specialty": "physician"} if fields is None else fields,
        timeout=60,
    )


def make(folder: Path, name: str, *arguments: str) -> bytes:
    path = folder / name
    subprocess.run([find_ffmpeg(None), "-v", "error", *arguments, str(path)], check=True)
    return path.read_bytes()


def refusal(response: httpx.Response) -> tuple[int, str]:
    error = response.json()["error"]
    assert error.keys() == {"code", "message", "details"}
    assert error["message"]
    assert response.headers["x-request-id"]
    return response.status_code, error["code"]


def test_an_empty_file_is_refused(stack: Stack) -> None:
    assert refusal(post(stack, b"")) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("body", [b"Dear doctor, please find attached. " * 500, *PLAYLISTS.values()])
def test_text_and_playlists_renamed_mp3_are_refused(stack: Stack, body: bytes) -> None:
    assert refusal(post(stack, body)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_file_in_another_field_is_refused_by_name(stack: Stack, short_recording: Path) -> None:
    response = post(stack, short_recording.read_bytes(), file_field="file")
    assert refusal(response) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"][0]["field"] == "audio"


def test_a_form_without_audio_is_refused(stack: Stack) -> None:
    response = httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"specialty": (None, "physician")},
        timeout=30,
    )
    assert refusal(response) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "specialty"),
        ({"specialty": "wizard"}, "specialty"),
        ({"specialty": "physician", "template": "nonexistent"}, "template"),
        ({"specialty": "physician", "priority": "now"}, "priority"),
        ({"specialty": "physician", "context": "{not json"}, "context"),
        ({"specialty": "physician", "include_transcript": "perhaps"}, "include_transcript"),
    ],
)
def test_a_bad_option_is_refused_by_its_field(
    stack: Stack, short_recording: Path, fields: dict[str, str], field: str
) -> None:
    response = post(stack, short_recording.read_bytes(), fields)
    assert refusal(response) == (400, "VALIDATION_ERROR")
    details = response.json()["error"]["details"]
    assert [item["field"].partition(".")[0] for item in details] == [field]
    assert "wizard" not in response.text


def test_nothing_said_as_null_or_empty_means_the_default(stack: Stack, short_recording: Path) -> None:
    patient = {"medications": None, "allergies": "penicillin", "age": 4.5, "name": None}
    context = {"patient_info": patient, "chat_messages": [{"role": "user", "at": 3}], "patient_history": ""}
    metadata = {
        "specialty": "physician",
        "template": "",
        "priority": None,
        "include_transcript": None,
        "context": context,
    }
    response = httpx.put(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={
            "audio": short_recording.read_bytes(),
            "metadata": ("blob", json.dumps(metadata), "application/json"),
        },
        timeout=30,
    )
    assert response.status_code == 202, response.text
    httpx.delete(f"{stack.url}/v1/note/{response.json()['noteId']}", headers=stack.authorization, timeout=30)


def test_a_bad_option_does_not_repeat_names_that_the_client_made_up(
    stack: Stack, short_recording: Path
) -> None:
    context = {"patient_info": {"medications": {"Jane Doe": "x"}}, "chat_messages": {"Jane Doe": 1}}
    fields = {"specialty": "physician", "context": json.dumps(context)}
    response = post(stack, short_recording.read_bytes(), fields)
    assert refusal(response) == (400, "VALIDATION_ERROR")
    assert "Jane" not in response.text


@pytest.mark.parametrize("metadata", [None, "[]", "{", json.dumps({"template": "soap"})])
def test_put_without_usable_metadata_is_refused(
    stack: Stack, short_recording: Path, metadata: str | None
) -> None:
    response = httpx.put(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"audio": ("v", short_recording.read_bytes())},
        data={"metadata": metadata} if metadata is not None else {},
        timeout=30,
    )
    assert refusal(response) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="audio"\r\n\r\nID3',
        ),
        ("multipart/form-data; boundary=x", b"no boundary anywhere"),
        ("multipart/form-data", b"--x--\r\n"),
        ("application/json", b"{}"),
        ("", b""),
    ],
)
def test_a_broken_multipart_body_is_refused(stack: Stack, content_type: str, body: bytes) -> None:
    headers = stack.authorization | ({"Content-Type": content_type} if content_type else {})
    response = httpx.post(f"{stack.url}/v1/note/audio", headers=headers, content=body, timeout=30)
    assert refusal(response) == (400, "VALIDATION_ERROR")


def test_a_body_over_the_limit_of_post_is_refused_and_leaves_nothing(stack: Stack) -> None:
    before = archived(stack)
    body = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * (7 * MIB)
    assert refusal(post(stack, body)) == (413, "PAYLOAD_TOO_LARGE")
    assert archived(stack) == before


GIGABYTE = 1024 * MIB
FORM_START = b'--x\r\nContent-Disposition: form-data; name="audio"; filename="v"\r\n\r\nfLaC'


def gigabyte() -> Iterator[bytes]:
    yield FORM_START
    for _ in range(GIGABYTE // MIB):
        yield b"\0" * MIB


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_gigabyte_with_a_declared_length_is_refused(stack: Stack, method: str) -> None:
    headers = stack.authorization | {
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(len(FORM_START) + GIGABYTE),
    }
    response = httpx.request(
        method, f"{stack.url}/v1/note/audio", headers=headers, content=gigabyte(), timeout=120
    )
    assert refusal(response) == (413, "PAYLOAD_TOO_LARGE")


def test_a_gigabyte_without_a_declared_length_is_refused_at_the_limit(stack: Stack) -> None:
    headers = stack.authorization | {"Content-Type": "multipart/form-data; boundary=x"}
    response = httpx.post(f"{stack.url}/v1/note/audio", headers=headers, content=gigabyte(), timeout=120)
    assert refusal(response) == (413, "PAYLOAD_TOO_LARGE")


def test_the_servers_memory_stays_flat_however_large_the_upload(stack: Stack) -> None:
    server = psutil.Process(int(json.loads((stack.folder / "children.json").read_text())["api"][0]))
    before = server.memory_info().rss
    highest = before

    def large() -> Iterator[bytes]:
        nonlocal highest
        yield FORM_START
        block = os.urandom(MIB)
        for _ in range(200):
            yield block
            highest = max(highest, server.memory_info().rss)
        yield b'\r\n--x\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
        yield b'{"specialty": "generic"}\r\n--x--\r\n'

    headers = stack.authorization | {"Content-Type": "multipart/form-data; boundary=x"}
    response = httpx.put(f"{stack.url}/v1/note/audio", headers=headers, content=large(), timeout=120)
    assert response.status_code == 202, response.text
    httpx.delete(f"{stack.url}/v1/note/{response.json()['noteId']}", headers=stack.authorization, timeout=30)
    assert highest - before < 64 * MIB


def test_a_client_that_hangs_up_leaves_nothing(stack: Stack) -> None:
    before, bucket = archived(stack), connect_s3(s3_of(stack))

    def torn() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="audio"; filename="v"\r\n\r\nfLaC'
        yield os.urandom(12 * MIB)
        raise ConnectionError

    headers = stack.authorization | {"Content-Type": "multipart/form-data; boundary=x"}
    with pytest.raises(ConnectionError):
        httpx.put(f"{stack.url}/v1/note/audio", headers=headers, content=torn(), timeout=30)

    def unfinished() -> bool:
        return bool(bucket.list_multipart_uploads(Bucket="soapline").get("Uploads"))

    assert wait_until(lambda: not unfinished(), seconds=20)
    assert archived(stack) == before


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("silence.mp3", ("-f", "lavfi", "-t", "5", "-i", "anullsrc=r=16000:cl=mono"), "NO_SPEECH"),
        ("ten_hours.flac", ("-f", "lavfi", "-t", "36000", "-i", "anullsrc=r=8000:cl=mono"), "AUDIO_TOO_LONG"),
        ("brief.wav", ("-f", "lavfi", "-t", "0.3", "-i", "sine=300:r=16000"), "AUDIO_TOO_SHORT"),
        (
            "picture.mp4",
            ("-f", "lavfi", "-t", "2", "-i", "color=c=blue:s=64x64:r=5", "-c:v", "mpeg4"),
            "NO_AUDIO_TRACK",
        ),
    ],
)
def test_a_recording_that_cannot_become_a_note_fails_with_its_reason(
    stack: Stack, tmp_path: Path, name: str, arguments: tuple[str, ...], code: str
) -> None:
    response = post(stack, make(tmp_path, name, *arguments))
    assert response.status_code == 202
    status = stack.finish(response.json()["noteId"], seconds=60)
    assert status["status"] == "failed"
    error = status["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    assert status["message"]


def test_noise_with_an_mp3_header_fails_as_unreadable(stack: Stack) -> None:
    response = post(stack, b"fLaC" + os.urandom(50_000))
    assert response.status_code == 202
    error = stack.finish(response.json()["noteId"], seconds=60)["error"]
    assert isinstance(error, dict)
    assert error["code"] == "UNREADABLE_AUDIO"


def test_a_torn_recording_is_transcribed_as_far_as_it_goes(stack: Stack, sample: Path) -> None:
    body = sample.read_bytes()
    response = post(stack, body[: len(body) // 4])
    assert stack.finish(response.json()["noteId"])["status"] == "completed"


def s3_of(stack: Stack) -> S3Settings:
    """The stack's own S3 server."""
    names = ("endpoint_url", "access_key_id", "secret_access_key")
    return S3Settings.model_validate({name: stack.variables[f"SOAPLINE_S3_{name.upper()}"] for name in names})


def archived(stack: Stack) -> set[str]:
    """Files of notes' audio in the S3 server's folder."""
    return {str(path) for path in (stack.folder / "s3").rglob("audio*")}
