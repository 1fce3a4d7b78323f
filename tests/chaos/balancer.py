"""A load balancer for tests: hands each connection to a server whose /readyz says so."""

import asyncio
import itertools
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx

from pipeline.settings.group import LOOPBACK

PROBE_SECONDS = 0.2


class Balancer:
    """Balances connections, not requests, over the ready ones of some ports."""

    def __init__(self, ports: list[int]) -> None:
        self._turn = itertools.cycle(ports)
        self._ready: set[int] = set()
        self._ports = ports
        self.port = 0
        self.refused = 0

    async def serve(self, started: threading.Event, stop: asyncio.Event) -> None:
        async with await asyncio.start_server(self._connection, LOOPBACK, 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            probing = asyncio.create_task(self._probe())
            started.set()
            await stop.wait()
            probing.cancel()

    async def _probe(self) -> None:
        async with httpx.AsyncClient(timeout=1) as client:
            while True:
                for port in self._ports:
                    await self._probe_one(client, port)
                await asyncio.sleep(PROBE_SECONDS)

    async def _probe_one(self, client: httpx.AsyncClient, port: int) -> None:
        with suppress(httpx.HTTPError):
            answer = await client.get(f"http://{LOOPBACK}:{port}/readyz")
            if answer.status_code == httpx.codes.OK:
                self._ready.add(port)
                return
        self._ready.discard(port)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for _ in self._ports:
                port = next(self._turn)
                if port in self._ready:
                    with suppress(OSError):
                        there, back = await asyncio.open_connection(LOOPBACK, port)
                        await both(copy(reader, back), copy(there, writer))
                        return
            self.refused += 1
        finally:
            writer.close()


async def both(*directions: Coroutine[Any, Any, None]) -> None:
    await asyncio.gather(*directions, return_exceptions=True)


async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    finally:
        with suppress(OSError):
            sink.close()


@contextmanager
def running_balancer(ports: list[int]) -> Iterator[Balancer]:
    balancer, started = Balancer(ports), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(balancer.serve(started, stop)))
    thread.start()
    assert started.wait(10)
    try:
        yield balancer
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()
