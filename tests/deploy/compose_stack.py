"""The stack of docker-compose.yml under podman, as `make compose-check` brings it up.

What podman cannot do as Docker does is changed in a copy of the file: images are built before
(`build`), the files of `configs` are written and mounted, and health is asked for by
`podman healthcheck run`, since podman's own timers need systemd. Everything else, commands,
settings, networks, users, mounts, limits, is the file's own.

    COMPOSE_CHECK_BASE     base image, where the Dockerfile's own cannot be pulled
    COMPOSE_CHECK_BUILD    more words for `podman build`, such as "--network host"
    COMPOSE_CHECK_SERVERS  "images" pulls Valkey, SeaweedFS and Prometheus; "embedded" (default)
                            builds an image of the embedded stack's Valkey and S3 server and
                            Debian's Prometheus instead
"""

import json
import os
import re
import secrets
import shlex
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.local.ports import free_port
from pipeline.settings.group import LOOPBACK

ROOT = Path(__file__).parents[2]
PROJECT, TAG = "soapline-check", "check"
TARGETS = ("api", "worker-cpu", "flower")
OURS = ("api", "worker-normalize", "worker-transcribe", "worker-write", "flower")
SERVERS = f"localhost/soapline-servers:{TAG}"
# Longer than the file's stop_grace_period of 40 s.
STOP_SECONDS = 45


class CommandFailed(Exception):
    """A command of the check failed; the text is the end of its output."""


def run(*words: str, environment: Mapping[str, str] | None = None, seconds: float = 1800) -> str:
    """Run a command in the repository; returns its output."""
    ran = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    if ran.returncode:
        raise CommandFailed(f"{shlex.join(words[:4])} ended with {ran.returncode}: {ran.stderr[-2000:]}")
    return ran.stdout


def build_images() -> dict[str, str]:
    """Build the CPU images and the servers' stand-in; returns the size of each, as podman says it."""
    base = os.environ.get("COMPOSE_CHECK_BASE")
    words = [*shlex.split(os.environ.get("COMPOSE_CHECK_BUILD", ""))]
    words += ["--build-arg", f"BASE={base}"] if base else []
    # Podman's own format has no health checks.
    environment = os.environ | {"BUILDAH_FORMAT": "docker"}
    images = {f"localhost/soapline-{t}:{TAG}": ("deploy/docker/Dockerfile", t) for t in TARGETS}
    for image, (file, target) in images.items():
        command = ["podman", "build", *words, "--file", file, "--target", target, "--tag", image, "."]
        run(*command, environment=environment)
    if embedded_servers():
        file = "tests/deploy/Dockerfile.servers"
        run("podman", "build", *words, "--file", file, "--tag", SERVERS, ".", environment=environment)
    return {image: run("podman", "images", "--format", "{{.Size}}", image).strip() for image in images}


def embedded_servers() -> bool:
    """Whether stand-ins take the place of the Valkey and SeaweedFS images."""
    return os.environ.get("COMPOSE_CHECK_SERVERS", "embedded") == "embedded"


def make_secrets() -> dict[str, str]:
    """A value for each secret that the file asks for."""
    return {
        "VALKEY_PASSWORD": secrets.token_hex(32),
        "S3_ACCESS_KEY_ID": secrets.token_hex(10),
        "S3_SECRET_ACCESS_KEY": secrets.token_hex(32),
        "FLOWER_PASSWORD": secrets.token_hex(16),
        "ARCHIVE_KEYS": f"k1:{b64encode(secrets.token_bytes(32)).decode()}",
    }


def adapt(compose: dict[str, Any], folder: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """The file as podman-compose can run it; the files of its configs are written to the folder."""
    for name, config in compose.pop("configs", {}).items():
        text = re.sub(r"\$\{(\w+)[^}]*\}", lambda found: variables[found[1]], config["content"])
        (folder / name).write_text(text)
    compose["services"] = {n: s for n, s in compose["services"].items() if chosen(n, s)}
    for service in compose["services"].values():
        for gone in ("build", "depends_on", "healthcheck", "profiles"):
            service.pop(gone, None)
        volumes = [re.sub(r"^\./", f"{ROOT}/", volume) for volume in service.get("volumes", [])]
        service["volumes"] = volumes
        for config in service.pop("configs", []):
            mount = f"{folder / config['source']}:{config['target']}:ro"
            volumes.append(mount)
    if embedded_servers():
        compose["services"]["valkey"]["image"] = SERVERS
        monitor = compose["services"]["prometheus"]
        compose["services"]["prometheus"] = monitor | {
            "image": SERVERS,
            "command": ["prometheus", *monitor["command"]],
        }
        compose["services"]["seaweedfs"] = embedded_s3(compose["services"]["seaweedfs"])
    return compose


def chosen(name: str, service: dict[str, Any]) -> bool:
    """Whether the check runs a service: those without a profile, and Prometheus."""
    return name == "prometheus" or "profiles" not in service


def embedded_s3(service: dict[str, Any]) -> dict[str, Any]:
    """The embedded stack's S3 server on SeaweedFS' name, port and volume."""
    variables = {
        "SERVICES": "s3",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": "/data/s3",
        "PERSIST_STATE": "1",
        "STATE_DIR": "/data/state",
        "BIND_HOST": "0.0.0.0",  # noqa: S104 - inside a network that nothing else is on
        "GATEWAY_PORT": "8333",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    kept = {name: service[name] for name in ("restart", "volumes", "networks", "security_opt")}
    return kept | {"image": SERVERS, "command": ["ministack"], "environment": variables}


@dataclass(frozen=True)
class ComposeStack:
    """The running stack."""

    file: Path
    variables: dict[str, str]

    @classmethod
    def write(cls, folder: Path) -> "ComposeStack":
        """Choose secrets and ports and write the adapted file."""
        variables = make_secrets() | {
            "IMAGE_TAG": TAG,
            "API_PUBLISH": f"{LOOPBACK}:{free_port()}",
            "FLOWER_PUBLISH": f"{LOOPBACK}:{free_port()}",
            # Two transcription workers share this machine's cores.
            "ASR_THREADS": str(max(1, (os.cpu_count() or 2) // 2)),
        }
        folder.chmod(0o700)
        file = folder / "docker-compose.yml"
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
        file.write_text(yaml.safe_dump(adapt(compose, folder, variables)))
        return cls(file, variables)

    @property
    def api(self) -> str:
        """Where the API is published."""
        return f"http://{self.variables['API_PUBLISH']}"

    @property
    def flower(self) -> str:
        """Where Flower is published."""
        return f"http://{self.variables['FLOWER_PUBLISH']}"

    def compose(self, *words: str, without: str = "") -> str:
        """Run podman-compose with the secrets, less one, in its environment."""
        given = {name: value for name, value in self.variables.items() if name != without}
        # Beside this interpreter; "-m" would put the tests' folder before its own modules.
        command = [str(Path(sys.executable).with_name("podman-compose")), "-p", PROJECT, "-f", str(self.file)]
        return run(*command, *words, environment=os.environ | given)

    def containers(self, service: str = "") -> list[str]:
        """Names of the stack's containers, or of one service's."""
        label = f"label=com.docker.compose.project={PROJECT}"
        more = ["--filter", f"label=com.docker.compose.service={service}"] if service else []
        listed = run("podman", "ps", "--all", "--filter", label, *more, "--format", "{{.Names}}")
        return sorted(listed.split())

    def inside(self, container: str, *words: str) -> str:
        """Run a command in a container."""
        return run("podman", "exec", container, *words)

    def query(self, expression: str) -> dict[str, float]:
        """What Prometheus answers now: values by their labels, asked from the API's container."""
        script = (
            "import httpx, sys; "
            "print(httpx.get('http://prometheus:9090/api/v1/query', params={'query': sys.argv[1]}).text)"
        )
        answer = json.loads(self.inside(self.containers("api")[0], "python", "-c", script, expression))
        return {
            " ".join(sorted(found["metric"].values())): float(found["value"][1])
            for found in answer["data"]["result"]
        }

    def healthy(self, container: str) -> bool:
        """What the container's own health check says now; True for one without a check."""
        try:
            run("podman", "healthcheck", "run", container, seconds=60)
        except CommandFailed as failed:
            return "has no defined healthcheck" in str(failed)
        return True

    def restart(self, container: str) -> None:
        """Stop it as a rolling restart does, SIGTERM first, and start it."""
        run("podman", "restart", "--time", str(STOP_SECONDS), container)

    def down(self) -> None:
        """Remove every container, network and volume."""
        # First, since podman-compose forgets the copies that --scale made.
        run("podman", "rm", "--force", "--time", "5", *self.containers())
        self.compose("down", "--volumes")
