"""Many clients in one process: plain HTTP/1.1 over kept connections, with little of their own cost."""

import asyncio
import os
import random
import struct
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BOUNDARY = "load"


@dataclass
class Tally:
    """How requests ended, by status or by the name of the error, and how long each took, seconds."""

    ends: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def share(self, quantile: float) -> float:
        """The time within which this share of the requests was answered, milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * quantile), len(ordered) - 1)] * 1000

    def errors(self, good: str) -> int:
        """Requests that did not end as they should."""
        return self.ends.total() - self.ends[good]


class Connection:
    """One kept connection to a server."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._head = f"Host: {parts.netloc}\r\nAuthorization: Bearer {key}\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[str, bytes]:
        """Send one request; returns its status code and body."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        assert self._reader is not None
        extra = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if body else ""
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{self._head}{extra}\r\n".encode() + body)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0] or 0)
        return head.split(" ", 2)[1], await self._reader.readexactly(length)

    def close(self) -> None:
        """Let the connection go."""
        if self._writer is not None:
            self._writer.close()


async def timed(tally: Tally, connection: Connection, *request: "str | bytes") -> bytes:
    """Make one request and enter it in the tally; its body, empty after an error."""
    began = time.perf_counter()
    try:
        status, body = await connection.request(*request)  # type: ignore[arg-type]
    except (OSError, asyncio.IncompleteReadError) as error:
        tally.ends[type(error).__name__] += 1
        return b""
    tally.seconds.append(time.perf_counter() - began)
    tally.ends[status] += 1
    return body


@asynccontextmanager
async def polling(url: str, key: str, paths: list[str], *, every: float) -> AsyncIterator[Tally]:
    """Poll each path from a connection of its own, so often, while the block runs."""
    tally = Tally()

    async def poll(path: str) -> None:
        connection = Connection(url, key)
        try:
            # Clients do not begin at the same moment.
            await asyncio.sleep(random.uniform(0, every))  # noqa: S311 - spreads load
            while True:
                began = asyncio.get_running_loop().time()
                await timed(tally, connection, "GET", path)
                await asyncio.sleep(max(0.0, every - (asyncio.get_running_loop().time() - began)))
        finally:
            connection.close()

    tasks = [asyncio.create_task(poll(path)) for path in paths]
    try:
        yield tally
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


async def upload_all(url: str, key: str, count: int, size: int) -> tuple[Tally, list[bytes]]:
    """Send so many recordings of so many bytes at once; the tally and the answers' bodies."""
    tally, body = Tally(), form(size)
    kind = f"multipart/form-data; boundary={BOUNDARY}"

    async def upload() -> bytes:
        connection = Connection(url, key)
        try:
            return await timed(tally, connection, "POST", "/v1/note/audio", body, kind)
        finally:
            connection.close()

    return tally, await asyncio.gather(*(upload() for _ in range(count)))


def form(size: int) -> bytes:
    """The form of a WAV file of so many bytes of noise."""
    data = os.urandom(size - 44)
    head = b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + struct.pack("<I", 16)
    head += struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16) + b"data" + struct.pack("<I", len(data))
    field_start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
    return (
        f'{field_start}specialty"\r\n\r\ngeneric\r\n{field_start}audio"; filename="a.wav"\r\n\r\n'.encode()
        + head
        + data
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
