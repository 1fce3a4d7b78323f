"""One connection of the server: heads of requests in bounded size and time.

uvicorn's httptools protocol takes a head of any size and waits for it for ever; a stranger
could hold memory and sockets with that. What the parser itself refuses gets the contract's
envelope too. Source: OWASP Denial of Service Cheat Sheet, "limit header size and time".
"""

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pipeline.api.envelope import error_body

# A bearer key, an idempotency key and what proxies add come to less than 4 KB.
HEAD_BYTES = 32 * 1024
HEAD_FIELDS = 100
HEAD_SECONDS = 20.0


class HeadTooLarge(Exception):
    """The request's head is over `HEAD_BYTES` or `HEAD_FIELDS`."""


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection with a limit on each request's head: bytes, fields and seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._head_open = True
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected: it owes the head of a request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._head_ended()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of an unfinished head are counted before they are parsed further."""
        super().data_received(data)
        if self._head_open and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        super().on_message_begin()
        self._expect_head()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        super().on_url(url)
        if len(self.url) > HEAD_BYTES:
            raise HeadTooLarge

    def on_header(self, name: bytes, value: bytes) -> None:
        """One field of the head."""
        super().on_header(name, value)
        size = sum(len(field) + len(text) for field, text in self.headers)
        if size > HEAD_BYTES or len(self.headers) > HEAD_FIELDS:
            raise HeadTooLarge

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head_ended()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are not the contract's
        """Refuse what is no request, in the contract's envelope, and hang up."""
        if self.transport.is_closing():
            return
        message = "The request's head cannot be read, or is too large. Send fewer and shorter header fields."
        body = orjson.dumps(error_body("VALIDATION_ERROR", message))
        head = (
            f"HTTP/1.1 {HTTPStatus.BAD_REQUEST.value} Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _expect_head(self) -> None:
        self._head_ended()
        self._head_bytes, self._head_open = 0, True
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _head_ended(self) -> None:
        self._head_open = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
