from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive import Archive
from pipeline.models import Failure, KeyRecord, Segment, Speech, Stage, Transcript
from tests.conftest import make_request

SPEECH = Speech(duration=2, level_dbfs=-20, gain_db=0, speech_seconds=1.5)
TRANSCRIPT = Transcript(
    language="en", duration=2, model="tiny.en", segments=[Segment(id="s1", start=0, end=2, text="hello")]
)


def test_each_object_of_a_note_comes_back_as_it_was(archive: Archive, tmp_path: Path) -> None:
    flac = tmp_path / "speech.flac"
    flac.write_bytes(b"fLaC")
    request = make_request()
    failure = Failure(code="NO_SPEECH", message="m", stage=Stage.NORMALIZING, failed_at=datetime.now(UTC))
    archive.put_request(request)
    archive.put_speech("note_01", flac, SPEECH)
    archive.put_transcript("note_01", TRANSCRIPT)
    archive.put_failure("note_01", failure)
    assert archive.get_request("note_01") == request
    assert archive.get_speech("note_01") == SPEECH
    assert archive.get_transcript("note_01") == TRANSCRIPT
    assert archive.get_failure("note_01") == failure
    assert archive.get_note("note_01") is None
    assert archive.fetch_speech("note_01", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"fLaC"


def test_only_notes_with_a_request_exist(archive: Archive) -> None:
    archive.put_transcript("note_01", TRANSCRIPT)
    archive.put_request(make_request("note_02"))
    assert list(archive.note_ids()) == ["note_02"]


def test_deleting_a_note_leaves_nothing_of_it_and_all_of_the_others(archive: Archive) -> None:
    for note_id in ("note_01", "note_011"):
        archive.put_request(make_request(note_id))
        archive.put_transcript(note_id, TRANSCRIPT)
    archive.delete_note("note_01")
    assert archive.get_request("note_01") is None
    assert archive.get_transcript("note_01") is None
    assert archive.get_transcript("note_011") == TRANSCRIPT


def test_api_keys_are_kept_apart_from_notes(archive: Archive) -> None:
    record = KeyRecord(key_hash="ab", key_id="key_ab", tenant="clinic", created_at=datetime.now(UTC))
    archive.put_key(record)
    assert archive.get_key("ab") == record
    assert list(archive.key_records()) == [record]
    assert list(archive.note_ids()) == []
