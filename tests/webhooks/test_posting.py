"""Events on the wire, to a real receiver."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipeline.models import Webhook
from pipeline.webhooks import NotTaken, WebhookRefused, post
from pipeline.webhooks.signature import new_secret
from tests.webhooks.receiver import Receiver, running_receiver

SECRET = new_secret()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def send(url: str, *, timeout: float = 10, allow_private: bool = True) -> int:
    webhook = Webhook(tenant="clinic", url=url, secret=SECRET, since=datetime.now(UTC))
    return post(webhook, "note_01.note.generated", b'{"a": 1}', timeout=timeout, allow_private=allow_private)


def test_an_event_is_posted_with_a_signature_that_the_receiver_can_verify(receiver: Receiver) -> None:
    assert send(receiver.url) == 204
    headers, body = receiver.taken[0]
    assert body == b'{"a": 1}'
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "note_01.note.generated"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert headers["host"] == receiver.url.split("/")[2]
    assert receiver.verified(SECRET)
    assert not receiver.verified(new_secret())


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_an_answer_that_is_no_success_is_not_taken(receiver: Receiver, status: int) -> None:
    receiver.answers = [status]
    with pytest.raises(NotTaken) as failure:
        send(receiver.url)
    assert failure.value.http_status == status
    assert failure.value.for_good is (status == 410)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers, receiver.headers = [307], {"Location": receiver.url}
    with pytest.raises(NotTaken):
        send(receiver.url)
    assert len(receiver.taken) == 1


def test_a_receiver_that_does_not_answer_is_given_up_after_the_time_limit(receiver: Receiver) -> None:
    receiver.hold = threading.Event()
    began = time.monotonic()
    with pytest.raises(NotTaken) as failure:
        send(receiver.url, timeout=0.3)
    assert time.monotonic() - began < 10
    assert failure.value.http_status is None


def test_a_receiver_that_is_away_is_not_taken_and_its_address_is_not_told() -> None:
    with pytest.raises(NotTaken) as failure:
        send("http://127.0.0.1:9/secret-path")
    assert failure.value.__suppress_context__
    assert "secret-path" not in str(failure.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.7", "169.254.169.254"])
def test_an_address_that_is_not_public_is_never_connected_to(receiver: Receiver, host: str) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    with pytest.raises(WebhookRefused):
        send(f"https://{host}:{port}/notes", allow_private=False)
    assert receiver.taken == []


def test_a_certificate_that_is_not_the_hosts_is_refused(receiver: Receiver) -> None:
    # The receiver speaks plain http: a handshake cannot succeed, and nothing is sent in clear.
    with pytest.raises(NotTaken):
        send(receiver.url.replace("http://", "https://"))
    assert receiver.taken == []
