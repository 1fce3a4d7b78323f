"""Around every request: its id, its log line, and the rest of a body nobody read."""

import asyncio
import re
import time
from contextlib import suppress
from http import HTTPStatus

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from ulid import ULID

from pipeline.api.auditing import Origin, origin
from pipeline.metrics.instruments import request_answered
from pipeline.settings import MIB

log = structlog.get_logger()

# An early refusal reads on for a while: a client that is still sending would otherwise see
# a reset connection instead of the answer (RFC 9112, section 9.6).
DRAIN_BYTES = 1536 * MIB
DRAIN_SECONDS = 10.0
# Strangers get less patience than clients with a key.
STRANGER_BYTES = 64 * MIB
AUDIO_PATH = "/v1/note/audio"
_SAFE_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class RequestRecord:
    """ASGI middleware: binds ``request_id``, answers it as ``X-Request-Id``, logs one line."""

    def __init__(self, app: ASGIApp, *, json_max_bytes: int) -> None:
        self._app = app
        self._json_max_bytes = json_max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; only HTTP requests are recorded."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        structlog.contextvars.clear_contextvars()
        request_id = _request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        origin.set(Origin(scope["client"][0] if scope["client"] else "", request_id))
        # Recordings are streamed and have limits of their own; everything else is read whole.
        limit = None if scope["path"] == AUDIO_PATH else self._json_max_bytes
        body, started, status = Body(scope, receive, limit), time.perf_counter(), 0

        async def record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", request_id.encode())
                message["headers"] = [*message["headers"], own]
                if status >= HTTPStatus.BAD_REQUEST:
                    stranger = status == HTTPStatus.UNAUTHORIZED
                    await body.drain(STRANGER_BYTES if stranger else DRAIN_BYTES)
            await send(message)

        # HEAD is answered as GET; the server sends no body for it (RFC 9110, section 9.3.2).
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, body.receive, record)
        finally:
            seconds, route = time.perf_counter() - started, _route(inner)
            request_answered(scope["method"], route, status, seconds, waited=_asked_to_wait(scope, route))
            log.info(
                "request",
                method=scope["method"],
                route=route,
                status=status,
                seconds=round(seconds, 4),
                bytes_in=body.size,
            )


class Body:
    """Counts a request's body, ends it at a limit, and reads on what the application left unread."""

    def __init__(self, scope: Scope, receive: Receive, limit: int | None) -> None:
        self._receive = receive
        self._limit = limit
        self._ended = False
        # A client that asked for 100-continue has sent nothing until the body is read.
        self._coming = (b"expect", b"100-continue") not in scope["headers"]
        self.size = 0

    async def receive(self) -> Message:
        """The next message; beyond the limit, the exception that FastAPI answers with 413."""
        message = await self._counted()
        if self._limit is not None and self.size > self._limit:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    async def _counted(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._coming = True
            self.size += len(message.get("body", b""))
            self._ended = not message.get("more_body", False)
        else:
            self._ended = True
        return message

    async def drain(self, limit: int) -> None:
        """Read and drop the rest of a body that is on its way, up to so many bytes."""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._coming and not self._ended and self.size < limit:
                    await self._counted()


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SAFE_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return str(ULID())


def _asked_to_wait(scope: Scope, route: str) -> bool:
    return b"wait=" in scope["query_string"] or route.endswith("/events")


def _route(scope: Scope) -> str:
    # The pattern, not the path: a mistyped path can hold anything.
    route = scope.get("route")
    return str(getattr(route, "path", "unmatched"))
