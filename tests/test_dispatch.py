import json

import pytest

from pipeline.broker import PRIORITY_STEPS
from pipeline.dispatch import Dispatcher
from pipeline.errors import Retryable
from pipeline.models import Priority
from pipeline.redis_link import connect
from pipeline.settings import Settings


def settings_for(url: str) -> Settings:
    return Settings.model_validate({"redis": {"url": url}})


def queued(url: str) -> dict[str, list[str]]:
    client = connect(settings_for(url).redis)
    names = [str(name) for name in client.scan_iter() if "binding" not in str(name)]
    found = {name: [str(item) for item in client.lrange(name, 0, -1)] for name in names}
    client.close()
    return found


@pytest.fixture(autouse=True)
def empty(redis_url: str) -> None:
    client = connect(settings_for(redis_url).redis)
    client.flushall()
    client.close()


def test_a_message_holds_the_notes_id_and_nothing_else(redis_url: str) -> None:
    Dispatcher(settings_for(redis_url)).send("note_01", Priority.STAT)
    (messages,) = queued(redis_url).values()
    body = json.loads(messages[0])
    assert body["headers"]["task"] == "soapline.normalize"
    assert body["headers"]["argsrepr"] == "('note_01',)"


def test_each_priority_has_its_own_list_and_stat_is_read_first(redis_url: str) -> None:
    dispatcher = Dispatcher(settings_for(redis_url))
    for priority in Priority:
        dispatcher.send(f"note_{priority}", priority)
    assert sorted(PRIORITY_STEPS, key=lambda p: PRIORITY_STEPS[p]) == [
        Priority.STAT,
        Priority.ROUTINE,
        Priority.BATCH,
    ]
    assert len(queued(redis_url)) == 3


def test_a_chain_can_begin_at_a_later_stage(redis_url: str) -> None:
    Dispatcher(settings_for(redis_url)).send("note_01", Priority.STAT, first_stage="write")
    assert list(queued(redis_url)) == ["write"]


def test_a_broker_that_is_away_is_something_to_retry() -> None:
    with pytest.raises(Retryable, match="queue"):
        Dispatcher(settings_for("redis://127.0.0.1:9/0")).send("note_01", Priority.STAT)
