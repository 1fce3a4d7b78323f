"""`make compose-check`: the images, the file, and a restart of every container under load.

Prints its figures; see tests/deploy/compose_stack.py for the variables it reads.
"""

import shutil
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from pipeline.deadline import wait_until
from tests.deploy.compose_stack import OURS, CommandFailed, ComposeStack, build_images
from tests.deploy.test_compose import SECRETS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

if shutil.which("podman") is None:
    pytest.skip("podman is not installed", allow_module_level=True)
pytest.importorskip("podman_compose", reason="podman-compose is not installed: make compose-check does it")

# What is left in Redis of notes that have all ended, asked from inside the API's container.
LEFT = """
from pipeline.configuration import load_settings
from pipeline.redis_link import connect
client = connect(load_settings().redis)
lists = [name for name in client.scan_iter("*", _type="list")]
print(client.zcard("soapline:open") + len(list(client.scan_iter("soapline:lease:*"))) + len(lists))
"""

UPLOAD_EVERY = 5.0
# What an operator asks, of Prometheus as the file configures it.
QUESTIONS = {
    "accepted, by priority": "sum by (priority) (increase(soapline_notes_accepted_total[15m]))",
    "completed": "sum by (source) (increase(soapline_notes_completed_total[15m]))",
    "failed": "sum(increase(soapline_notes_failed_total[15m]))",
    "recovered by the sweep": "sum(increase(soapline_notes_recovered_total[15m]))",
    "stage seconds, mean": "sum by (stage) (soapline_stage_duration_seconds_sum)"
    " / sum by (stage) (soapline_stage_duration_seconds_count)",
    "model load, s": "max by (model) (soapline_model_load_seconds)",
    "waiting now": "max by (queue) (soapline_notes_waiting)",
    "most audio waiting in the run, s": "max by (queue) (max_over_time(soapline_audio_waiting_seconds[15m]))",
    "oldest wait in the run, s": "max(max_over_time(soapline_oldest_waiting_note_age_seconds[15m]))",
}


@pytest.fixture(scope="module")
def sizes() -> dict[str, str]:
    return build_images()


@pytest.fixture(scope="module")
def stack(sizes: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeStack]:
    made = ComposeStack.write(tmp_path_factory.mktemp("compose"))
    try:
        made.compose("up", "--detach", "--scale", "worker-transcribe=2")
        wait_for_health(made, made.containers())
        yield made
    finally:
        made.down()


@pytest.fixture(scope="module")
def key(stack: ComposeStack) -> str:
    made = stack.inside(stack.containers("api")[0], "soapline", "keys", "create", "check")
    return next(word for word in made.split() if word.startswith("sk_"))


def wait_for_health(stack: ComposeStack, containers: list[str]) -> None:
    for container in containers:
        assert wait_until(lambda name=container: stack.healthy(name), seconds=180, poll=1), container
    ready = lambda: answered(f"{stack.api}/readyz") == httpx.codes.OK  # noqa: E731
    assert wait_until(ready, seconds=120, poll=0.5), "the API is not ready"


def answered(url: str, auth: tuple[str, str] | None = None) -> int:
    try:
        return httpx.get(url, timeout=10, auth=auth).status_code
    except httpx.HTTPError:
        return 0


@dataclass
class Clinic:
    """A client that sends a recording every so often, and again where it was told to."""

    stack: ComposeStack
    key: str
    recording: bytes
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    accepted: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def send(self, number: int) -> bool:
        """Send one recording; whether it was accepted. 0 counts a connection that broke."""
        try:
            response = httpx.post(
                f"{self.stack.api}/v1/note/audio",
                headers=self.headers | {"Idempotency-Key": f"{self.name}-{number}"},
                files={"audio": self.recording},
                data={"specialty": "physician"},
                timeout=60,
            )
        except httpx.HTTPError:
            self.answers[0] += 1
            return False
        self.answers[response.status_code] += 1
        if response.status_code == httpx.codes.ACCEPTED:
            self.accepted.append(response.json()["noteId"])
        return response.status_code == httpx.codes.ACCEPTED

    def keep_sending(self, seconds: float) -> None:
        """Send until stopped; each recording until it is accepted."""
        number = 0
        while not self.stopping.wait(seconds):
            number += self.send(number)

    def status(self, note_id: str, wait: int = 0) -> dict[str, object]:
        try:
            path = f"{self.stack.api}/v1/audio/status/{note_id}?wait={wait}"
            found: dict[str, object] = httpx.get(path, headers=self.headers, timeout=wait + 30).json()
        except httpx.HTTPError:
            return {}
        return found

    def ended(self, note_id: str) -> bool:
        return self.status(note_id).get("status") in ("completed", "failed")


@pytest.fixture(scope="module")
def recordings(sample: Path, short_recording: Path) -> tuple[bytes, bytes]:
    return sample.read_bytes(), short_recording.read_bytes()


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_without_a_secret_the_stack_does_not_start_and_says_which(secret: str, tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=secret):
        ComposeStack.write(tmp_path).compose("config", without=secret)


def test_the_images_hold_no_build_tools_and_run_without_privileges(
    stack: ComposeStack, sizes: dict[str, str]
) -> None:
    for service in OURS:
        container = stack.containers(service)[0]
        assert stack.inside(container, "id", "-u").strip() == "10001"
        assert stack.inside(container, "cat", "/proc/1/comm").strip() == "tini"
        script = "touch /srv/x /opt/soapline/x 2>&1; command -v gcc cc make pip pip3 || echo none"
        said = stack.inside(container, "sh", "-c", script)
        assert said.count("Read-only file system") == 2
        assert said.strip().endswith("none"), said
        stack.inside(container, "test", "-s", "/etc/ssl/certs/ca-certificates.crt")
        privileges = stack.inside(container, "grep", "-E", "CapEff|NoNewPrivs|Seccomp:", "/proc/1/status")
        assert privileges.split() == ["CapEff:", "0" * 16, "NoNewPrivs:", "1", "Seccomp:", "2"]
    print("\nimages:", ", ".join(f"{name} {size}" for name, size in sizes.items()))


def test_only_the_api_and_flower_reach_out_and_flower_asks_for_its_password(stack: ComposeStack) -> None:
    worker = stack.containers("worker-normalize")[0]
    routes = stack.inside(worker, "cat", "/proc/net/route").splitlines()[1:]
    assert not [line for line in routes if line.split()[1] == "00000000"], "a worker has a way out"
    assert answered(f"{stack.flower}/workers") == httpx.codes.UNAUTHORIZED
    login = ("soapline", stack.variables["FLOWER_PASSWORD"])
    assert wait_until(lambda: answered(f"{stack.flower}/workers", login) == httpx.codes.OK, seconds=60)


def test_a_recording_from_outside_becomes_a_note(
    stack: ComposeStack, key: str, recordings: tuple[bytes, bytes]
) -> None:
    assert len(stack.containers("worker-transcribe")) == 2
    clinic, began = Clinic(stack, key, recordings[0]), time.monotonic()
    assert clinic.send(0)
    assert wait_until(lambda: clinic.ended(clinic.accepted[0]), seconds=300, poll=0.5)
    note = clinic.status(clinic.accepted[0])
    assert note["status"] == "completed", note
    assert all(note[section] for section in ("subjective", "objective", "assessment", "plan"))
    print(f"\nfirst note: {time.monotonic() - began:.1f} s from upload to note, the model's loading included")


def test_nothing_is_lost_when_every_container_restarts_under_load(
    stack: ComposeStack, key: str, recordings: tuple[bytes, bytes]
) -> None:
    clinic = Clinic(stack, key, recordings[1])
    sender = threading.Thread(target=clinic.keep_sending, args=(UPLOAD_EVERY,), daemon=True)
    sender.start()
    took = {}
    for container in stack.containers():
        began, before = time.monotonic(), len(clinic.accepted)
        stack.restart(container)
        wait_for_health(stack, [container])
        took[container] = time.monotonic() - began
        assert wait_until(lambda n=before: len(clinic.accepted) > n, seconds=60), container
    clinic.stopping.set()
    sender.join()
    ended = wait_until(lambda: all(map(clinic.ended, clinic.accepted)), seconds=600, poll=2)
    outcomes = Counter(clinic.status(note_id).get("status") for note_id in clinic.accepted)
    restarts = ", ".join(f"{name.removeprefix('soapline-check_')} {s:.0f} s" for name, s in took.items())
    print(f"\nrestarts, each to health: {restarts}")
    print(f"answers to uploads (0: connection broke): {dict(clinic.answers)}; outcomes: {dict(outcomes)}")
    assert ended
    assert outcomes == {"completed": len(clinic.accepted)}
    assert len(set(clinic.accepted)) == len(clinic.accepted)
    assert set(clinic.answers) <= {0, 202, 502, 503}, "an answer that a client would not try again"
    api = stack.containers("api")[0]
    assert wait_until(lambda: stack.inside(api, "python", "-c", LEFT).strip() == "0", seconds=60, poll=2)


def test_prometheus_sees_every_copy_of_every_service(stack: ComposeStack, key: str) -> None:
    expected = {"api": 1.0, "worker-normalize": 1.0, "worker-transcribe": 2.0, "worker-write": 1.0}
    up = 'sum by (component) (up{job="soapline"})'
    assert wait_until(lambda: stack.query(up) == expected, seconds=90, poll=3), stack.query(up)
    print()
    for question, expression in QUESTIONS.items():
        found = stack.query(expression)
        print(f"{question}: " + (", ".join(f"{n or 'all'} {v:.2f}" for n, v in found.items()) or "nothing"))
    assert stack.query('sum(soapline_notes_completed_total{source="audio"})')
