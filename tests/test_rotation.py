"""The archive's keys are rotated while recordings come in."""

import base64
import json
import os
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.archive import Archive
from pipeline.archive.envelope import META_KEY_ID, LocalKeyRing, UnknownKey
from pipeline.archive.key_rings import KeyFileRing
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.rotation import Rotated, rotate_data_keys
from pipeline.settings import S3Settings
from tests.archive.test_notes import TRANSCRIPT
from tests.conftest import SOAPLINE, Stack, make_request, start_stack, stop_stack
from tests.servers import S3Server

OLD, NEW = b"o" * 32, b"n" * 32


def archive_with(settings: S3Settings, keys: dict[str, bytes]) -> Archive:
    storage = SealedStorage(connect_s3(settings), LocalKeyRing(keys), settings)
    storage.create_bucket()
    return Archive(storage)


@pytest.fixture
def settings(s3_server: S3Server) -> S3Settings:
    return s3_server.settings.model_copy(update={"bucket": f"rotation-{os.urandom(4).hex()}"})


def keys_in(settings: S3Settings) -> Counter[str]:
    """How many objects are under each key."""
    client = connect_s3(settings)
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=settings.bucket)
    names = [found["Key"] for page in pages for found in page.get("Contents", [])]
    heads = [client.head_object(Bucket=settings.bucket, Key=name) for name in names]
    return Counter(head["Metadata"][META_KEY_ID] for head in heads)


def test_objects_are_rewrapped_once_and_read_without_the_old_key(settings: S3Settings) -> None:
    before = archive_with(settings, {"old": OLD})
    for number in range(5):
        before.put_transcript(f"note_{number}", TRANSCRIPT)
    both = archive_with(settings, {"new": NEW, "old": OLD})
    both.put_request(make_request("note_0"))
    seen: list[int] = []
    assert rotate_data_keys(both, seen.append) == Rotated(objects=6, rewrapped=5)
    assert rotate_data_keys(both, seen.append) == Rotated(objects=6)
    assert sum(seen) == 12
    after = archive_with(settings, {"new": NEW})
    assert [after.get_transcript(f"note_{n}") for n in range(5)] == [TRANSCRIPT] * 5


def test_a_body_of_several_parts_keeps_its_bytes(settings: S3Settings, tmp_path: Path) -> None:
    before = archive_with(settings, {"old": OLD})
    audio = os.urandom(12 * 1024 * 1024)
    with before.audio_writer("note_0") as writer:
        writer.write(audio)
    rotate_data_keys(archive_with(settings, {"new": NEW, "old": OLD}), lambda _: None)
    assert archive_with(settings, {"new": NEW}).fetch_audio("note_0", tmp_path / "audio")
    assert (tmp_path / "audio").read_bytes() == audio


def test_a_key_that_is_not_configured_is_named_and_a_broken_object_holds_nothing_up(
    settings: S3Settings,
) -> None:
    archive_with(settings, {"old": OLD}).put_transcript("note_1", TRANSCRIPT)
    with pytest.raises(UnknownKey, match="old"):
        rotate_data_keys(archive_with(settings, {"new": NEW}), lambda _: None)
    connect_s3(settings).put_object(Bucket=settings.bucket, Key="notes/note_0/audio", Body=b"x")
    both = archive_with(settings, {"new": NEW, "old": OLD})
    assert rotate_data_keys(both, lambda _: None) == Rotated(objects=2, rewrapped=1, unreadable=1)


def test_an_object_deleted_meanwhile_stays_deleted(settings: S3Settings) -> None:
    archive = archive_with(settings, {"new": NEW})
    assert archive.rewrap("note_0/request.json") is False
    assert list(archive.object_names()) == []


def test_a_key_file_is_read_again_when_it_changes_and_kept_when_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "archive.keys"
    write_keys(path, {"old": OLD})
    ring = KeyFileRing(path)
    _, wrapped = ring.new_data_key(b"x")
    write_keys(path, {"new": NEW, "old": OLD})
    assert ring.new_data_key(b"x")[1].key_id == "new"
    assert not ring.is_current(wrapped)
    path.write_text("torn")
    assert ring.unwrap(wrapped, b"x") == LocalKeyRing({"old": OLD}).unwrap(wrapped, b"x")
    path.unlink()
    assert ring.is_current(ring.rewrap(wrapped, b"x"))


def write_keys(path: Path, keys: dict[str, bytes]) -> None:
    lines = (f"{key_id}:{base64.b64encode(key).decode()}\n" for key_id, key in keys.items())
    fresh = path.with_suffix(".fresh")
    fresh.write_text("".join(lines))
    fresh.replace(path)


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    running = start_stack(tmp_path / "soapline")
    yield running
    stop_stack(running)


def s3_of(stack: Stack) -> S3Settings:
    variables = stack.variables
    return S3Settings.model_validate(
        {
            "endpoint_url": variables["SOAPLINE_S3_ENDPOINT_URL"],
            "access_key_id": variables["SOAPLINE_S3_ACCESS_KEY_ID"],
            "secret_access_key": variables["SOAPLINE_S3_SECRET_ACCESS_KEY"],
        }
    )


def kill_in_the_middle(stack: Stack) -> None:
    environment = os.environ | {"SOAPLINE_LOCAL_DIR": str(stack.folder)}
    command = subprocess.Popen([SOAPLINE, "keys", "rotate-data"], env=environment, stderr=subprocess.DEVNULL)
    command.kill()
    command.wait(30)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_keys_are_rotated_without_downtime_while_recordings_come_in(
    own_stack: Stack, short_recording: Path
) -> None:
    path = own_stack.folder / "archive.keys"
    old = dict(line.split(":") for line in path.read_text().split())
    keys = {key_id: base64.b64decode(key) for key_id, key in old.items()}
    first = [own_stack.submit(short_recording) for _ in range(8)]
    accepted, stop = list(first), threading.Event()

    def keep_submitting() -> None:
        while not stop.wait(0.5):
            accepted.append(own_stack.submit(short_recording))

    clinic = threading.Thread(target=keep_submitting)
    clinic.start()
    write_keys(path, keys | {"new": NEW})
    write_keys(path, {"new": NEW} | keys)
    kill_in_the_middle(own_stack)
    runs = [own_stack.command("keys", "rotate-data", "--json") for _ in range(2)]
    stop.set()
    clinic.join()
    assert [run.returncode for run in runs] == [0, 0], [run.stderr for run in runs]
    counts = [json.loads(run.stdout) for run in runs]
    print(counts, len(accepted), keys_in(s3_of(own_stack)))
    assert counts[0]["rewrapped"] > 0
    ends = [own_stack.finish(note_id, seconds=240)["status"] for note_id in accepted]
    own_stack.command("keys", "rotate-data")
    assert set(keys_in(s3_of(own_stack))) == {"new"}
    write_keys(path, {"new": NEW})
    assert ends == ["completed"] * len(accepted)
    for note_id in accepted:
        url = f"{own_stack.url}/v1/note/{note_id}"
        assert httpx.get(url, headers=own_stack.authorization, timeout=30).status_code == httpx.codes.OK
