import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SECRETS = {"VALKEY_PASSWORD", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "ARCHIVE_KEYS", "FLOWER_PASSWORD"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


@pytest.fixture(scope="module")
def text() -> str:
    return COMPOSE.read_text("utf-8")


def variables_of(service: dict[str, Any]) -> set[str]:
    return set(service.get("environment", {}))


def known_settings() -> set[str]:
    groups = Settings.model_fields.items()
    return {
        f"SOAPLINE_{group}_{field}".upper()
        for group, info in groups
        for field in info.annotation.model_fields  # type: ignore[union-attr]
    }


def test_the_file_follows_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_use_of_a_secret_stops_the_stack_when_it_is_missing(text: str) -> None:
    uses = re.findall(r"\$\{([A-Z0-9_]+)([^}]*)\}", text)
    secret_uses = [(name, rest) for name, rest in uses if name in SECRETS]
    assert {name for name, _ in secret_uses} == SECRETS
    for name, rest in secret_uses:
        assert rest.startswith(f":?set {name};"), f"{name} does not stop the stack"


def test_everything_that_looks_like_a_secret_is_one_of_the_known_ones(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if name != "grafana" and re.search("PASSWORD|SECRET|AUTH|KEYS|KEY_ID|REDIS_URL", variable):
                assert re.search(r"\$\{(" + "|".join(SECRETS) + r"):\?", value), f"{name}: {variable}"


def test_every_soapline_variable_is_a_setting(compose: dict[str, Any]) -> None:
    named = set().union(*map(variables_of, compose["services"].values()))
    named |= set(re.findall(r"\bSOAPLINE_[A-Z0-9_]+", (ROOT / "deploy/docker/Dockerfile").read_text("utf-8")))
    named |= set(re.findall(r"\bSOAPLINE_[A-Z0-9_]+", (ROOT / "deploy/README.md").read_text("utf-8")))
    ours = {name for name in named if name.startswith("SOAPLINE_")} - {"SOAPLINE_"}
    assert len(ours) > 5
    assert ours <= known_settings()


def test_flower_asks_for_a_password_and_knows_no_key_of_the_archive(compose: dict[str, Any]) -> None:
    flower = compose["services"]["flower"]
    assert flower["environment"]["FLOWER_BASIC_AUTH"].startswith("soapline:${FLOWER_PASSWORD:?")
    assert not variables_of(flower) & {"SOAPLINE_ARCHIVE_KEYS", "SOAPLINE_S3_SECRET_ACCESS_KEY"}


def test_grafana_does_not_start_with_the_password_it_comes_with(compose: dict[str, Any]) -> None:
    grafana = compose["services"]["grafana"]
    assert grafana["environment"]["GF_SECURITY_ADMIN_PASSWORD"] == "${GRAFANA_PASSWORD:-}"
    script = grafana["entrypoint"][2].replace("$$", "$").replace("/run.sh", "echo started")
    empty, given = (
        subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=False)
        for environment in ({"GF_SECURITY_ADMIN_PASSWORD": ""}, {"GF_SECURITY_ADMIN_PASSWORD": "x"})
    )
    assert (empty.returncode, "GRAFANA_PASSWORD" in empty.stdout) == (1, True)
    assert (given.returncode, given.stdout.strip()) == (0, "started")


def test_prometheus_scrapes_every_service_that_has_metrics(compose: dict[str, Any]) -> None:
    scraped = yaml.safe_load(compose["configs"]["prometheus"]["content"])["scrape_configs"]
    names = {job["job_name"]: set(job["dns_sd_configs"][0]["names"]) for job in scraped}
    measured = {
        name for name, s in compose["services"].items() if "SOAPLINE_METRICS_PORT" in s.get("environment", {})
    }
    assert names == {"soapline": measured, "flower": {"flower"}}
    ports = {compose["services"][name]["environment"]["SOAPLINE_METRICS_PORT"] for name in measured}
    assert ports == {scraped[0]["dns_sd_configs"][0]["port"]}


def test_only_these_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert set(published) == {"api", "flower", "grafana"}
    for ports in published.values():
        assert all(":-127.0.0.1:" in port for port in ports)
    assert compose["networks"]["backend"]["internal"] is True


def test_each_service_of_ours_runs_without_privileges(compose: dict[str, Any]) -> None:
    ours = {name: service for name, service in compose["services"].items() if "build" in service}
    assert set(ours) == {
        "api",
        "worker-normalize",
        "worker-transcribe",
        "worker-transcribe-gpu",
        "worker-write",
        "worker-write-llm",
        "worker-deliver",
        "flower",
    }
    for service in ours.values():
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp:mode=1777,size=2g"]  # noqa: S108 - a mount
        assert service["cap_drop"] == ["ALL"]


def test_only_workers_that_ask_a_model_or_tell_webhooks_have_a_way_out(
    compose: dict[str, Any],
) -> None:
    workers = {n: s for n, s in compose["services"].items() if n.startswith("worker-")}
    outward = {name for name, worker in workers.items() if "edge" in worker["networks"]}
    assert outward == {"worker-write-llm", "worker-deliver"}
    variables = variables_of(workers["worker-write-llm"])
    assert {"SOAPLINE_NOTES_ENGINE", "SOAPLINE_NOTES_LLM_URL", "SOAPLINE_NOTES_LLM_MODEL"} <= variables


def test_every_target_that_is_built_is_in_the_dockerfile(compose: dict[str, Any]) -> None:
    stages = re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "deploy/docker/Dockerfile").read_text("utf-8"), re.M)
    targets = {s["build"]["target"] for s in compose["services"].values() if "build" in s}
    assert targets == {"api", "worker-cpu", "worker-gpu", "flower"}
    assert targets <= set(stages)


def test_the_example_names_every_variable_and_gives_none_a_value(text: str) -> None:
    example = dict(
        re.findall(r"^([A-Z0-9_]+)=(.*)$", (ROOT / "deploy/.env.example").read_text("utf-8"), re.M)
    )
    assert set(example) == set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", text))
    assert set(example.values()) == {""}


def test_the_queue_survives_a_restart_and_never_drops_a_message(compose: dict[str, Any]) -> None:
    configuration = compose["configs"]["valkey"]["content"].splitlines()
    assert "appendonly yes" in configuration
    assert "maxmemory-policy noeviction" in configuration
    assert compose["services"]["valkey"]["volumes"] == ["valkey:/data"]
