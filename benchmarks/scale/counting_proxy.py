"""A proxy before the S3 server that counts requests by operation and the bytes both ways."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httptools

from pipeline.local.ports import LOOPBACK

CHUNK = 64 * 1024
# What a request is, by its method and the first of these that its address holds. Source: the
# AWS S3 API reference.
_BY_QUERY = (
    (r"[?&]partNumber=", "UploadPart"),
    (r"[?&]uploadId=", {"POST": "CompleteMultipartUpload", "DELETE": "AbortMultipartUpload"}),
    (r"[?&]uploads", {"POST": "CreateMultipartUpload", "GET": "ListMultipartUploads"}),
    (r"[?&]list-type=2", "ListObjectsV2"),
    (r"^/[^/?]+/?(\?|$)", {"HEAD": "HeadBucket", "PUT": "CreateBucket"}),
)
_BY_METHOD = {"PUT": "PutObject", "GET": "GetObject", "HEAD": "HeadObject", "DELETE": "DeleteObject"}


def operation(method: str, url: str) -> str:
    """The name of an S3 request."""
    for pattern, name in _BY_QUERY:
        if re.search(pattern, url):
            return name if isinstance(name, str) else name.get(method, method)
    return _BY_METHOD.get(method, method)


class _Requests:
    """Counts the requests of one connection as its bytes go by."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._url = b""
        self.parser = httptools.HttpRequestParser(self)

    def on_message_begin(self) -> None:
        self._url = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_headers_complete(self) -> None:
        self._counts[operation(self.parser.get_method().decode(), self._url.decode())] += 1


class CountingProxy:
    """Listens on a port of its own and passes everything on to the server's port."""

    def __init__(self, server_port: int, port: int) -> None:
        self.operations: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self._server_port, self._port = server_port, port
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, LOOPBACK, self._port)

    async def _serve(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        requests = _Requests(self.operations)
        with suppress(OSError):
            server, upstream = await asyncio.open_connection(LOOPBACK, self._server_port)
            await asyncio.gather(
                self._pass_on(client, upstream, "to S3", requests.parser.feed_data),
                self._pass_on(server, answers, "from S3", lambda _: None),
            )

    async def _pass_on(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        way: str,
        seen: Callable[[bytes], Awaitable[None] | None],
    ) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                seen(data)
                self.bytes[way] += len(data)
                target.write(data)
                await target.drain()
        target.close()
