"""Which tenant has which webhook."""

from datetime import UTC, datetime

from pipeline.archive import Archive
from pipeline.models import Webhook
from pipeline.webhooks.addresses import check_host, check_url
from pipeline.webhooks.signature import new_secret


class Webhooks:
    """Sets, lists and removes webhooks. Calls may raise `Retryable` when the archive is away."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def set(self, tenant: str, url: str, *, allow_private: bool) -> Webhook:
        """Send a tenant's events to a URL from now on, with a new secret.

        Raises `WebhookRefused` where the URL cannot be used, or its host is not a public one.
        """
        check_url(url, allow_private=allow_private)
        check_host(url, allow_private=allow_private)
        before = self._archive.get_webhook(tenant)
        since = before.since if before else datetime.now(UTC)
        webhook = Webhook(tenant=tenant, url=url, secret=new_secret(), since=since)
        self._archive.put_webhook(webhook)
        return webhook

    def get(self, tenant: str) -> Webhook | None:
        """A tenant's webhook, or None."""
        return self._archive.get_webhook(tenant)

    def list(self) -> list[Webhook]:
        """All webhooks, by tenant."""
        return sorted(self._archive.webhooks(), key=lambda webhook: webhook.tenant)

    def remove(self, tenant: str) -> bool:
        """Send a tenant no more events; whether there was a webhook."""
        found = self._archive.get_webhook(tenant) is not None
        self._archive.delete_webhook(tenant)
        return found


def delivery_due(archive: Archive, note_id: str) -> Webhook | None:
    """The webhook that is still to be told of a recording's note; None where there is none.

    Notes from text went to their clients at once, and those that were accepted before the
    webhook was set are not its concern. Raises `Retryable` when the archive is away.
    """
    request = archive.get_request(note_id)
    if request is None or not request.audio_bytes:
        return None
    webhook = archive.get_webhook(request.tenant)
    if webhook is None or request.created_at < webhook.since:
        return None
    return webhook if archive.get_delivery(note_id) is None else None
