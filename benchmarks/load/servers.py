"""What is measured: Valkey, the S3 server, one API process, and the bare peer beside it.

No workers run, so that the figures are the API's: accepted recordings wait in their line.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from benchmarks.load.bare import KEY
from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.deadline import wait_until
from pipeline.errors import Retryable
from pipeline.local.children import Children, Command
from pipeline.local.commands import server_commands
from pipeline.local.plan import StackPlan, plan_stack
from pipeline.local.ports import LOOPBACK, free_port
from pipeline.redis_link import connect
from pipeline.settings import MIB


@dataclass(frozen=True)
class Servers:
    """Where they answer, and the API's process."""

    api_url: str
    key: str
    bare_url: str
    api: psutil.Process

    def api_megabytes(self) -> float:
        """Resident memory of the API process, MiB."""
        return float(self.api.memory_info().rss) / MIB


@contextmanager
def running_servers(folder: Path) -> Iterator[Servers]:
    """Run them while the block runs."""
    os.environ |= {"SOAPLINE_API_PORT": str(free_port()), "SOAPLINE_LOG_FORMAT": "json"}
    plan = plan_stack(folder)
    pids: dict[str, int] = {}
    children = Children(folder / "logs", print, pids.update)
    bare_port = free_port()
    python, soapline = sys.executable, str(Path(sys.executable).parent / "soapline")
    try:
        for command in server_commands(plan):
            children.start(command)
        _await(lambda: _stores_answer(plan), "the stores")
        _fill(plan)
        children.start(Command("api", [soapline, "api"], plan.environment, 30))
        children.start(
            Command("bare", [python, "-m", "benchmarks.load.bare", str(bare_port)], plan.environment, 10)
        )
        bare_url = f"http://{LOOPBACK}:{bare_port}"
        _await(lambda: _answers(f"{plan.api_url}/readyz") and _answers(bare_url), "the services")
        yield Servers(plan.api_url, plan.api_key, bare_url, psutil.Process(pids["api"]))
    finally:
        children.stop()


def _fill(plan: StackPlan) -> None:
    with connect(plan.settings.redis) as client:
        AccessKeys(open_archive(plan.settings), client).create(
            "bench", label="benchmark", api_key=plan.api_key
        )
        client.set(KEY, '{"status": "processing", "progress": 0.5}' * 8)


def _stores_answer(plan: StackPlan) -> bool:
    try:
        open_archive(plan.settings).prepare()
        with connect(plan.settings.redis) as client:
            return bool(client.ping())
    except (Retryable, OSError):
        return False


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _await(condition: Callable[[], bool], what: str) -> None:
    assert wait_until(condition, seconds=90), f"{what} did not come up"
