"""Posting one signed event to one webhook, within one time limit."""

import asyncio
import time
from http import HTTPStatus

import httpx

from pipeline.errors import Retryable
from pipeline.models import Webhook
from pipeline.webhooks.addresses import WebhookRefused, check_url, resolve
from pipeline.webhooks.signature import signed_headers

__all__ = ["NotTaken", "WebhookRefused", "post"]

_PORTS = {"https": 443, "http": 80}


class NotTaken(Retryable):
    """The receiver did not answer in time, or not with a 2xx status."""

    code = "WEBHOOK_NOT_TAKEN"

    def __init__(self, http_status: int | None = None) -> None:
        self.http_status = http_status
        answer = f"answered HTTP {http_status}" if http_status else "did not answer in time"
        super().__init__(f"The webhook {answer}.")

    @property
    def for_good(self) -> bool:
        """Whether the receiver says that it wants no more of this (410)."""
        return self.http_status == HTTPStatus.GONE


def post(webhook: Webhook, event_id: str, body: bytes, *, timeout: float, allow_private: bool) -> int:
    """Post a JSON body; returns the 2xx status. ``timeout`` is in seconds, for everything.

    No redirect is followed and the answer's body is not read. Raises `NotTaken`,
    `WebhookRefused` or, where the name cannot be resolved, another `Retryable`.
    """
    check_url(webhook.url, allow_private=allow_private)
    headers = signed_headers(webhook.secret, event_id, int(time.time()), body)
    headers |= {"Content-Type": "application/json", "User-Agent": "soapline-webhook"}
    sending = _send(webhook.url, headers, body, timeout, allow_private=allow_private)
    try:
        status = asyncio.run(asyncio.wait_for(sending, timeout))
    except (TimeoutError, httpx.HTTPError):
        # Without its cause: the client's errors quote the address, which can hold a token.
        raise NotTaken from None
    if not httpx.codes.is_success(status):
        raise NotTaken(status)
    return status


async def _send(
    address: str, headers: dict[str, str], body: bytes, timeout: float, *, allow_private: bool
) -> int:
    url = httpx.URL(address)
    ip = await resolve(url.host, url.port or _PORTS[url.scheme], allow_private=allow_private)
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=timeout) as client,
        client.stream(
            "POST",
            url.copy_with(host=ip),
            content=body,
            headers={**headers, "Host": url.netloc.decode()},
            # The certificate is checked against the name, not the address connected to.
            extensions={"sni_hostname": url.host},
        ) as response,
    ):
        return response.status_code
