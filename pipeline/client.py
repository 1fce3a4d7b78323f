"""A client of the API, for the command line and for scripts."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import httpx

from pipeline.errors import FieldProblem, Rejected, Retryable
from pipeline.settings import MIB

WAIT_SECONDS = 30
# The contract's limit of POST; anything larger goes by PUT.
POST_BYTES = 25 * MIB
# Seconds before a request is made again.
FIRST_DELAY = 0.25
LONGEST_DELAY = 4.0


class SoaplineClient:
    """Talks to one API with one key.

    Every call raises `Rejected` with the server's code and message, or `Retryable` when
    the server is away. With ``patience``, in seconds, a server that has answered before and
    is away now is asked again for so long: it may only be starting anew.
    """

    def __init__(self, url: str, api_key: str, *, patience: float = 0) -> None:
        self._patience = patience
        self._answered = False
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=httpx.Timeout(60, read=WAIT_SECONDS + 30),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def submit(
        self, recording: Path, options: dict[str, str], sent: Callable[[int], None] = lambda _: None
    ) -> dict[str, Any]:
        """Upload a recording; ``sent`` is told the bytes sent so far.

        An upload whose answer was lost is sent again under its key, and makes no second note.
        """
        long = recording.stat().st_size > POST_BYTES
        method, data = ("PUT", {"metadata": json.dumps(options)}) if long else ("POST", options)
        headers = {"Idempotency-Key": uuid.uuid4().hex} if self._patience else {}
        with recording.open("rb") as file:

            def attempt() -> dict[str, Any]:
                file.seek(0)
                # The server judges by content: the name on this machine is nobody's business.
                files = {"audio": ("recording", _Counted(file, sent), "application/octet-stream")}
                return self._ask(method, "/v1/note/audio", files=files, data=data, headers=headers)

            return self._patiently(attempt)

    def status(self, note_id: str, *, wait: int = 0) -> dict[str, Any]:
        """A note's status; with ``wait``, at its next change within so many seconds."""
        params = {"wait": wait} if wait else None
        return self._call("GET", f"/v1/audio/status/{note_id}", params=params)

    def follow(self, note_id: str) -> Iterator[dict[str, Any]]:
        """Statuses as they change, until the note has ended; the last holds its outcome."""
        status = self.status(note_id)
        yield status
        while status["status"] == "processing":
            status = self.status(note_id, wait=WAIT_SECONDS)
            yield status

    def note(self, note_id: str) -> dict[str, Any]:
        """A finished note."""
        return self._call("GET", f"/v1/note/{note_id}")

    def delete(self, note_id: str) -> None:
        """Remove a note and everything it was made from."""
        self._call("DELETE", f"/v1/note/{note_id}")

    def _call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        return self._patiently(lambda: self._ask(method, path, **request))

    def _patiently(self, attempt: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        deadline, delay = time.monotonic() + self._patience, FIRST_DELAY
        while True:
            try:
                return attempt()
            except Retryable:
                if not self._answered or time.monotonic() + delay > deadline:
                    raise
            time.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        try:
            response = self._http.request(method, path, **request)
        except httpx.HTTPError:
            raise Retryable(
                f"No answer from {self._http.base_url}. Is the service running? Start it with: soapline up"
            ) from None
        self._answered = True
        if response.is_success:
            return dict(response.json()) if response.content else {}
        raise _refusal(response)


class _Counted:
    """A file that reports how many bytes were read from it."""

    def __init__(self, file: BinaryIO, sent: Callable[[int], None]) -> None:
        self._file, self._sent = file, sent

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sent(self._file.tell())
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _refusal(response: httpx.Response) -> Rejected | Retryable:
    try:
        error = response.json()["error"]
        details = [FieldProblem(item["field"], item["message"]) for item in error.get("details", [])]
        code, message = str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        return Rejected(f"The server answered {response.status_code} in a form that is not its contract's.")
    if response.status_code in (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS):
        return Retryable(message, code=code)
    return Rejected(message, code=code, details=details)
