import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from celery import Celery, Signature

from pipeline import recovery
from pipeline.archive import Archive
from pipeline.broker import broker_options
from pipeline.deadline import wait_until
from pipeline.dispatch import Dispatcher
from pipeline.fence import HIGHEST, attempts_key
from pipeline.leases import MAX_DEATHS, HeldElsewhere, LeaseLost, Leases, lease_key
from pipeline.lines import LEAST_WINDOW, line_name
from pipeline.models import NoteState, Outcome, Priority, Stage
from pipeline.recovery import Sweep, recover_from_archive
from pipeline.redis_link import connect
from pipeline.restore import first_missing_stage
from pipeline.settings import RedisSettings, Settings
from pipeline.status import HANDED, StatusBoard, opening_status
from tests.archive.test_notes import SPEECH, TRANSCRIPT
from tests.conftest import latest, make_request


@pytest.fixture
def dispatcher(redis_url: str) -> Dispatcher:
    return Dispatcher(Settings.model_validate({"redis": {"url": redis_url}}))


@pytest.fixture
def sweep(
    archive: Archive,
    board: StatusBoard,
    dispatcher: Dispatcher,
    client: "redis.Redis",
    monkeypatch: pytest.MonkeyPatch,
) -> Sweep:
    monkeypatch.setattr(recovery, "QUIET_SECONDS", 0.0)
    return Sweep(archive, board, dispatcher, client)


def accept(archive: Archive, board: StatusBoard, note_id: str = "note_01") -> None:
    archive.put_request(make_request(note_id))
    board.put(opening_status(make_request(note_id)))


def waiting(client: "redis.Redis", stage: str, priority: str = "\x06\x163") -> int:
    return int(str(client.llen(stage + priority)))


def test_a_note_whose_message_was_lost_is_sent_on(
    sweep: Sweep, archive: Archive, board: StatusBoard, client: "redis.Redis"
) -> None:
    accept(archive, board)
    assert sweep.run() == ["note_01"]
    assert waiting(client, "normalize") == 1
    assert sweep.run() == [], "it waits in a queue now"


def test_a_note_is_sent_on_from_the_first_stage_without_output(
    sweep: Sweep, archive: Archive, board: StatusBoard, client: "redis.Redis", tmp_path: Path
) -> None:
    accept(archive, board)
    assert first_missing_stage(archive, "note_01") == "normalize"
    (tmp_path / "flac").write_bytes(b"fLaC")
    archive.put_speech("note_01", tmp_path / "flac", SPEECH)
    assert first_missing_stage(archive, "note_01") == "transcribe"
    archive.put_transcript("note_01", TRANSCRIPT)
    sweep.run()
    assert waiting(client, "write") == 1


def test_notes_in_hand_in_a_queue_or_ended_are_left_alone(
    sweep: Sweep, archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    for note_id in ("note_held", "note_queued", "note_done"):
        accept(archive, board, note_id)
    dispatcher.send("note_queued", Priority.BATCH)
    board.end(latest("note_done"), Outcome(ended_at=datetime.now(UTC)))
    with Leases(client).hold("note_held", "normalize"):
        assert sweep.run() == []


def test_a_note_that_a_worker_sent_to_its_next_stage_is_seen_in_the_queue(
    sweep: Sweep, archive: Archive, board: StatusBoard, client: "redis.Redis", redis_url: str
) -> None:
    accept(archive, board)
    # As a worker does: the link comes out of a message's JSON, so its arguments are a list.
    settings = Settings.model_validate({"redis": {"url": redis_url}})
    worker = Celery(set_as_current=False)
    worker.conf.update(broker_options(settings))
    link = {"task": "soapline.transcribe", "args": ["note_01"], "kwargs": {}, "options": {"priority": 3}}
    Signature.from_dict(link, app=worker).apply_async()
    assert waiting(client, "transcribe") == 1
    assert sweep.run() == []


def test_a_note_that_was_quiet_for_a_moment_is_not_sent_on(
    archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    accept(archive, board)
    assert Sweep(archive, board, dispatcher, client).run() == []


def test_notes_that_wait_for_their_turn_are_left_alone(
    sweep: Sweep, archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    for number in range(LEAST_WINDOW + 3):
        accept(archive, board, f"note_{number:02}")
        dispatcher.dispatch(make_request(f"note_{number:02}"), first_stage="normalize")
    assert sweep.run() == []
    assert waiting(client, "normalize") == LEAST_WINDOW


def test_a_note_whose_dispatcher_died_between_line_and_queue_is_sent_on(
    sweep: Sweep, archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    accept(archive, board)
    dispatcher.lines.join(make_request())
    assert dispatcher.lines.take() == ("note_01", Priority.ROUTINE)
    assert sweep.run() == ["note_01"]
    assert waiting(client, "normalize") == 1
    assert client.zcard(HANDED) == 1


def test_a_deleted_note_is_forgotten(sweep: Sweep, archive: Archive, board: StatusBoard) -> None:
    accept(archive, board)
    archive.delete_note("note_01")
    assert sweep.run() == ["note_01"]
    assert board.get("note_01") is None
    assert sweep.run() == []


def test_all_of_redis_is_rebuilt_from_the_archive(
    archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    for number in range(20):
        archive.put_request(make_request(f"note_{number:02}"))
    for number in range(10):
        archive.put_transcript(f"note_{number:02}", TRANSCRIPT)
    client.flushall()
    told: list[bool] = []
    recover_from_archive(archive, board, dispatcher, archive.note_ids(), told.append)
    assert told == [True] * 20
    assert waiting(client, "write") == 10
    assert waiting(client, "normalize") == LEAST_WINDOW
    assert client.zcard(line_name("clinic", Priority.ROUTINE)) == 10 - LEAST_WINDOW
    status = board.get("note_07")
    assert status is not None
    assert (status.state, status.stage) == (NoteState.PROCESSING, Stage.QUEUED)


def test_a_lease_keeps_a_second_worker_out_and_is_renewed(client: "redis.Redis") -> None:
    mine, theirs = Leases(client, seconds=0.6), Leases(client, seconds=0.6)
    with mine.hold("note_01", "write"):
        seen = time.monotonic() + 1.5
        assert wait_until(lambda: time.monotonic() > seen, seconds=3)
        with pytest.raises(HeldElsewhere), theirs.hold("note_01", "write"):
            pass
    with theirs.hold("note_01", "write"):
        assert client.exists(lease_key("note_01"))
    assert not client.exists(lease_key("note_01"))
    mine.hand_back()
    theirs.hand_back()


def test_a_parked_note_counts_as_held_until_its_retry_comes(
    sweep: Sweep, archive: Archive, board: StatusBoard, client: "redis.Redis"
) -> None:
    accept(archive, board)
    leases = Leases(client)
    with leases.hold("note_01", "write") as lease:
        lease.park(60)
    assert sweep.run() == []
    with leases.hold("note_01", "write"):
        pass
    leases.hand_back()


def test_tokens_rise_with_every_lease_even_after_redis_was_wiped(
    leases: Leases, client: "redis.Redis"
) -> None:
    tokens = []
    for wiped in (False, False, True, False):
        if wiped:
            client.flushall()
        with leases.hold("note_01", "write") as lease:
            tokens.append(lease.token)
    assert tokens == sorted(set(tokens))


def test_a_worker_that_was_frozen_learns_that_its_lease_was_taken(client: "redis.Redis") -> None:
    frozen, other = Leases(client, seconds=0.6), Leases(client)
    with frozen.hold("note_01", "write") as lease:
        lease.check()
        client.delete(lease_key("note_01"))
        with other.hold("note_01", "write"), pytest.raises(LeaseLost):
            lease.check()
        # The other one is done and has let go: the frozen one must not take up its lease again.
        assert wait_until(lambda: lease.lost, seconds=3)
        assert not client.exists(lease_key("note_01"))
        with pytest.raises(LeaseLost):
            lease.stop_if_lost()
    frozen.hand_back()
    other.hand_back()


def test_a_lease_outlives_a_wiped_redis(client: "redis.Redis") -> None:
    leases = Leases(client, seconds=0.6)
    with leases.hold("note_01", "write") as lease:
        client.flushall()
        assert wait_until(lambda: bool(client.exists(lease_key("note_01"))), seconds=3)
        lease.check()
    leases.hand_back()


def test_an_attempt_that_ended_while_redis_was_away_is_no_death(
    client: "redis.Redis", redis_url: str
) -> None:
    link = connect(RedisSettings.model_validate({"url": redis_url}))
    address = link.connection_pool.connection_kwargs
    leases, port = Leases(link, seconds=0.6), address["port"]
    with leases.hold("note_01", "write"):
        address["port"] = 9
        link.connection_pool.disconnect()
    address["port"] = port
    assert wait_until(lambda: client.hkeys(attempts_key("note_01")) == [HIGHEST], seconds=3)
    leases.hand_back()
    link.close()


def test_attempts_that_end_are_not_counted(client: "redis.Redis") -> None:
    leases = Leases(client)
    for _ in range(MAX_DEATHS + 2):
        with leases.hold("note_01", "transcribe"):
            pass
    assert client.hkeys(attempts_key("note_01")) == [HIGHEST]
    leases.hand_back()


def test_notes_that_a_restarted_redis_lost_are_brought_back_and_the_others_left_alone(
    sweep: Sweep, archive: Archive, board: StatusBoard, client: "redis.Redis"
) -> None:
    accept(archive, board, "note_kept")
    archive.put_request(make_request("note_lost"))
    told: list[bool] = []
    assert sweep.rebuild(told.append)
    assert told == [True]
    assert board.get("note_lost") is not None
    assert not sweep.rebuild(told.append), "once for every run of the server"
    client.flushall()
    assert sweep.rebuild(told.append)
    assert told == [True] * 3


def test_messages_that_dead_workers_took_are_dropped_once_their_note_has_ended(
    sweep: Sweep, archive: Archive, board: StatusBoard, dispatcher: Dispatcher, client: "redis.Redis"
) -> None:
    accept(archive, board, "note_open")
    for note_id in ("note_open", "note_ended"):
        dispatcher.send(note_id, Priority.STAT)
        taken = json.loads(str(client.rpop("normalize")))
        client.hset("unacked", note_id, json.dumps([taken, "", "normalize"]))
        client.zadd("unacked_index", {note_id: time.time()})
    sweep.run()
    assert client.hkeys("unacked") == ["note_open"]
    assert client.zrange("unacked_index", 0, -1) == ["note_open"]
