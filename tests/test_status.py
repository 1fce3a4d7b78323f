from datetime import UTC, datetime, timedelta

import pytest
import redis

from pipeline.errors import Retryable
from pipeline.fence import HIGHEST, Fence, attempts_key
from pipeline.models import Failure, NoteState, Outcome, Stage
from pipeline.redis_link import connect
from pipeline.settings import RedisSettings
from pipeline.status import CHANGES, StatusBoard, opening_status, status_key
from tests.conftest import latest, make_request

FAILURE = Failure(
    code="NO_SPEECH", message="Nothing was said.", stage=Stage.NORMALIZING, failed_at=datetime.now(UTC)
)
COMPLETED = Outcome(ended_at=datetime.now(UTC))
ANY = latest("note_01")


@pytest.fixture
def begun(board: StatusBoard) -> StatusBoard:
    board.put(opening_status(make_request()))
    return board


def test_a_status_comes_back_as_it_was(board: StatusBoard) -> None:
    status = opening_status(make_request())
    board.put(status)
    assert board.get("note_01") == status
    assert board.get("note_02") is None


def test_a_note_moves_through_its_stages_to_completed(begun: StatusBoard) -> None:
    assert begun.advance(ANY, Stage.TRANSCRIBING, 0.5)
    status = begun.get("note_01")
    assert status is not None
    assert (status.stage, status.progress) == (Stage.TRANSCRIBING, 0.5)
    assert begun.end(ANY, COMPLETED)
    status = begun.get("note_01")
    assert status is not None
    assert (status.state, status.progress) == (NoteState.COMPLETED, 1)


def test_a_failed_note_says_why_and_does_not_move_any_more(begun: StatusBoard) -> None:
    assert begun.end(ANY, Outcome(ended_at=datetime.now(UTC), failure=FAILURE))
    assert not begun.advance(ANY, Stage.WRITING, 0.9)
    assert not begun.end(ANY, COMPLETED)
    status = begun.get("note_01")
    assert status is not None
    assert (status.state, status.error_code, status.error_message) == (
        NoteState.FAILED,
        "NO_SPEECH",
        "Nothing was said.",
    )


def test_a_late_writer_does_not_bring_a_deleted_note_back(begun: StatusBoard) -> None:
    begun.remove("note_01")
    assert not begun.advance(ANY, Stage.WRITING, 0.9)
    assert begun.get("note_01") is None


def test_a_writer_whose_note_another_took_over_changes_nothing(
    begun: StatusBoard, client: "redis.Redis"
) -> None:
    client.hset(attempts_key("note_01"), HIGHEST, "1000000000000002")
    overtaken, latest = Fence("note_01", 1000000000000001), Fence("note_01", 1000000000000002)
    assert begun.advance(latest, Stage.TRANSCRIBING, 0.5)
    assert not begun.advance(overtaken, Stage.WRITING, 0.9)
    assert not begun.end(overtaken, COMPLETED)
    status = begun.get("note_01")
    assert status is not None
    assert (status.state, status.stage) == (NoteState.PROCESSING, Stage.TRANSCRIBING)
    assert begun.end(latest, COMPLETED)


def test_every_change_is_announced_by_the_notes_id_alone(begun: StatusBoard, redis_url: str) -> None:
    client = connect(RedisSettings.model_validate({"url": redis_url}))
    with client.pubsub() as subscription:
        subscription.subscribe(CHANGES)
        subscription.get_message(timeout=5)
        begun.advance(ANY, Stage.WRITING, 0.9)
        begun.remove("note_01")
        announced = [subscription.get_message(timeout=5) for _ in range(2)]
    client.close()
    assert [message["data"] for message in announced if message] == ["note_01", "note_01"]


def test_a_status_expires_some_time_after_its_note(board: StatusBoard, redis_url: str) -> None:
    board.put(opening_status(make_request(expires_at=datetime.now(UTC) + timedelta(hours=1))))
    client = connect(RedisSettings.model_validate({"url": redis_url}))
    seconds = int(str(client.ttl(status_key("note_01"))))
    client.close()
    assert 3600 < seconds <= 3600 + 86_400


def test_redis_away_is_something_to_retry_and_the_password_is_not_shown() -> None:
    settings = RedisSettings.model_validate({"url": "redis://:hush@127.0.0.1:9/0"})
    board = StatusBoard(connect(settings), settings)
    with pytest.raises(Retryable) as caught:
        board.check()
    assert "hush" not in caught.value.public_message
