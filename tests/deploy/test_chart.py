"""The chart, rendered by Helm's own SDK and checked against Kubernetes' own schemas."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.test_compose import known_settings

WHY = "Helm's SDK is not installed: make chart-check installs it and runs this"
helm = pytest.importorskip("helm_python", reason=WHY)
kubernetes_validate = pytest.importorskip("kubernetes_validate", reason=WHY)

CHART = Path(__file__).parents[2] / "deploy/helm/soapline"
MINIMAL = yaml.safe_load((CHART / "ci/minimal-values.yaml").read_text("utf-8"))
FULL = yaml.safe_load((CHART / "ci/full-values.yaml").read_text("utf-8"))
VALUES = {"minimal": MINIMAL, "full": FULL}
CUSTOM = {"keda.sh/v1alpha1", "monitoring.coreos.com/v1"}
WORKERS = {"normalize", "transcribe", "write"}
ALWAYS = WORKERS | {"api", "flower"}
Manifest = dict[str, Any]


def render(values: Manifest) -> list[Manifest]:
    with helm.Chart.load(CHART) as chart:
        files = chart.render(values, name="clinic", namespace="soapline")
    return [
        manifest
        for name, text in files.items()
        if name.endswith(".yaml")
        for manifest in yaml.safe_load_all(text)
        if manifest
    ]


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    """The manifests of a kind, by component."""
    label = "app.kubernetes.io/component"
    return {m["metadata"]["labels"][label]: m for m in manifests if m["kind"] == kind}


def pods(manifests: list[Manifest]) -> dict[str, Manifest]:
    return {name: m["spec"]["template"]["spec"] for name, m in of_kind(manifests, "Deployment").items()}


def containers(pod: Manifest) -> list[Manifest]:
    return [*pod.get("initContainers", []), *pod["containers"]]


def variables(container: Manifest) -> dict[str, Manifest]:
    return {variable["name"]: variable for variable in container.get("env", [])}


@pytest.fixture(params=sorted(VALUES))
def manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    return render(VALUES[request.param])


@pytest.fixture(scope="module")
def full() -> list[Manifest]:
    return render(FULL)


def test_helm_finds_no_fault_with_the_chart() -> None:
    for values in VALUES.values():
        found = helm.lint(CHART, values, strict=True)
        assert found["errors"] == []
        assert [m["error"] for m in found["messages"]] == ["icon is recommended"]


def test_every_manifest_is_what_kubernetes_takes(manifests: list[Manifest]) -> None:
    known = [m for m in manifests if m["apiVersion"] not in CUSTOM]
    assert len(known) > 15
    for version in ("1.29", kubernetes_validate.latest_version()):
        for manifest in known:
            kubernetes_validate.validate(manifest, version, strict=True)


def test_without_its_secret_it_is_refused_with_the_name_of_what_is_missing() -> None:
    with pytest.raises(helm.HelmError, match="existingSecret"):
        render({name: value for name, value in MINIMAL.items() if name != "existingSecret"})


@pytest.mark.parametrize(
    "name",
    [
        "SOAPLINE_ARCHIVE_KEYS",
        "SOAPLINE_REDIS_URL",
        "SOAPLINE_S3_SECRET_ACCESS_KEY",
        "SOAPLINE_METRICS_TOKEN",
        "PATH",
    ],
)
def test_a_secret_among_the_settings_is_refused(name: str) -> None:
    with pytest.raises(helm.HelmError, match=name):
        render(MINIMAL | {"settings": {name: "hush"}})


@pytest.mark.parametrize("peer", ["redis", "s3"])
def test_a_network_policy_that_names_nobody_is_refused_rather_than_let_all_through(peer: str) -> None:
    policy = {name: value for name, value in MINIMAL["networkPolicy"].items() if name != peer}
    with pytest.raises(helm.HelmError, match=rf"networkPolicy\.{peer}\.to"):
        render(MINIMAL | {"networkPolicy": policy})


def test_no_container_has_privileges_or_writes_to_its_disk(manifests: list[Manifest]) -> None:
    assert set(pods(manifests)) - {"deliver"} == ALWAYS
    for pod in pods(manifests).values():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in containers(pod):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
        temporary = next(v for v in pod["volumes"] if v["name"] == "tmp")
        assert temporary["emptyDir"]["medium"] == "Memory"


def test_every_soapline_variable_is_a_setting_and_secrets_come_from_the_secret(
    manifests: list[Manifest],
) -> None:
    for pod in pods(manifests).values():
        for container in containers(pod):
            found = variables(container)
            assert {name for name in found if name.startswith("SOAPLINE_")} <= known_settings()
            for name, variable in found.items():
                secret = re.search("SECRET|PASSWORD|AUTH|KEYS$|REDIS_URL|ACCESS_KEY_ID|API_KEY|_TOKEN$", name)
                assert ("secretKeyRef" in variable.get("valueFrom", {})) == bool(secret), name


def test_flower_knows_no_key_of_the_archive(full: list[Manifest]) -> None:
    (flower,) = containers(pods(full)["flower"])
    assert not [name for name in variables(flower) if "ARCHIVE" in name or "S3" in name]


def test_kubernetes_waits_longer_than_a_worker_drains(manifests: list[Manifest]) -> None:
    for name, pod in pods(manifests).items():
        if name != "flower":
            (container,) = pod["containers"]
            drain = float(variables(container)["SOAPLINE_WORKER_SHUTDOWN_TIMEOUT"]["value"])
            assert pod["terminationGracePeriodSeconds"] >= drain + 15


def test_every_container_that_serves_has_probes_and_knows_its_size(manifests: list[Manifest]) -> None:
    for pod in pods(manifests).values():
        (container,) = pod["containers"]
        assert {"startupProbe", "livenessProbe"} <= set(container)
        assert {"cpu", "memory"} <= set(container["resources"]["requests"])
        assert "memory" in container["resources"]["limits"]
    assert pods(manifests)["api"]["containers"][0]["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_the_api_and_every_worker_have_a_disruption_budget_that_selects_them(
    manifests: list[Manifest],
) -> None:
    budgets, deployments = of_kind(manifests, "PodDisruptionBudget"), of_kind(manifests, "Deployment")
    assert set(budgets) == set(deployments) - {"flower"}
    for name, budget in budgets.items():
        wanted = budget["spec"]["selector"]["matchLabels"]
        labels = deployments[name]["spec"]["template"]["metadata"]["labels"]
        assert wanted.items() <= labels.items()


def reached(policy: Manifest) -> list[tuple[Any, list[int]]]:
    """Whom a policy lets its pods reach, and on which ports."""
    return [(rule["to"], [p["port"] for p in rule["ports"]]) for rule in policy["spec"]["egress"]]


def test_webhooks_are_told_by_a_worker_of_their_own_where_they_are_wanted(full: list[Manifest]) -> None:
    assert set(pods(render(MINIMAL))) == ALWAYS
    (deliver,) = pods(full)["deliver"]["containers"]
    assert deliver["args"][:3] == ["soapline", "worker", "deliver"]
    assert of_kind(full, "Deployment")["deliver"]["spec"]["replicas"] == 1


def test_a_pod_reaches_redis_and_storage_and_only_the_writer_reaches_the_model(full: list[Manifest]) -> None:
    policies, peers = of_kind(full, "NetworkPolicy"), FULL["networkPolicy"]
    archive = [(peers["kms"]["to"], [443]), (peers["s3"]["to"], [443])]
    queue = [(peers["redis"]["to"], [6379]), (peers["sentinels"]["to"], [26379])]
    model = [(peers["languageModel"]["to"], [443])]

    def same(name: str, expected: list[tuple[Any, list[int]]]) -> bool:
        return sorted(map(repr, reached(policies[name]))) == sorted(map(repr, expected))

    assert same("flower", queue)
    assert same("write", queue + archive + model)
    assert same("deliver", queue + archive + [(peers["webhooks"]["to"], [443])])
    for name in ("api", "normalize", "transcribe"):
        assert same(name, queue + archive)


def test_nothing_reaches_a_worker_and_every_pod_is_shut_by_default(manifests: list[Manifest]) -> None:
    policies = of_kind(manifests, "NetworkPolicy")
    shut = policies["all"]["spec"]
    assert shut["policyTypes"] == ["Ingress", "Egress"]
    assert [port for _, ports in reached(policies["all"]) for port in ports] == [53, 53]
    for deployment in of_kind(manifests, "Deployment").values():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert shut["podSelector"]["matchLabels"].items() <= labels.items()
    for name in WORKERS:
        assert "ingress" not in policies[name]["spec"]


def test_without_a_policy_of_ingress_not_even_the_api_is_reached() -> None:
    assert not any("ingress" in p["spec"] for p in of_kind(render(MINIMAL), "NetworkPolicy").values())


def test_transcription_scales_on_seconds_of_audio_waiting(full: list[Manifest]) -> None:
    scaled = of_kind(full, "ScaledObject")
    assert set(scaled) == WORKERS
    waiting, in_hand = scaled["transcribe"]["spec"]["triggers"]
    seconds = 'soapline_audio_waiting_seconds{queue=~"normalize|transcribe"}'
    assert waiting["metadata"]["query"] == f"max(sum without (queue) ({seconds}))"
    assert waiting["metadata"]["threshold"] == str(30 * 120)
    assert in_hand["metadata"]["threshold"] == "8"
    for trigger in (waiting, in_hand):
        assert trigger["authenticationRef"] == {"name": "prometheus"}
        assert trigger["metadata"]["authModes"] == "bearer"
    assert scaled["normalize"]["spec"]["triggers"][0]["metadata"]["threshold"] == "10.5"


def scaled_by(**prometheus: str) -> Manifest:
    keda = FULL["keda"] | {"prometheus": {"serverAddress": "http://p:9090"} | prometheus}
    return {**FULL, "keda": keda}


def test_a_login_that_keda_would_not_use_is_refused() -> None:
    with pytest.raises(helm.HelmError, match="authModes"):
        render(scaled_by(authenticationRef="prometheus"))


def test_a_release_scales_on_its_own_backlog_alone_where_prometheus_knows_several() -> None:
    scaled = of_kind(render(scaled_by(matchers='namespace="soapline"')), "ScaledObject")
    queries = [t["metadata"]["query"] for s in scaled.values() for t in s["spec"]["triggers"]]
    assert len(queries) == 2 * len(WORKERS)
    for query in queries:
        assert re.search(r'\{queue[^}]*,namespace="soapline"\}', query)


def test_spans_reach_their_collector_from_where_they_are_made(full: list[Manifest]) -> None:
    collector = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tracing"}}}]
    traced = FULL | {
        "settings": {"SOAPLINE_TRACING_ENDPOINT": "http://collector.tracing:4318/v1/traces"},
        "networkPolicy": FULL["networkPolicy"] | {"tracing": {"to": collector}},
    }
    policies, before = of_kind(render(traced), "NetworkPolicy"), of_kind(full, "NetworkPolicy")
    for name in ALWAYS | {"deliver"}:
        more = [(collector, [4318])] if name != "flower" else []
        assert [r for r in reached(policies[name]) if r not in reached(before[name])] == more
    with pytest.raises(helm.HelmError, match=r"networkPolicy\.tracing\.to"):
        render(traced | {"networkPolicy": FULL["networkPolicy"]})


def test_on_a_cpu_the_model_takes_the_cores_that_are_requested(full: list[Manifest]) -> None:
    def threads(manifests: list[Manifest]) -> Manifest | None:
        return variables(pods(manifests)["transcribe"]["containers"][0]).get("SOAPLINE_ASR_THREADS")

    given = threads(render(MINIMAL))
    assert given is not None
    assert given["valueFrom"] == {"resourceFieldRef": {"resource": "requests.cpu"}}
    assert threads(full) is None
    assert (threads(render(MINIMAL | {"settings": {"SOAPLINE_ASR_THREADS": 2}})) or {})["value"] == "2"


def test_a_deployment_that_is_scaled_says_nothing_of_replicas(full: list[Manifest]) -> None:
    deployments = of_kind(full, "Deployment")
    for name in WORKERS | {"api"}:
        assert "replicas" not in deployments[name]["spec"]
    for name, scaled in of_kind(full, "ScaledObject").items():
        assert scaled["spec"]["scaleTargetRef"]["name"] == deployments[name]["metadata"]["name"]
        assert scaled["spec"]["minReplicaCount"] >= 1


def test_one_worker_that_sweeps_is_always_there() -> None:
    workers = {"normalize": {"minReplicas": 0, "maxReplicas": 2, "speed": 1, "waitSeconds": 30}}
    with pytest.raises(helm.HelmError, match="minReplicas"):
        render(FULL | {"keda": FULL["keda"] | {"workers": workers}})


def test_a_gpu_worker_asks_for_a_gpu_and_gives_it_up_before_its_successor_starts(
    full: list[Manifest],
) -> None:
    deployment = of_kind(full, "Deployment")["transcribe"]["spec"]
    (worker,) = deployment["template"]["spec"]["containers"]
    assert worker["image"] == "registry.example/clinic/soapline-worker-gpu:0.1.0-1"
    assert worker["resources"]["limits"]["nvidia.com/gpu"] == 1
    assert variables(worker)["SOAPLINE_ASR_DEVICE"]["value"] == "cuda"
    assert deployment["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}


def test_weights_come_with_the_image_from_a_claim_or_by_an_init_container(full: list[Manifest]) -> None:
    assert [c["name"] for c in containers(pods(full)["transcribe"])] == ["weights", "worker"]
    assert [c["name"] for c in containers(pods(render(MINIMAL))["transcribe"])] == ["worker"]
    claimed = pods(render(MINIMAL | {"weights": {"source": "claim", "claim": "whisper"}}))["transcribe"]
    volume = next(v for v in claimed["volumes"] if v["name"] == "models")
    assert volume["persistentVolumeClaim"] == {"claimName": "whisper", "readOnly": True}
    mount = next(m for m in claimed["containers"][0]["volumeMounts"] if m["name"] == "models")
    assert mount["readOnly"] is True


def test_an_authority_of_ones_own_is_seen_by_every_pod(full: list[Manifest]) -> None:
    for pod in pods(full).values():
        volume = next(v for v in pod["volumes"] if v["name"] == "certificates")
        assert volume["secret"]["secretName"] == "clinic-ca"
        mount = next(m for m in pod["containers"][0]["volumeMounts"] if m["name"] == "certificates")
        assert (mount["mountPath"], mount["readOnly"]) == ("/etc/soapline/certificates", True)
    for pod in pods(render(MINIMAL)).values():
        assert "certificates" not in {volume["name"] for volume in pod["volumes"]}


def test_the_sentinels_are_named_to_every_pod(full: list[Manifest]) -> None:
    for pod in pods(full).values():
        found = variables(pod["containers"][0])
        assert found["SOAPLINE_REDIS_SENTINELS"]["value"].count(",") == 2
        assert found["SOAPLINE_REDIS_SENTINEL_PASSWORD"]["valueFrom"]["secretKeyRef"]["key"]


def test_the_api_and_every_worker_serve_metrics_to_whom_the_policy_lets_in(full: list[Manifest]) -> None:
    monitored = of_kind(full, "PodMonitor")["all"]["spec"]
    (endpoint,) = monitored["podMetricsEndpoints"]
    assert endpoint["port"] == "metrics"
    assert endpoint["authorization"] == {"credentials": {"name": "soapline", "key": "metrics-token"}}
    for name, pod in pods(full).items():
        ports = {port["name"]: port["containerPort"] for port in pod["containers"][0]["ports"]}
        if name != "flower":
            given = variables(pod["containers"][0])["SOAPLINE_METRICS_PORT"]["value"]
            assert given == str(ports["metrics"])
            token = variables(pod["containers"][0])["SOAPLINE_METRICS_TOKEN"]["valueFrom"]["secretKeyRef"]
            assert token == endpoint["authorization"]["credentials"]
    (rule,) = of_kind(full, "NetworkPolicy")["all"]["spec"]["ingress"]
    assert rule["from"] == FULL["networkPolicy"]["ingressToMetrics"]
    assert [port["port"] for port in rule["ports"]] == ["metrics"]
