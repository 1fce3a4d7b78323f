from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis

from pipeline.archive import Archive
from pipeline.archive.storage import SealedStorage
from pipeline.audit import AuditLog, AuditTrail, broken_chains, events_of
from pipeline.errors import Retryable
from pipeline.models import AuditAction, AuditBatch, AuditEvent

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(number: int, *, at: datetime = NOW) -> AuditEvent:
    return AuditEvent(
        at=at + timedelta(seconds=number),
        action=AuditAction.READ,
        who="key_1",
        tenant="clinic",
        subject=f"note_{number}",
        origin="192.0.2.1",
    )


@pytest.fixture
def log(archive: Archive, client: "redis.Redis") -> AuditLog:
    return AuditLog(archive, client)


@pytest.fixture
def trail(archive: Archive, client: "redis.Redis") -> AuditTrail:
    return AuditTrail(archive, client)


def problems(log: AuditLog) -> list[str]:
    return broken_chains(log.batches(), log.heads())


def test_the_chains_of_several_processes_are_read_as_one_log_in_order(
    archive: Archive, client: "redis.Redis", log: AuditLog, storage: SealedStorage
) -> None:
    first, second = AuditTrail(archive, client), AuditTrail(archive, client)
    first.append([event(1), event(3)])
    second.append([event(2)])
    first.append([event(4)])
    assert [found.subject for found in events_of(batch for _, batch in log.batches())] == [
        "note_1", "note_2", "note_3", "note_4",
    ]  # fmt: skip
    assert problems(log) == []
    client.flushall()
    assert len(log.batches()) == 3, "the log survives the loss of Redis"
    assert problems(log) == []


def test_only_the_days_that_are_asked_for_are_read(trail: AuditTrail, log: AuditLog) -> None:
    for days in range(3):
        trail.append([event(days, at=NOW + timedelta(days=days))])
    middle = (NOW + timedelta(days=1)).date()
    assert [found.subject for found in events_of(b for _, b in log.batches(middle, middle))] == ["note_1"]


@pytest.fixture
def names(trail: AuditTrail, archive: Archive) -> list[str]:
    for number in range(4):
        trail.append([event(number)])
    return list(archive.audit_names())


def rewrite(storage: SealedStorage, name: str, change: Callable[[AuditBatch], AuditBatch]) -> None:
    """What somebody who holds the archive's keys could do."""
    body = storage.get(name)
    assert body is not None
    storage.put(name, change(AuditBatch.model_validate_json(body)).model_dump_json().encode())


def test_every_way_of_tampering_shows(log: AuditLog, storage: SealedStorage, names: list[str]) -> None:
    kept = {name: storage.get(name) for name in names}

    def restored() -> None:
        for name, body in kept.items():
            storage.put(name, body or b"")
        assert problems(log) == []

    storage.delete(names[1])
    assert "gap before its batch 3" in problems(log)[0]
    restored()
    storage.delete(names[-1])
    assert "cut off: its batch 4" in problems(log)[0]
    restored()
    for name in names:
        storage.delete(name)
    assert "cut off" in problems(log)[0], "a whole chain that is gone shows"
    restored()
    rewrite(storage, names[1], lambda batch: batch.model_copy(update={"events": [event(9)]}))
    assert "changed before its batch 3" in problems(log)[0]
    restored()
    rewrite(storage, names[-1], lambda batch: batch.model_copy(update={"events": [event(9)]}))
    assert "was rewritten: its batch 4" in problems(log)[0]
    restored()
    moved = storage.get(names[0])
    storage.put(names[2], moved or b"")
    assert any("another batch than its name" in problem for problem in problems(log))
    restored()


def test_a_batch_that_was_altered_without_the_keys_is_named(
    log: AuditLog, storage: SealedStorage, names: list[str]
) -> None:
    sealed = storage._client.get_object(Bucket=storage._bucket, Key=f"notes/{names[0]}")
    body = bytearray(sealed["Body"].read())
    body[-1] ^= 1
    storage._client.put_object(
        Bucket=storage._bucket, Key=f"notes/{names[0]}", Body=bytes(body), Metadata=sealed["Metadata"]
    )
    assert names[0] in problems(log)[0]


def test_events_of_an_outage_are_written_once_when_the_store_is_back(
    archive: Archive, client: "redis.Redis", log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail = AuditTrail(archive, client)

    def away(_batch: AuditBatch) -> None:
        raise Retryable("away")

    with monkeypatch.context() as outage:
        outage.setattr(archive, "put_audit", away)
        for number in range(3):
            with pytest.raises(Retryable):
                trail.append([event(number)])
        assert trail.behind
    trail.append([])
    assert not trail.behind
    assert [found.subject for found in events_of(b for _, b in log.batches())] == [
        "note_0",
        "note_1",
        "note_2",
    ]
    assert problems(log) == []
