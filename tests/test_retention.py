from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from pipeline.archive import Archive
from pipeline.archive.lifecycle import open_bucket_rules
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.archive.writer import PART_BYTES
from pipeline.checks import run_checks
from pipeline.models import IdempotencyClaim, Outcome
from pipeline.retention import remove_audio, remove_claims, remove_expired, remove_orphans
from pipeline.settings import RetentionSettings, Settings
from tests.archive.test_notes import TRANSCRIPT
from tests.conftest import make_request
from tests.servers import S3Server

NOW = datetime.now(UTC)


def test_expired_notes_are_removed_with_all_their_objects_and_the_others_stay(archive: Archive) -> None:
    for note_id, days in (("note_01", -2), ("note_02", -1), ("note_03", 1)):
        archive.put_request(make_request(note_id, expires_at=NOW + timedelta(days=days)))
        archive.put_transcript(note_id, TRANSCRIPT)
    told: list[tuple[list[str], bool]] = []

    def tell(note_ids: list[str]) -> None:
        told.append((note_ids, all(archive.get_request(note_id) for note_id in note_ids)))

    assert remove_expired(archive, NOW, tell) == ["note_01", "note_02"]
    assert told == [(["note_01", "note_02"], True)], "before they are removed"
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
    torn.abandon()


def test_audio_goes_earlier_than_its_note_once_the_note_has_ended(
    archive: Archive, storage: SealedStorage
) -> None:
    ended, processing = (f"note_{ULID.from_datetime(NOW - timedelta(days=3))}" for _ in range(2))
    late = f"note_{ULID.from_datetime(NOW - timedelta(hours=1))}"
    for note_id in (ended, processing, late):
        archive.put_request(make_request(note_id))
        archive.put_transcript(note_id, TRANSCRIPT)
        storage.put(f"{note_id}/audio", b"x")
        storage.put(f"{note_id}/speech.flac", b"x")
    for note_id in (ended, late):
        archive.end(note_id, Outcome(ended_at=NOW))
    assert remove_audio(archive, NOW - timedelta(days=2)) == [ended]
    assert remove_audio(archive, NOW - timedelta(days=2)) == []
    assert sorted(storage.names(ended)) == [
        f"{ended}/{rest}" for rest in ("outcome.json", "request.json", "transcript.json")
    ]
    for kept in (processing, late):
        assert {f"{kept}/audio", f"{kept}/speech.flac"} < set(storage.names(kept))


def test_claims_are_removed_once_they_no_longer_hold(archive: Archive) -> None:
    archive.put_claim("a", IdempotencyClaim(note_id="note_01", fingerprint="f", made_at=NOW))
    assert remove_claims(archive, datetime.now(UTC)) == 0
    assert remove_claims(archive, datetime.now(UTC) + timedelta(hours=25)) == 1
    assert archive.get_claim("a") is None


@pytest.fixture
def settings(s3_server: S3Server) -> Settings:
    s3 = s3_server.settings.model_copy(update={"bucket": f"rules-{ULID()}".lower()})
    connect_s3(s3).create_bucket(Bucket=s3.bucket)
    return Settings.model_construct(**{**dict(Settings(_env_file=None)), "s3": s3})


def retention_finding(settings: Settings, days: int) -> tuple[bool, str]:
    changed = Settings.model_construct(**{**dict(settings), "retention": RetentionSettings(days=days)})
    found = next(one for one in run_checks(changed) if one.part == "Retention")
    return found.works, found.seen


def test_the_bucket_gets_rules_of_its_own_and_those_of_others_stay(settings: Settings) -> None:
    client, s3 = connect_s3(settings.s3), settings.s3
    theirs = {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 3}}
    client.put_bucket_lifecycle_configuration(
        Bucket=s3.bucket,
        LifecycleConfiguration={"Rules": [theirs]},  # type: ignore[list-item]
    )
    assert open_bucket_rules(s3).note_days() is None
    assert open_bucket_rules(s3).set(32)
    assert open_bucket_rules(s3).set(40)
    assert open_bucket_rules(s3).note_days() == 40
    found = client.get_bucket_lifecycle_configuration(Bucket=s3.bucket)["Rules"]
    assert {rule["ID"]: rule["Filter"]["Prefix"] for rule in found} == {
        "logs": "logs/",
        "soapline-notes": "notes/note_",
        "soapline-idempotency": "notes/idempotency/",
    }


def test_doctor_says_what_removes_notes_and_finds_a_rule_that_is_too_short(settings: Settings) -> None:
    assert retention_finding(settings, 30)[0]
    assert "soapline retention" in retention_finding(settings, 30)[1]
    open_bucket_rules(settings.s3).set(32)
    assert retention_finding(settings, 30) == (
        True,
        "notes go after 30 days by the sweep, and what is left after 32 by the bucket",
    )
    assert retention_finding(settings, 60) == (
        False,
        "The bucket removes notes after 32 days; they expire after 60.",
    )
