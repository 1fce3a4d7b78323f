import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from dotenv import dotenv_values

from pipeline.deadline import wait_until
from pipeline.local.leftovers import end_leftovers
from pipeline.local.ports import free_port
from tests.conftest import SOAPLINE

SECRETS = ("DEV_API_KEY", "ARCHIVE_KEY", "S3_SECRET", "AWS_", "hush")


class Starting:
    """A `soapline up` that the test does not wait for."""

    def __init__(self, folder: Path, output: Path, *, cwd: Path | None = None, **variables: str) -> None:
        self.folder, self.output = folder, output
        environment = os.environ | {
            "SOAPLINE_LOCAL_DIR": str(folder),
            "SOAPLINE_API_PORT": str(free_port()),
            "SOAPLINE_ASR_MODEL": "tiny.en",
            "AWS_SECRET_ACCESS_KEY": "hush",
        }
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [SOAPLINE, "up"], env=environment | variables, stdout=file, stderr=file, cwd=cwd
            )

    def children(self) -> dict[str, psutil.Process]:
        """The children that it wrote down."""
        try:
            recorded = json.loads((self.folder / "children.json").read_text())
        except FileNotFoundError:
            return {}
        return {name: psutil.Process(pid) for name, (pid, _) in recorded.items()}

    def says(self, words: str) -> bool:
        """Whether it has said so yet; fails if it ended before."""
        said = words in self.output.read_text()
        assert said or self.process.poll() is None, self.output.read_text()
        return said

    def end(self) -> None:
        """Leave nothing running."""
        self.process.kill()
        self.process.wait()
        if self.folder.exists():
            end_leftovers(self.folder)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    found = tmp_path / "stack"
    yield found
    if found.exists():
        end_leftovers(found)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


def test_ctrl_c_while_starting_stops_what_was_started(folder: Path, output: Path) -> None:
    up = Starting(folder, output)
    assert wait_until(lambda: "api" in up.children(), seconds=60)
    children = [*up.children().values()]
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(45) == 0, output.read_text()
    assert "Stopped before the stack was up." in output.read_text()
    assert "Traceback" not in output.read_text()
    assert gone(children)


def test_a_part_that_cannot_start_is_named_soon(folder: Path, output: Path) -> None:
    up = Starting(folder, output, SOAPLINE_ASR_MODEL="/nowhere/model")
    try:
        assert up.process.wait(90) == 1
    finally:
        up.end()
    said = output.read_text()
    assert "worker-transcribe ended 3 times while the stack was starting" in said
    assert str(folder / "logs" / "worker-transcribe.log") in said


def test_bad_settings_are_named_without_their_values(folder: Path, output: Path) -> None:
    up = Starting(folder, output, SOAPLINE_API_PORT="hush-port", SOAPLINE_RDIS_URL="hush-url")
    assert up.process.wait(60) == 1
    assert "SOAPLINE_RDIS_URL" in output.read_text()
    assert "hush" not in output.read_text()
    assert "Traceback" not in output.read_text()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starting]:
    """A stack in a folder with an odd name, started beside folders named like our packages."""
    place = tmp_path_factory.mktemp("odd")
    for package in ("workers", "pipeline", "celery"):
        (place / package).mkdir()
        (place / package / "__init__.py").write_text("raise RuntimeError('not this one')\n")
    up = Starting(
        place / "it's a folder",
        place / "output",
        cwd=place,
        SOAPLINE_S3_BUCKET="clinic",
        SOAPLINE_S3_REGION="eu-central-1",
    )
    try:
        assert wait_until(lambda: up.says("Serving."), seconds=120)
        yield up
    finally:
        up.end()


def test_a_stack_comes_up_in_a_folder_of_any_name(odd: Starting) -> None:
    variables = dotenv_values(odd.folder / "stack.env")
    assert variables["SOAPLINE_LOCAL_DIR"] == str(odd.folder)
    assert (odd.folder / "redis" / "appendonlydir").is_dir()
    flower = f"http://127.0.0.1:{variables['SOAPLINE_LOCAL_FLOWER_PORT']}/api/workers"
    login = ("soapline", variables["SOAPLINE_LOCAL_FLOWER_PASSWORD"] or "")

    def answers() -> bool:
        try:
            return httpx.get(flower, auth=login, timeout=30).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    assert wait_until(answers, seconds=60)
    assert "not this one" not in (odd.folder / "logs" / "flower.log").read_text()


def test_other_peoples_servers_have_no_secrets_of_ours_in_their_environment(odd: Starting) -> None:
    for name in ("valkey", "s3", "flower"):
        environment = odd.children()[name].environ()
        shown = " ".join(f"{key}={value}" for key, value in environment.items())
        assert not [secret for secret in SECRETS if secret in shown], name


def test_a_second_ctrl_c_kills_what_does_not_stop(odd: Starting) -> None:
    children = odd.children()
    os.kill(children["worker-notes"].pid, signal.SIGSTOP)
    odd.process.send_signal(signal.SIGINT)
    assert wait_until(lambda: odd.says("Stopping:"), seconds=30)
    odd.process.send_signal(signal.SIGINT)
    assert odd.process.wait(10) == 128 + signal.SIGINT
    assert wait_until(lambda: gone([*children.values()]), seconds=10)
