"""Whose recording is next, on a real Redis-protocol server."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import redis

from pipeline.errors import Retryable
from pipeline.lines import LEAST_SPARE, LEAST_WINDOW, Lines
from pipeline.models import NoteRequest, Outcome, Priority
from pipeline.redis_link import connect
from pipeline.settings import QueueSettings, RedisSettings
from pipeline.status import HANDED, StatusBoard, opening_status
from tests.conftest import latest, make_request

START = datetime.now(UTC)
COMPLETED = Outcome(ended_at=START)


def lines_of(client: "redis.Redis", **settings: object) -> Lines:
    return Lines(client, QueueSettings.model_validate(settings))


def request(note_id: str, tenant: str = "clinic", priority: str = "routine", at: float = 0) -> NoteRequest:
    return make_request(
        note_id,
        tenant=tenant,
        created_at=START + timedelta(seconds=at),
        options={"specialty": "physician", "priority": priority},
    )


def accept(lines: Lines, board: StatusBoard, *requests: NoteRequest) -> None:
    for one in requests:
        board.put(opening_status(one))
        lines.join(one)


def take_all(lines: Lines, board: StatusBoard) -> list[str]:
    """Take note after note, each ending before the next is taken."""
    order = []
    while (taken := lines.take()) is not None:
        order.append(taken[0])
        board.end(latest(taken[0]), COMPLETED)
    return order


def test_an_idle_system_takes_a_recording_at_once(board: StatusBoard, client: "redis.Redis") -> None:
    lines = lines_of(client)
    accept(lines, board, request("note_a", priority="batch"))
    assert lines.take() == ("note_a", Priority.BATCH)
    assert lines.take() is None


def test_one_recording_overtakes_ten_thousand_of_another_tenant(
    board: StatusBoard, client: "redis.Redis"
) -> None:
    lines = lines_of(client)
    with client.pipeline() as batch:
        for number in range(10_000):
            one = request(f"note_a{number:05}", "large", at=number)
            batch.zadd("soapline:open", {one.note_id: one.created_at.timestamp()})
            batch.zadd("soapline:line:3:large", {one.note_id: one.created_at.timestamp()})
        batch.zadd("soapline:served:3", {"large": 0})
        batch.execute()
    assert [lines.take() for _ in range(LEAST_WINDOW)][-1] == ("note_a00007", Priority.ROUTINE)
    accept(lines, board, request("note_b", "small", at=20_000))
    assert lines.take() is None, "the window is full"
    for ended in ("note_a00000", "note_a00001"):
        board.remove(ended)
    assert ("note_b", Priority.ROUTINE) in (lines.take(), lines.take())


def test_stat_overtakes_routine_overtakes_batch_and_each_has_its_window(
    board: StatusBoard, client: "redis.Redis"
) -> None:
    lines = lines_of(client, window=2)
    accept(lines, board, *(request(f"note_b{n}", priority="batch", at=n) for n in range(3)))
    assert [lines.take(), lines.take(), lines.take()] == [
        ("note_b0", Priority.BATCH),
        ("note_b1", Priority.BATCH),
        None,
    ]
    accept(lines, board, request("note_r", at=4), request("note_s", priority="stat", at=5))
    assert lines.take() == ("note_s", Priority.STAT), "a full window of batch holds no other up"
    assert lines.take() == ("note_r", Priority.ROUTINE)
    for ended in ("note_b0", "note_b1"):
        board.end(latest(ended), COMPLETED)
    assert lines.take() is None, "stat and routine fill the window of batch"
    board.end(latest("note_s"), COMPLETED)
    assert lines.take() == ("note_b2", Priority.BATCH)


def test_tenants_take_turns_by_weight_and_each_line_keeps_its_order(
    board: StatusBoard, client: "redis.Redis"
) -> None:
    lines = lines_of(client, weights={"double": 2})
    for tenant in ("double", "single"):
        for number in range(6):
            accept(lines, board, request(f"note_{tenant}{number}", tenant, at=number))
    order = take_all(lines, board)
    first = order[:6]
    assert sum("double" in note for note in first) == 4
    for tenant in ("double", "single"):
        assert [n for n in order if tenant in n] == [f"note_{tenant}{number}" for number in range(6)]


def test_a_tenant_that_sends_one_at_a_time_gains_no_turns(board: StatusBoard, client: "redis.Redis") -> None:
    lines = lines_of(client)
    accept(lines, board, *(request(f"note_a{n}", "steady", at=n) for n in range(10)))
    order = []
    for number in range(10):
        accept(lines, board, request(f"note_b{number}", "sly", at=100 + number))
        taken = lines.take()
        while taken is not None and "note_a" in taken[0]:
            order.append("a")
            board.end(latest(taken[0]), COMPLETED)
            taken = lines.take()
        order.append("b")
        board.end(latest(f"note_b{number}"), COMPLETED)
    served = "".join(order)
    assert "bbb" not in served
    assert served.count("a") >= 9


def test_a_note_deleted_in_its_line_is_passed_over(board: StatusBoard, client: "redis.Redis") -> None:
    lines = lines_of(client)
    accept(lines, board, request("note_a"), request("note_b", at=1))
    board.remove("note_a")
    assert take_all(lines, board) == ["note_b"]
    assert client.zcard(HANDED) == 0


def test_joining_twice_keeps_one_place_and_a_lost_note_comes_back_to_its_own(
    board: StatusBoard, client: "redis.Redis"
) -> None:
    lines = lines_of(client, window=1)
    early, late = request("note_a", at=0), request("note_b", at=1)
    accept(lines, board, early, late, early)
    assert lines.take() == ("note_a", Priority.ROUTINE)
    lines.join(early)
    assert lines.take() == ("note_a", Priority.ROUTINE)
    assert lines.take() is None


def test_the_window_follows_the_workers_that_run(board: StatusBoard, client: "redis.Redis") -> None:
    lines = lines_of(client)
    lines.announce("transcribe@one", 16)
    lines.announce("transcribe@two", 24)
    client.zadd("soapline:slots", {"transcribe@dead 1000": time.time() - 1})
    accept(lines, board, *(request(f"note_{n:03}", at=n) for n in range(60)))
    taken = 0
    while lines.take() is not None:
        taken += 1
    assert taken == 40 + max(LEAST_SPARE, 40 // 4)


def test_what_ended_unseen_is_taken_out_of_hand(board: StatusBoard, client: "redis.Redis") -> None:
    lines = lines_of(client, window=1)
    accept(lines, board, request("note_a"), request("note_b", priority="stat", at=1))
    lines.take()
    client.zadd(HANDED, {"note_gone": 6})
    lines.forget_ended()
    assert client.zrange(HANDED, 0, -1, withscores=True) == [("note_b", 0.0)]


def test_a_server_that_is_away_is_something_to_retry() -> None:
    away = connect(RedisSettings.model_validate({"url": "redis://127.0.0.1:9/0"}))
    with pytest.raises(Retryable):
        lines_of(away).take()
