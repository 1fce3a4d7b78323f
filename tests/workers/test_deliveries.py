"""The task that tells webhooks, with messages on a real broker and a real receiver."""

import base64
import json
from collections.abc import Iterator

import pytest
import redis
from celery.exceptions import Ignore, Retry

from pipeline.archive import Archive
from pipeline.audit import AuditLog, AuditTrail, events_of
from pipeline.dispatch import Dispatcher
from pipeline.errors import Permanent
from pipeline.leases import Lease, Leases
from pipeline.models import Stage
from pipeline.recovery import Sweep, recover_from_archive
from pipeline.settings import Settings, WebhookSettings
from pipeline.stages.failure import record_failure
from pipeline.stages.work import NoteEnded, Workbench
from pipeline.status import StatusBoard, opening_status
from pipeline.webhooks import Webhooks
from tests.conftest import make_request
from tests.webhooks.receiver import Receiver, running_receiver
from tests.workers.messages import in_hand
from workers import deliveries, tasks
from workers.app import app
from workers.retries import StageFailed

NOTE = "note_01"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def bench(
    archive: Archive,
    board: StatusBoard,
    redis_url: str,
    leases: Leases,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> Workbench:
    Webhooks(archive).set("clinic", receiver.url, allow_private=True)
    request = make_request(NOTE)
    archive.put_request(request)
    board.put(opening_status(request))
    settings = Settings.model_validate(
        {"redis": {"url": redis_url}, "webhook": WebhookSettings(allow_private=True, max_retries=2)}
    )
    queue = Dispatcher(settings)
    monkeypatch.setattr(tasks, "stores", lambda: (archive, board))
    monkeypatch.setattr(tasks, "leases", lambda: leases)
    monkeypatch.setattr(tasks, "dispatcher", lambda: queue)
    trail = AuditTrail(archive, leases._redis)
    monkeypatch.setattr(tasks, "audit_trail", lambda: trail)
    for module in (tasks, deliveries):
        monkeypatch.setattr(module, "settings", settings)
    monkeypatch.setattr(app.conf, "broker_url", redis_url)
    return Workbench(archive, board, settings, Lease(NOTE, leases._redis))


def run(*, retries: int = 0) -> None:
    """Run the message as a worker does."""
    task = deliveries.deliver
    with in_hand(task, NOTE, queue="deliver", retries=retries):
        task.run(NOTE)


def failed(bench: Workbench) -> None:
    record_failure(bench, NOTE, Stage.NORMALIZING, Permanent("Nothing was said.", code="NO_SPEECH"))


def recover(bench: Workbench) -> None:
    """Rebuild status and queue, as after Redis was lost."""
    recover_from_archive(bench.archive, bench.board, tasks.dispatcher(), [NOTE], lambda sent: None)


def queued(client: "redis.Redis") -> list[object]:
    """Arguments of the messages that wait to be delivered."""
    messages = [json.loads(str(message)) for message in client.lrange("deliver", 0, -1)]
    return [json.loads(base64.b64decode(message["body"]))[:2] for message in messages]


def test_a_note_that_fails_is_sent_to_its_webhook_by_its_id_alone(
    bench: Workbench, client: "redis.Redis"
) -> None:
    with pytest.raises(StageFailed):
        tasks.fail(tasks.normalize, bench.lease, Stage.NORMALIZING, Permanent("No.", code="NO_SPEECH"))
    assert queued(client) == [[[NOTE], {}]]


def test_a_message_that_came_back_after_the_note_ended_still_sends_it_on(
    bench: Workbench, client: "redis.Redis"
) -> None:
    failed(bench)

    def ended(_bench: Workbench) -> None:
        raise NoteEnded

    with pytest.raises(Ignore):
        tasks.attempt(tasks.normalize, bench.lease, Stage.NORMALIZING, ended)
    assert queued(client) == [[[NOTE], {}]]


def test_what_was_sent_to_a_webhook_stands_in_the_audit_log_once(
    bench: Workbench, client: "redis.Redis"
) -> None:
    failed(bench)
    run()
    run()
    found = events_of(batch for _, batch in AuditLog(bench.archive, client).batches())
    assert [(event.action, event.tenant, event.subject) for event in found] == [("deliver", "clinic", NOTE)]


def test_nothing_is_queued_where_a_tenant_has_no_webhook(bench: Workbench, client: "redis.Redis") -> None:
    Webhooks(bench.archive).remove("clinic")
    failed(bench)
    tasks.announce(NOTE)
    assert queued(client) == []


def test_a_delivery_that_was_lost_with_redis_is_found_in_the_archive(
    bench: Workbench, client: "redis.Redis", receiver: Receiver
) -> None:
    failed(bench)
    client.flushall()
    recover(bench)
    assert queued(client) == [[[NOTE], {}]]
    run()
    client.flushall()
    recover(bench)
    assert queued(client) == []
    assert len(receiver.taken) == 1


def test_an_event_that_is_not_taken_comes_back_later_and_is_then_taken(
    bench: Workbench, receiver: Receiver
) -> None:
    failed(bench)
    receiver.answers = [500]
    with pytest.raises(Retry):
        run()
    run(retries=1)
    assert [event["note_id"] for event in receiver.events()] == [NOTE, NOTE]
    ended = bench.archive.get_delivery(NOTE)
    assert ended is not None
    assert (ended.delivered, ended.attempts) == (True, 2)


@pytest.mark.parametrize(("status", "retries"), [(500, 2), (410, 0)])
def test_a_webhook_that_never_takes_it_is_given_up_and_the_note_stays(
    bench: Workbench, receiver: Receiver, status: int, retries: int
) -> None:
    failed(bench)
    receiver.answers = [status]
    with pytest.raises(StageFailed, match="WEBHOOK_NOT_TAKEN"):
        run(retries=retries)
    ended = bench.archive.get_delivery(NOTE)
    assert ended is not None
    assert (ended.delivered, ended.attempts, ended.http_status) == (False, retries + 1, status)
    outcome = bench.archive.get_outcome(NOTE)
    assert outcome is not None
    assert outcome.failure is not None


def test_a_refused_address_is_given_up_at_once(
    bench: Workbench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed(bench)
    monkeypatch.setattr(tasks, "settings", Settings())
    with pytest.raises(StageFailed, match="WEBHOOK_REFUSED"):
        run()
    assert receiver.taken == []


def test_a_second_message_while_the_first_is_in_hand_is_dropped(bench: Workbench, receiver: Receiver) -> None:
    failed(bench)
    with tasks.leases().hold(f"{NOTE}:deliver", "deliver"), pytest.raises(Ignore):
        run()
    assert receiver.taken == []


def test_the_sweep_leaves_a_delivery_in_hand_alone_though_its_note_has_ended(
    bench: Workbench, client: "redis.Redis"
) -> None:
    failed(bench)
    tasks.announce(NOTE)
    with app.connection_for_read() as connection, connection.SimpleQueue("deliver") as queue:
        queue.get(block=True, timeout=10)
        assert client.hlen("unacked") == 1
        Sweep(bench.archive, bench.board, tasks.dispatcher(), client).run()
        assert client.hlen("unacked") == 1
