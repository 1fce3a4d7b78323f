"""schemathesis works through the OpenAPI document against the real API."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Stack

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CONFIGURATION = Path(__file__).with_suffix(".toml")
SEED = 1


def run_schemathesis(stack: Stack, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Its report goes to standard output; an exit code of 0 says that no check failed."""
    command = [SCHEMATHESIS, "--config-file", CONFIGURATION, "run", f"{stack.url}/openapi.json"]
    header = f"Authorization: Bearer {stack.key}"
    given = ["--header", header, "--seed", str(SEED), "--no-color", "--request-timeout", "70", *arguments]
    # In a folder of its own: it leaves examples it has found for its next run.
    return subprocess.run(
        [*command, *given], cwd=folder, capture_output=True, text=True, timeout=1000, check=False
    )


def test_every_call_keeps_to_the_document(stack: Stack, tmp_path: Path) -> None:
    ended = run_schemathesis(stack, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "2")
    assert ended.returncode == 0, ended.stdout


@pytest.mark.slow
@pytest.mark.timeout(1000)
def test_many_calls_and_chains_of_calls_keep_to_the_document(stack: Stack, tmp_path: Path) -> None:
    ended = run_schemathesis(stack, tmp_path, "--max-examples", "60", "--workers", "2")
    print(ended.stdout[ended.stdout.find("= SUMMARY") :])
    assert ended.returncode == 0, ended.stdout
