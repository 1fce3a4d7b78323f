import gc
import os
import threading
import tracemalloc
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from pipeline.archive.conditions import WRITERS, ConditionalWrites, probe_conditional_writes
from pipeline.archive.envelope import LocalKeyRing, Tampered, WrappedKey
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.archive.writer import PART_BYTES
from pipeline.errors import Retryable
from pipeline.settings import MIB, S3Settings
from tests.servers import S3Server, run_s3


def uploads_under_way(server: S3Server, bucket: str) -> list[object]:
    return list(connect_s3(server.settings).list_multipart_uploads(Bucket=bucket).get("Uploads", []))


def bucket_of(storage: SealedStorage) -> str:
    return storage._bucket


def test_an_object_comes_back_and_the_store_never_sees_its_text(
    storage: SealedStorage, s3_server: S3Server
) -> None:
    storage.put("a/x", b"she reports chest pain")
    assert storage.get("a/x") == b"she reports chest pain"
    raw = connect_s3(s3_server.settings).get_object(Bucket=bucket_of(storage), Key="notes/a/x")
    assert b"chest" not in raw["Body"].read()
    assert raw["Metadata"]["soapline-key-id"] == "test"


def test_a_missing_object_is_none(storage: SealedStorage) -> None:
    assert storage.get("a/none") is None
    assert not storage.download("a/none", Path("/nonexistent"))


def test_a_file_of_several_parts_comes_back(storage: SealedStorage, tmp_path: Path) -> None:
    source, back = tmp_path / "source", tmp_path / "back"
    source.write_bytes(os.urandom(2 * PART_BYTES + 17))
    storage.upload("a/audio", source)
    assert storage.download("a/audio", back)
    assert back.read_bytes() == source.read_bytes()


def test_an_exception_while_writing_leaves_no_object_and_no_parts(
    storage: SealedStorage, s3_server: S3Server
) -> None:
    def torn() -> None:
        with storage.writer("a/audio") as writer:
            writer.write(os.urandom(2 * PART_BYTES))
            assert len(uploads_under_way(s3_server, bucket_of(storage))) == 1
            raise ConnectionError

    with pytest.raises(ConnectionError):
        torn()
    assert list(storage.names()) == []
    assert uploads_under_way(s3_server, bucket_of(storage)) == []


def test_objects_below_a_name_are_listed_and_deleted_together(storage: SealedStorage) -> None:
    for name in ("a/1", "a/2", "b/1"):
        storage.put(name, b"x")
    assert list(storage.names("a/")) == ["a/1", "a/2"]
    assert storage.delete_under("a/") == 2
    assert list(storage.names()) == ["b/1"]


def test_an_object_moved_to_another_name_does_not_open(storage: SealedStorage, s3_server: S3Server) -> None:
    storage.put("note_a/note.json", b"{}")
    bucket = bucket_of(storage)
    connect_s3(s3_server.settings).copy_object(
        Bucket=bucket, Key="notes/note_b/note.json", CopySource=f"{bucket}/notes/note_a/note.json"
    )
    with pytest.raises(Tampered):
        storage.get("note_b/note.json")


def test_a_store_that_is_away_is_something_to_retry() -> None:
    settings = S3Settings.model_validate(
        {"endpoint_url": "http://127.0.0.1:9", "access_key_id": "a", "secret_access_key": "b"}
    )
    away = SealedStorage(connect_s3(settings), LocalKeyRing({"k": b"k" * 32}), settings)
    for call in (away.check, away.create_bucket, lambda: away.get("x"), lambda: away.put("x", b"")):
        with pytest.raises(Retryable):
            call()


def test_server_side_encryption_is_asked_for_where_set(s3_server: S3Server) -> None:
    settings = s3_server.settings.model_copy(update={"bucket": "with-sse", "sse": "AES256"})
    storage = SealedStorage(connect_s3(settings), LocalKeyRing({"k": b"k" * 32}), settings)
    storage.create_bucket()
    storage.create_bucket()
    storage.put("x", b"y")
    head = connect_s3(settings).head_object(Bucket="with-sse", Key="notes/x")
    assert head["ServerSideEncryption"] == "AES256"


def test_what_was_stored_survives_a_killed_server(tmp_path: Path) -> None:
    ring = LocalKeyRing({"k": b"k" * 32})
    with run_s3(tmp_path, services="s3") as first:
        storage = SealedStorage(connect_s3(first.settings), ring, first.settings)
        storage.create_bucket()
        body = os.urandom(PART_BYTES + 5)
        with storage.writer("a/audio") as writer:
            writer.write(body)
        first.process.kill()
        first.process.wait()
    with run_s3(tmp_path, services="s3") as second:
        assert SealedStorage(connect_s3(second.settings), ring, second.settings).get("a/audio") == body


def test_the_embedded_store_honours_conditional_writes_and_keeps_no_probe(storage: SealedStorage) -> None:
    assert probe_conditional_writes(storage) is ConditionalWrites.HONOURED
    assert list(storage.names()) == []


def test_a_store_without_conditional_writes_is_told_from_one_with(
    storage: SealedStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = storage._put
    monkeypatch.setattr(storage, "_put", lambda name, body, wrapped, **_: put(name, body, wrapped))
    assert probe_conditional_writes(storage) is ConditionalWrites.IGNORED

    def refuse(name: str, body: bytes, wrapped: WrappedKey, **condition: object) -> None:
        if condition:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 501}}, "PutObject")  # type: ignore[typeddict-item]
        put(name, body, wrapped)

    monkeypatch.setattr(storage, "_put", refuse)
    assert storage.put_once("a", b"x")
    assert storage.get("a") == b"x"
    assert probe_conditional_writes(storage) is ConditionalWrites.IGNORED


def test_a_store_that_looks_and_then_writes_is_told_too(
    storage: SealedStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, together = storage._put, threading.Barrier(WRITERS)

    def look_then_write(name: str, body: bytes, wrapped: WrappedKey, **condition: object) -> None:
        found = name in storage.names()
        if not name.endswith("alone"):
            together.wait(10)
        if found:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 412}}, "PutObject")  # type: ignore[typeddict-item]
        put(name, body, wrapped)

    monkeypatch.setattr(storage, "_put", look_then_write)
    assert probe_conditional_writes(storage) is ConditionalWrites.RACING


def test_a_part_that_is_being_filled_is_not_held_in_memory(storage: SealedStorage) -> None:
    tracemalloc.start()
    try:
        with storage.writer("a/audio") as writer:
            for _ in range(64):
                writer.write(bytes(PART_BYTES // 80))
            gc.collect()
            held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 1.5 * MIB
