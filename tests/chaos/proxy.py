"""A TCP proxy in front of a server: its connections can be refused, cut and delayed."""

import asyncio
import threading
from contextlib import suppress

from pipeline.local.ports import free_port
from pipeline.settings.group import LOOPBACK

CHUNK = 64 * 1024


class Proxy:
    """Forwards connections from a port of its own; serves from a thread until stopped."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self.delay = 0.0
        self.refusing = False
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=[started], name="proxy", daemon=True)
        self._thread.start()
        assert started.wait(10), "the proxy did not come up"

    def cut(self) -> None:
        """Reset every connection there is."""
        self._loop.call_soon_threadsafe(self._cut)

    def refuse(self, refusing: bool) -> None:
        """Reset every connection there is and every new one, or let them through again."""
        self.refusing = refusing
        self.cut()

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self, started: threading.Event) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._connect, LOOPBACK, self.port))
        started.set()
        self._loop.run_forever()
        server.close()
        self._cut()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.1))
        self._loop.close()

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            back, forth = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, forth}
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, forth), self._pump(back, writer))
        self._open -= {writer, forth}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await asyncio.sleep(self.delay)
                writer.write(chunk)
                await writer.drain()
        writer.close()
