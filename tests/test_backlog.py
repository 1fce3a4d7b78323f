"""What waits is read from the notes' own records: exact over processes and after deaths."""

from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from pipeline.backlog import Backlog, BacklogCollector
from pipeline.broker import STAGES
from pipeline.leases import LEASE_SECONDS, Leases, lease_key
from pipeline.models import Failure, Outcome, Stage
from pipeline.redis_link import connect
from pipeline.settings import RedisSettings
from pipeline.status import StatusBoard, opening_status
from tests.conftest import latest, make_request
from tests.test_status import FAILURE

NOW = datetime.now(UTC)


@pytest.fixture
def backlog(client: "redis.Redis") -> Backlog:
    return Backlog(client, kept_milliseconds=1)


def accept(board: StatusBoard, *notes: str) -> None:
    for note in notes:
        board.put(opening_status(make_request(note)))


def seconds(backlog: Backlog, queue: str = "transcribe") -> tuple[float, float]:
    found = backlog.read()[queue]
    return found.audio_waiting, found.audio_in_flight


def fresh(client: "redis.Redis") -> None:
    client.delete("soapline:backlog")


def test_an_empty_service_has_a_backlog_of_nothing(backlog: Backlog) -> None:
    assert set(backlog.read()) == set(STAGES)
    assert seconds(backlog) == (0, 0)


def test_audio_waits_from_its_measure_until_its_transcript(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog, leases: Leases
) -> None:
    accept(board, "note_01", "note_02", "note_03")
    assert backlog.read()["normalize"].notes_waiting == 3
    board.hand_on(latest("note_01"), "transcribe", 60.5)
    board.hand_on(latest("note_02"), "transcribe", 3600)
    fresh(client)
    assert seconds(backlog) == (3660.5, 0)
    with leases.hold("note_02", Stage.TRANSCRIBING):
        fresh(client)
        assert seconds(backlog) == (60.5, 3600)
        board.hand_on(latest("note_02"), "write", 3600)
    fresh(client)
    assert seconds(backlog) == (60.5, 0)
    assert seconds(backlog, "write") == (3600, 0)
    assert backlog.read()["normalize"].notes_waiting == 1


def test_a_note_waits_again_when_its_worker_died_and_while_it_waits_for_a_retry(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog, leases: Leases
) -> None:
    accept(board, "note_01")
    board.hand_on(latest("note_01"), "transcribe", 100)
    client.set(lease_key("note_01"), "token of a worker that died", ex=1000)
    assert seconds(backlog) == (0, 100)
    client.delete(lease_key("note_01"))
    fresh(client)
    assert seconds(backlog) == (100, 0)
    with leases.hold("note_01", Stage.TRANSCRIBING) as lease:
        lease.park(LEASE_SECONDS)
    fresh(client)
    assert seconds(backlog) == (100, 0)


def test_until_it_is_measured_a_recording_is_as_long_as_others_of_its_format_and_size(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog
) -> None:
    recorder = {"audio_bytes": 960_000, "audio_format": "ogg"}
    board.put(opening_status(make_request("note_01", **recorder)))
    assert seconds(backlog, "normalize") == (120, 0)
    board.measured(make_request("note_02", audio_bytes=300_000, audio_format="ogg"), 100)
    board.measured(make_request("note_03", audio_bytes=100_000, audio_format="ogg"), 100)
    board.measured(make_request("note_04", audio_bytes=100_000, audio_format="mp3"), 100)
    fresh(client)
    assert seconds(backlog, "normalize") == (480, 0)
    board.hand_on(latest("note_01"), "transcribe", 477.5)
    fresh(client)
    assert seconds(backlog, "normalize") == (0, 0)
    assert seconds(backlog) == (477.5, 0)


def test_an_ended_or_deleted_note_waits_no_more(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog
) -> None:
    accept(board, "note_01", "note_02", "note_03")
    for note in ("note_01", "note_02", "note_03"):
        board.hand_on(latest(note), "transcribe", 10)
    board.end(latest("note_01"), Outcome(ended_at=NOW))
    board.end(latest("note_02"), Outcome(ended_at=NOW, failure=Failure.model_validate(FAILURE)))
    board.remove("note_03")
    assert seconds(backlog) == (0, 0)
    assert backlog.read()["transcribe"].notes_waiting == 0


def test_the_oldest_waiting_note_is_as_old_as_its_upload(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog
) -> None:
    accept(board, "note_01", "note_02")
    client.zincrby("soapline:open", -300, "note_01")
    assert backlog.read()["normalize"].oldest_waiting == pytest.approx(300, abs=30)


def test_all_who_ask_at_the_same_time_get_the_same_answer(board: StatusBoard, client: "redis.Redis") -> None:
    accept(board, "note_01")
    first = Backlog(client, kept_milliseconds=60_000).read()
    accept(board, "note_02")
    assert Backlog(client, kept_milliseconds=60_000).read() == first


def samples(collector: BacklogCollector) -> dict[str, Any]:
    return {
        (sample.name, sample.labels.get("queue")): sample.value
        for family in collector.collect()
        for sample in family.samples
    }


def test_the_gauges_carry_queue_names_alone(
    board: StatusBoard, client: "redis.Redis", backlog: Backlog
) -> None:
    accept(board, "note_01")
    board.hand_on(latest("note_01"), "transcribe", 42)
    found = samples(BacklogCollector(backlog))
    assert found["soapline_audio_waiting_seconds", "transcribe"] == 42
    assert found["soapline_backlog_readable", None] == 1
    assert {queue for _, queue in found} == {*STAGES, None}


def test_without_redis_there_is_no_figure_rather_than_an_old_one() -> None:
    away = connect(RedisSettings.model_validate({"url": "redis://127.0.0.1:1/0"}))
    assert samples(BacklogCollector(Backlog(away))) == {("soapline_backlog_readable", None): 0}
