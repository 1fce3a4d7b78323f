"""The deliver stage from the archive to a real receiver."""

from collections.abc import Iterator

import pytest

from pipeline.archive import Archive
from pipeline.errors import Permanent
from pipeline.leases import Leases
from pipeline.models import Stage, Webhook
from pipeline.notes.engine import load_engine
from pipeline.settings import Settings, WebhookSettings
from pipeline.stages.deliver import deliver
from pipeline.stages.failure import record_failure
from pipeline.stages.work import NoteEnded, Workbench
from pipeline.stages.write import write
from pipeline.status import StatusBoard, opening_status
from pipeline.webhooks import NotTaken, WebhookRefused, Webhooks
from tests.conftest import make_request
from tests.stages.test_stages import SAID
from tests.webhooks.receiver import Receiver, running_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def webhook(archive: Archive, receiver: Receiver) -> Webhook:
    return Webhooks(archive).set("clinic", receiver.url, allow_private=True)


@pytest.fixture
def bench(archive: Archive, board: StatusBoard, leases: Leases, webhook: Webhook) -> Iterator[Workbench]:
    request = make_request()
    archive.put_request(request)
    board.put(opening_status(request))
    archive.put_transcript("note_01", SAID)
    settings = Settings.model_validate({"webhook": WebhookSettings(allow_private=True)})
    with leases.hold("note_01", "writing") as lease:
        yield Workbench(archive, board, settings, lease)


def test_a_finished_note_is_told_whole_signed_and_once(
    bench: Workbench, receiver: Receiver, webhook: Webhook
) -> None:
    write(bench, load_engine("grounded"), "note_01")
    deliver(bench, "note_01", attempts=1)
    deliver(bench, "note_01", attempts=1)
    (event,) = receiver.events()
    assert (event["event"], event["note_id"], event["status"]) == ("note.generated", "note_01", "completed")
    assert event["created_at"].endswith("Z")
    assert "cough" in event["data"]["subjective"]
    assert event["data"]["noteId"] == "note_01"
    assert receiver.verified(webhook.secret)
    ended = bench.archive.get_delivery("note_01")
    assert ended is not None
    assert (ended.delivered, ended.attempts, ended.http_status) == (True, 1, 204)


def test_a_failed_note_is_told_with_its_reason_and_without_data(bench: Workbench, receiver: Receiver) -> None:
    record_failure(bench, "note_01", Stage.NORMALIZING, Permanent("Nothing was said.", code="NO_SPEECH"))
    deliver(bench, "note_01", attempts=1)
    (event,) = receiver.events()
    assert (event["event"], event["status"]) == ("note.failed", "failed")
    assert event["error"] == {"code": "NO_SPEECH", "message": "Nothing was said."}
    assert "data" not in event


def test_an_event_that_was_not_taken_is_told_again_under_the_same_id(
    bench: Workbench, receiver: Receiver
) -> None:
    write(bench, load_engine("grounded"), "note_01")
    receiver.answers = [500]
    with pytest.raises(NotTaken):
        deliver(bench, "note_01", attempts=1)
    assert bench.archive.get_delivery("note_01") is None
    deliver(bench, "note_01", attempts=2)
    first, second = receiver.taken
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


def test_a_private_address_is_refused_unless_the_operator_permits_it(
    bench: Workbench, receiver: Receiver
) -> None:
    write(bench, load_engine("grounded"), "note_01")
    strict = Workbench(bench.archive, bench.board, Settings(), bench.lease)
    with pytest.raises(WebhookRefused):
        deliver(strict, "note_01", attempts=1)
    assert receiver.taken == []


def test_a_note_that_is_not_finished_or_was_deleted_is_not_told(bench: Workbench, receiver: Receiver) -> None:
    deliver(bench, "note_01", attempts=1)
    bench.archive.delete_note("note_01")
    with pytest.raises(NoteEnded):
        deliver(bench, "note_01", attempts=1)
    assert receiver.taken == []
