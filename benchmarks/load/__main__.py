"""200 uploads of 5 MB and 2,000 pollers at once: errors, memory of the API, times of a status read.

The pollers ask every 2 seconds, as the client of record does. The same pollers ask a bare
uvicorn that does one Redis GET, in the same run, so that the machine's part can be told from
the API's. Clients, servers and stores share the machine.

    python -m benchmarks.load [--uploads 200] [--megabytes 5] [--pollers 2000] [--seconds 20] [--rounds 3]
"""

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.load.clients import Tally, polling, upload_all
from benchmarks.load.servers import Servers, running_servers
from pipeline.settings import MIB

EVERY_SECONDS = 2.0
SAMPLE_SECONDS = 0.25


class Memory:
    """Resident memory of the API process over time, MiB."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self.samples: list[float] = []

    async def watch(self) -> None:
        """Sample until cancelled."""
        while True:
            self.samples.append(self._servers.api_megabytes())
            await asyncio.sleep(SAMPLE_SECONDS)


async def measure(servers: Servers, given: argparse.Namespace, table: Table) -> None:
    memory = Memory(servers)
    watching = asyncio.create_task(memory.watch())
    size = int(given.megabytes * MIB)
    _, bodies = await upload_all(servers.api_url, servers.key, 20, 64 * 1024)
    notes = [f"/v1/audio/status/{json.loads(body)['noteId']}" for body in bodies if body]
    paths = list(itertools.islice(itertools.cycle(notes), given.pollers))
    await warm_up(servers, notes)
    async with polling(servers.bare_url, "", ["/"] * given.pollers, every=EVERY_SECONDS) as bare:
        await asyncio.sleep(given.seconds)
    add(table, "bare uvicorn + Redis GET", bare, "200", servers)
    async with polling(servers.api_url, servers.key, paths, every=EVERY_SECONDS) as alone:
        await asyncio.sleep(given.seconds)
    add(table, "status read", alone, "200", servers)
    for number in range(1, given.rounds + 1):
        async with polling(servers.api_url, servers.key, paths, every=EVERY_SECONDS) as during:
            began = time.perf_counter()
            uploads, _ = await upload_all(servers.api_url, servers.key, given.uploads, size)
            took = time.perf_counter() - began
        add(table, f"round {number}: {given.uploads} uploads, all in {took:.1f} s", uploads, "202", servers)
        add(table, f"round {number}: status read meanwhile", during, "200", servers)
    watching.cancel()
    table.caption = (
        f"Memory of the API: {memory.samples[0]:.0f} MiB at first, {max(memory.samples):.0f} at most, "
        f"{memory.samples[-1]:.0f} at last."
    )


async def warm_up(servers: Servers, notes: list[str]) -> None:
    for url, key, paths in ((servers.bare_url, "", ["/"] * 20), (servers.api_url, servers.key, notes)):
        async with polling(url, key, paths, every=0.05):
            await asyncio.sleep(2)


def add(table: Table, what: str, tally: Tally, good: str, servers: Servers) -> None:
    odd = {end: count for end, count in tally.ends.items() if end != good}
    table.add_row(
        what,
        str(tally.ends.total()),
        f"{tally.errors(good)} {odd or ''}",
        f"{tally.share(0.5):.1f}",
        f"{tally.share(0.99):.1f}",
        f"{servers.api_megabytes():.0f}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--pollers", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    table = Table("What", "Requests", "Errors", "p50 ms", "p99 ms", "API MiB", title="The API under load")
    with tempfile.TemporaryDirectory() as folder, running_servers(Path(folder)) as servers:
        uvloop.run(measure(servers, given, table))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
