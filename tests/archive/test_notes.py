from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive import Archive
from pipeline.models import Failure, IdempotencyClaim, KeyRecord, Outcome, Segment, Speech, Stage, Transcript
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
    outcome = archive.end("note_01", Outcome(ended_at=datetime.now(UTC), failure=failure))
    assert archive.get_request("note_01") == request
    assert archive.get_speech("note_01") == SPEECH
    assert archive.get_transcript("note_01") == TRANSCRIPT
    assert archive.get_outcome("note_01") == outcome
    assert outcome.failure == failure
    assert archive.get_note("note_01") is None
    assert archive.fetch_speech("note_01", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"fLaC"


def test_what_a_stage_stored_is_never_replaced(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "flac").write_bytes(b"fLaC")
    later = TRANSCRIPT.model_copy(update={"model": "another"})
    assert archive.put_speech("note_01", tmp_path / "flac", SPEECH)
    assert not archive.put_speech("note_01", tmp_path / "flac", SPEECH.model_copy(update={"gain_db": 9}))
    assert archive.put_transcript("note_01", TRANSCRIPT)
    assert not archive.put_transcript("note_01", later)
    assert archive.get_speech("note_01") == SPEECH
    assert archive.get_transcript("note_01") == TRANSCRIPT


def test_of_a_note_and_a_failure_at_the_same_moment_one_stands(archive: Archive) -> None:
    now = datetime.now(UTC)
    failure = Failure(code="POISON", message="m", stage=Stage.WRITING, failed_at=now)
    outcomes = [Outcome(ended_at=now, failure=failure if odd else None) for odd in [0, 1] * 8]
    with ThreadPoolExecutor(16) as writers:
        standing = list(writers.map(lambda outcome: archive.end("note_01", outcome), outcomes))
    assert standing == [archive.get_outcome("note_01")] * 16


def test_a_first_claim_of_an_idempotency_key_stays(archive: Archive) -> None:
    claim = IdempotencyClaim(note_id="note_01", fingerprint="f", made_at=datetime.now(UTC))
    assert archive.put_first_claim("k", claim)
    assert not archive.put_first_claim("k", claim.model_copy(update={"note_id": "note_02"}))
    assert archive.get_claim("k") == claim


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
