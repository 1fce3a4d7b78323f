"""What clients and load balancers see of a server that is about to stop."""

from http import HTTPStatus

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.api.envelope import RETRY_AFTER_SECONDS, error_body

READINESS = "/readyz"


class Draining:
    """ASGI middleware: once ``begun``, it is not ready any more, and connections end with their answer.

    A client then makes its next request over a new connection, which the load balancer
    sends to a server that stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; before draining has begun nothing is changed."""

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start" and self.begun:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self.begun and scope["path"] == READINESS:
            await not_ready()(scope, receive, last)
        else:
            await self._app(scope, receive, last)


def not_ready() -> JSONResponse:
    """The answer to a probe of a server that is about to stop."""
    body = error_body("SERVICE_UNAVAILABLE", "This server is about to stop.") | {"status": "stopping"}
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, headers)
