from datetime import UTC, datetime, timedelta

from ulid import ULID

from pipeline.archive import Archive
from pipeline.archive.storage import SealedStorage
from pipeline.archive.writer import PART_BYTES
from pipeline.retention import remove_expired, remove_orphans
from tests.archive.test_notes import TRANSCRIPT
from tests.conftest import make_request

NOW = datetime.now(UTC)


def test_expired_notes_are_removed_with_all_their_objects_and_the_others_stay(archive: Archive) -> None:
    for note_id, days in (("note_01", -2), ("note_02", -1), ("note_03", 1)):
        archive.put_request(make_request(note_id, expires_at=NOW + timedelta(days=days)))
        archive.put_transcript(note_id, TRANSCRIPT)
    assert remove_expired(archive, NOW) == ["note_01", "note_02"]
    assert list(archive.note_ids()) == ["note_03"]
    assert archive.get_transcript("note_01") is None
    assert archive.get_transcript("note_03") == TRANSCRIPT


def test_with_nothing_expired_nothing_is_removed(archive: Archive) -> None:
    archive.put_request(make_request("note_01", expires_at=NOW + timedelta(days=1)))
    assert remove_expired(archive, NOW) == []


def test_uploads_that_were_never_accepted_are_removed_after_a_day(
    archive: Archive, storage: SealedStorage
) -> None:
    old = f"note_{ULID.from_datetime(NOW - timedelta(hours=25))}"
    new, accepted = (f"note_{ULID()}" for _ in range(2))
    for note_id in (old, new, accepted):
        storage.put(f"{note_id}/audio", b"x")
    archive.put_request(make_request(accepted))
    torn = storage.writer(f"{ULID()}/audio")
    torn.write(bytes(2 * PART_BYTES))
    assert remove_orphans(archive, NOW) == [old]
    assert archive.drop_unfinished_uploads(NOW - timedelta(hours=24)) == 0
    assert archive.drop_unfinished_uploads(datetime.now(UTC) + timedelta(minutes=5)) == 1
    assert {name.partition("/")[0] for name in storage.names()} == {new, accepted}
