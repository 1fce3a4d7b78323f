"""The service as a deployment runs it, one process group a stage, so that each stage's cost shows."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from celery import Celery

from benchmarks.scale.counting_proxy import CountingProxy
from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.broker import STAGES, broker_options
from pipeline.deadline import wait_until
from pipeline.local.children import Children, Command
from pipeline.local.commands import server_commands
from pipeline.local.plan import StackPlan, plan_stack
from pipeline.local.ports import LOOPBACK, free_port
from pipeline.redis_link import connect

BIN = Path(sys.executable).parent
PARTS = ("api", *STAGES, "valkey", "s3")


@dataclass(frozen=True)
class MeasuredStack:
    """A running stack and what it has used so far."""

    plan: StackPlan
    proxy: CountingProxy
    pids: dict[str, int]

    def cpu_seconds(self) -> Counter[str]:
        """CPU seconds of each part since it started, those of its children that ended included."""
        return Counter({name: _cpu(pid) for name, pid in self.pids.items()})

    def redis_usage(self) -> Counter[str]:
        """Valkey's own counters: calls by command, bytes both ways, bytes of its append-only file."""
        with connect(self.plan.settings.redis) as client:
            calls = {n.removeprefix("cmdstat_"): f["calls"] for n, f in client.info("commandstats").items()}
            traffic, disk = client.info("stats"), client.info("persistence")
        return Counter(calls) + Counter(
            {
                "bytes in": traffic["total_net_input_bytes"],
                "bytes out": traffic["total_net_output_bytes"],
                "bytes appended": disk["aof_current_size"],
            }
        )

    def kept_bytes(self) -> int:
        """Memory of every key in Valkey, bytes."""
        with connect(self.plan.settings.redis) as client:
            return sum(int(client.memory_usage(key, samples=0) or 0) for key in client.scan_iter(count=1000))


def _cpu(pid: int) -> float:
    total = 0.0
    root = psutil.Process(pid)
    for process in [root, *root.children(recursive=True)]:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


@contextmanager
def measured_stack(folder: Path) -> Iterator[MeasuredStack]:
    """Run Valkey, S3 behind a counting proxy, the API and one worker a stage while the block runs."""
    os.environ |= {"SOAPLINE_API_PORT": str(free_port()), "SOAPLINE_LOG_LEVEL": "warning"}
    plan = plan_stack(folder)
    port = free_port()
    proxy = CountingProxy(plan.settings.local.s3_port, port)
    plan.environment["SOAPLINE_S3_ENDPOINT_URL"] = f"http://{LOOPBACK}:{port}"
    pids: dict[str, int] = {}
    children = Children(folder / "logs", print, pids.update)
    try:
        for command in server_commands(plan):
            children.start(command)
        _await_stores(plan)
        for name, words in {"api": ["api"], **{stage: ["worker", stage] for stage in STAGES}}.items():
            children.start(Command(name, [str(BIN / "soapline"), *words], plan.environment, 30))
        _await_services(plan)
        yield MeasuredStack(plan, proxy, pids)
    finally:
        children.stop()


def _await_stores(plan: StackPlan) -> None:
    archive, client = open_archive(plan.settings), connect(plan.settings.redis)

    def answer() -> bool:
        try:
            archive.prepare()
            return bool(client.ping())
        except Exception:  # noqa: BLE001 - whatever it is, the deadline ends the wait
            return False

    assert wait_until(answer, seconds=60), "the stores did not come up"
    AccessKeys(archive, client).create("bench", label="benchmark", api_key=plan.api_key)


def _await_services(plan: StackPlan) -> None:
    app = Celery("benchmark", set_as_current=False)
    app.conf.update(broker_options(plan.settings))

    def ready() -> bool:
        try:
            up = httpx.get(f"{plan.api_url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False
        return up and len(app.control.ping(timeout=1)) == len(STAGES)

    assert wait_until(ready, seconds=120), "the services did not come up"
    app.close()
