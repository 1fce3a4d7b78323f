"""Dashboards and alerts: their metrics exist, their runbook entries exist, Prometheus takes them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from pipeline.backlog import gauges, reading
from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.metrics.instruments import REGISTRY
from pipeline.metrics.labels import LABEL_VALUES
from pipeline.settings.group import LOOPBACK
from tests.conftest import Stack

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy/prometheus/soapline.rules.yml"
DASHBOARDS = sorted((ROOT / "deploy/grafana").glob("*.json"))
FIRING = Path(__file__).parent / "prometheus/alerts.test.yml"
SUFFIXES = ("", "_bucket", "_sum", "_count", "_total")


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panel_queries() -> Iterator[tuple[str, str, str]]:
    """Dashboard, panel and query of every target."""
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text("utf-8"))["panels"]:
            for target in panel.get("targets", []):
                yield path.stem, panel["title"], target["expr"]


def exported() -> set[str]:
    families = [*REGISTRY.collect(), *gauges({}), reading(works=True)]
    return {family.name + suffix for family in families for suffix in SUFFIXES}


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is absent: install Debian's package prometheus")
    return found


def anchors(markdown: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_alert_has_its_entry_in_the_runbook() -> None:
    found = anchors((ROOT / "deploy/RUNBOOK.md").read_text("utf-8"))
    assert len(alerts()) > 10
    for alert in alerts():
        path, _, anchor = alert["annotations"]["runbook"].partition("#")
        assert path == "deploy/RUNBOOK.md"
        assert anchor == alert["alert"].lower()
        assert anchor in found, anchor
        assert alert["labels"]["severity"] in ("critical", "warning")


def test_every_link_within_the_runbook_leads_somewhere() -> None:
    text = (ROOT / "deploy/RUNBOOK.md").read_text("utf-8")
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= anchors(text)


def test_every_metric_of_an_alert_or_a_panel_is_exported() -> None:
    queries = [alert["expr"] for alert in alerts()] + [query for _, _, query in panel_queries()]
    named = {name for query in queries for name in re.findall(r"soapline_\w+", query)}
    assert len(named) > 15
    assert named <= exported(), named - exported()


def test_every_label_value_that_an_alert_or_a_panel_names_can_occur() -> None:
    queries = [alert["expr"] for alert in alerts()] + [query for _, _, query in panel_queries()]
    pattern = re.compile(r'\b(code|queue|stage|source|store|outcome|method)(=~|!~|=|!=)"([^"$]+)"')
    for label, operator, value in pattern.findall(" ".join(queries)):
        for one in value.split("|") if "~" in operator else [value]:
            assert one in LABEL_VALUES[label], (label, one)


def test_every_dashboard_has_an_id_a_title_and_a_choice_of_prometheus() -> None:
    assert [path.stem for path in DASHBOARDS] == ["operator", "stage"]
    for path in DASHBOARDS:
        board = json.loads(path.read_text("utf-8"))
        assert board["uid"] == f"soapline-{path.stem}"
        assert board["templating"]["list"][0]["query"] == "prometheus"
        ids = [panel["id"] for panel in board["panels"]]
        assert len(set(ids)) == len(ids)


def test_prometheus_takes_the_rules() -> None:
    checked = subprocess.run(
        [tool("promtool"), "check", "rules", RULES], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_alert_has_a_case_in_which_it_fires() -> None:
    cases = yaml.safe_load(FIRING.read_text("utf-8"))["tests"]
    fired = {case["alertname"] for test in cases for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {alert["alert"] for alert in alerts()}


def test_alerts_fire_when_they_should_and_not_before() -> None:
    command = [tool("promtool"), "test", "rules", FIRING.name]
    ran = subprocess.run(command, cwd=FIRING.parent, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def prometheus(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """A real Prometheus that scrapes the stack every second and knows the alerts."""
    binary, port = tool("prometheus"), free_port()
    targets = [f"{LOOPBACK}:{stack.metrics_port + place}" for place in range(3)]
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "soapline", "static_configs": [{"targets": targets}]}],
    }
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(settings))
    command = [
        binary,
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
    ]
    log = (tmp_path / "prometheus.log").open("wb")
    with log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield f"http://{LOOPBACK}:{port}"
        finally:
            process.terminate()


def ask(prometheus: str, query: str) -> list[dict[str, Any]]:
    """The samples that a panel's query gives now; panels' own variables filled in."""
    filled = query.replace("$__rate_interval", "1m").replace("$stage", "transcribe")
    # It answers 503 in plain text while it starts.
    response = httpx.get(f"{prometheus}/api/v1/query", params={"query": filled}, timeout=30)
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        response.raise_for_status()
    answer = response.json()
    assert answer["status"] == "success", (query, answer)
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def test_every_panel_and_alert_is_answered_by_a_prometheus_that_scrapes_a_run(
    stack: Stack, prometheus: str, short_recording: Path
) -> None:
    """The table of the operator's panels is printed with -s."""

    def scraped() -> bool:
        try:
            return len(ask(prometheus, "up == 1")) == 3
        except httpx.HTTPError:
            return False

    assert wait_until(scraped, seconds=60)
    before = counted(prometheus, "sum(soapline_notes_completed_total)")
    for _ in range(2):
        stack.finish(stack.submit(short_recording))
    done = 'sum(rate(soapline_stage_audio_seconds_total{stage="transcribe"}[1m])) > 0'
    assert wait_until(lambda: counted(prometheus, done) > 0, seconds=30, poll=0.5)
    completed = "sum(soapline_notes_completed_total)"
    assert wait_until(lambda: counted(prometheus, completed) >= before + 2, seconds=30, poll=0.5)
    empty = set()
    for board, title, query in panel_queries():
        samples = ask(prometheus, query)
        print(f"{board} | {title} | {shown(samples)}")
        if not samples and "> 0" not in query:
            empty.add((board, title))
    assert not empty
    for alert in alerts():
        ask(prometheus, alert["expr"])
    firing = httpx.get(f"{prometheus}/api/v1/alerts", timeout=30).json()["data"]["alerts"]
    assert [alert for alert in firing if alert["state"] == "firing"] == []


def counted(prometheus: str, query: str) -> float:
    samples = ask(prometheus, query)
    return float(samples[0]["value"][1]) if samples else 0.0


def shown(samples: list[dict[str, Any]]) -> str:
    named = [
        f"{' '.join(sample['metric'].values()) or 'all'}: {float(sample['value'][1]):.4g}"
        for sample in samples
    ]
    return "; ".join(named) or "(none)"
