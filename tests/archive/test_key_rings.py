import base64
from pathlib import Path

import pytest

from pipeline.archive.envelope import Tampered
from pipeline.archive.key_rings import KmsKeyRing, NoArchiveKey, connect_kms, open_key_ring, parse_keys
from pipeline.errors import Retryable
from pipeline.settings import ArchiveSettings
from tests.servers import S3Server

ENCODED = base64.b64encode(b"k" * 32).decode()


def test_keys_come_from_settings_or_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.keys"
    path.write_text(f"from-file:{ENCODED}\n\n")
    by_value = open_key_ring(ArchiveSettings.model_validate({"keys": f"from-value:{ENCODED}"}))
    assert by_value.new_data_key(b"x")[1].key_id == "from-value"
    assert open_key_ring(ArchiveSettings(key_file=path)).new_data_key(b"x")[1].key_id == "from-file"


@pytest.mark.parametrize("entry", ["no-colon", f":{ENCODED}", "id:!!!", "id:c2hvcnQ=", ""])
def test_a_malformed_key_is_refused_without_being_repeated(entry: str) -> None:
    with pytest.raises(NoArchiveKey) as caught:
        parse_keys([entry])
    assert not entry or entry not in caught.value.public_message


def test_no_key_at_all_says_which_settings_to_set() -> None:
    with pytest.raises(NoArchiveKey, match="SOAPLINE_ARCHIVE_KEYS"):
        open_key_ring(ArchiveSettings())
    with pytest.raises(NoArchiveKey, match="cannot be read"):
        open_key_ring(ArchiveSettings(key_file=Path("/nowhere/archive.keys")))


@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def test_data_keys_made_by_kms_open_only_for_their_object(s3_server: S3Server) -> None:
    client = connect_kms(s3_server.url, "us-east-1")
    ring = KmsKeyRing(client, client.create_key()["KeyMetadata"]["KeyId"])
    data_key, wrapped = ring.new_data_key(b"note_a/audio")
    assert len(data_key) == 32
    assert data_key not in wrapped.blob
    assert ring.unwrap(wrapped, b"note_a/audio") == data_key
    with pytest.raises((Tampered, Retryable)):
        ring.unwrap(wrapped, b"note_b/audio")


def test_a_data_key_moves_to_another_kms_key(s3_server: S3Server) -> None:
    client = connect_kms(s3_server.url, "us-east-1")
    old, new = (KmsKeyRing(client, client.create_key()["KeyMetadata"]["KeyId"]) for _ in range(2))
    data_key, wrapped = old.new_data_key(b"note_a/audio")
    assert not new.is_current(wrapped)
    moved = new.rewrap(wrapped, b"note_a/audio")
    assert new.is_current(moved)
    assert new.unwrap(moved, b"note_a/audio") == data_key


def test_kms_away_is_something_to_retry() -> None:
    with pytest.raises(Retryable, match="key service"):
        KmsKeyRing(connect_kms("http://127.0.0.1:9", "us-east-1"), "any").new_data_key(b"x")
