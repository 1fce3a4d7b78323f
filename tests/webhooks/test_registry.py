from datetime import UTC, datetime, timedelta

import pytest

from pipeline.archive import Archive
from pipeline.models import Delivery
from pipeline.webhooks import WebhookRefused, Webhooks, delivery_due
from tests.conftest import make_request

URL = "https://clinic.example/notes"


def test_a_webhook_is_set_listed_and_removed(archive: Archive) -> None:
    webhooks = Webhooks(archive)
    made = webhooks.set("clinic", URL, allow_private=False)
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert webhooks.get("clinic") == made
    assert [webhook.tenant for webhook in webhooks.list()] == ["clinic"]
    assert webhooks.remove("clinic")
    assert not webhooks.remove("clinic")
    assert webhooks.list() == []


def test_setting_it_again_makes_a_new_secret_and_forgets_no_recording_in_hand(archive: Archive) -> None:
    webhooks = Webhooks(archive)
    first = webhooks.set("clinic", URL, allow_private=False)
    again = webhooks.set("clinic", URL, allow_private=False)
    assert again.secret != first.secret
    assert again.since == first.since


def test_an_address_that_cannot_be_used_is_not_stored(archive: Archive) -> None:
    with pytest.raises(WebhookRefused):
        Webhooks(archive).set("clinic", "http://clinic.example", allow_private=False)
    assert Webhooks(archive).list() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.7", "169.254.169.254"])
def test_an_address_that_delivery_would_refuse_is_not_stored(archive: Archive, host: str) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        Webhooks(archive).set("clinic", f"https://{host}/notes", allow_private=False)
    assert "SOAPLINE_WEBHOOK_ALLOW_PRIVATE" in refusal.value.public_message
    assert Webhooks(archive).list() == []
    assert Webhooks(archive).set("clinic", f"https://{host}/notes", allow_private=True)


def test_a_delivery_is_due_until_it_ended_and_only_where_somebody_waits_for_it(archive: Archive) -> None:
    webhook = Webhooks(archive).set("clinic", URL, allow_private=False)
    archive.put_request(make_request("note_01"))
    archive.put_request(make_request("note_02", tenant="another"))
    archive.put_request(make_request("note_03", audio_bytes=0, audio_format="text"))
    archive.put_request(make_request("note_04", created_at=webhook.since - timedelta(seconds=1)))
    due = [
        note
        for note in ("note_01", "note_02", "note_03", "note_04", "note_05")
        if delivery_due(archive, note)
    ]
    assert due == ["note_01"]
    ended = Delivery(delivered=False, attempts=3, http_status=410, ended_at=datetime.now(UTC))
    archive.put_delivery("note_01", ended)
    assert delivery_due(archive, "note_01") is None
