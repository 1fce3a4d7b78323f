import os
import subprocess
import sys

import httpx
import pytest

from pipeline.errors import SoaplineError
from pipeline.local.ports import free_port
from pipeline.metrics.exposition import serve_metrics
from pipeline.settings import MetricsSettings, Settings
from pipeline.settings.group import LOOPBACK

COUNTING = """
import os, sys
from pathlib import Path
from pipeline.metrics.processes import share, forget
share(Path(sys.argv[1]))
from pipeline.metrics.exposition import serve_metrics
from pipeline.metrics.instruments import notes_recovered
from pipeline.settings import MetricsSettings
serve_metrics(MetricsSettings(port=int(sys.argv[2])))
for _ in range(3):
    child = os.fork()
    if not child:
        notes_recovered(1)
        os._exit(0)
    os.waitpid(child, 0)
notes_recovered(1)
print("counted", flush=True)
sys.stdin.read()
forget()
"""


@pytest.fixture
def served() -> MetricsSettings:
    settings = MetricsSettings.model_validate({"port": free_port(), "token": "scraper"})
    serve_metrics(settings)
    return settings


def get(settings: MetricsSettings, path: str = "/metrics", **headers: str) -> httpx.Response:
    return httpx.get(f"http://{settings.host}:{settings.port}{path}", headers=headers, timeout=10)


def test_nothing_listens_unless_the_settings_say_so() -> None:
    assert Settings().metrics.port == 0
    assert Settings().metrics.host == LOOPBACK


def test_metrics_are_served_to_who_brings_the_token(served: MetricsSettings) -> None:
    answer = get(served, authorization="Bearer scraper")
    assert answer.status_code == 200
    assert "soapline_notes_failed_total{" in answer.text
    assert "_created" not in answer.text


@pytest.mark.parametrize("given", [{}, {"authorization": "Bearer wrong"}, {"authorization": "scraper"}])
def test_a_scrape_without_the_token_reads_nothing(served: MetricsSettings, given: dict[str, str]) -> None:
    answer = get(served, **given)
    assert answer.status_code == 401
    assert answer.content == b""


def test_there_is_nothing_at_another_path(served: MetricsSettings) -> None:
    assert get(served, "/", authorization="Bearer scraper").status_code == 404


def test_a_port_that_is_taken_is_named(served: MetricsSettings) -> None:
    with pytest.raises(SoaplineError, match="SOAPLINE_METRICS_PORT"):
        serve_metrics(served)


def test_a_worker_counts_together_with_the_processes_it_forks(tmp_path: "os.PathLike[str]") -> None:
    """Children that have ended keep counting; the folder goes with the worker."""
    port, folder = free_port(), os.path.join(tmp_path, "shared")
    os.mkdir(folder)
    command = [sys.executable, "-W", "error", "-c", COUNTING, folder, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "counted\n"
        text = get(MetricsSettings(port=port)).text
        worker.communicate("")
    assert worker.returncode == 0
    assert "soapline_notes_recovered_total 4.0" in text
    assert not os.path.exists(folder)
