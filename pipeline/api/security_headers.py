"""The headers that keep browsers and caches from doing anything else with an answer.

Source: OWASP REST Security Cheat Sheet, "Security headers"; W3C Content Security Policy
Level 3 (script hashes); RFC 6797 (Strict-Transport-Security, over TLS only).
"""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

# Answers hold patient data: no cache keeps them, no page frames them, no browser guesses at them.
_ALWAYS: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OVER_TLS: Header = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
# The documentation pages: their own scripts and styles from this host, and the calls tried out there.
_PAGE = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """ASGI middleware: puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; only HTTP answers have headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        always = [*_ALWAYS, _OVER_TLS] if scope["scheme"] == "https" else list(_ALWAYS)
        page: Message | None = None

        async def guarded(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start":
                if _is_page(message["headers"]):
                    # Its policy names its scripts, so it waits for the page itself.
                    page = message
                    return
                message = _with(message, [*always, _policy(_NO_PAGE)])
            elif page is not None:
                start, page = page, None
                await send(_with(start, [*always, _policy(page_policy(message["body"]))]))
            await send(message)

        await self._app(scope, receive, guarded)


def page_policy(page: bytes) -> str:
    """The content security policy of a page of our own: its inline scripts by their hash."""
    digests = [hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page)]
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _PAGE.format(hashes=hashes)


def _with(start: Message, headers: list[Header]) -> Message:
    return {**start, "headers": [*start["headers"], *headers]}


def _policy(text: str) -> Header:
    return b"content-security-policy", text.encode()


def _is_page(headers: Iterable[Header]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)
