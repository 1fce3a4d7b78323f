"""One tenant's many recordings and another's one, through the real API, queue and workers."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.deadline import wait_until
from tests.conftest import Stack, start_stack, stop_stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MANY = 30
WINDOW = 4


@pytest.fixture(scope="module")
def narrow_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that takes few recordings in hand, so that many of them wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SOAPLINE_QUEUE_WINDOW", str(WINDOW))
        running = start_stack(tmp_path_factory.mktemp("fair") / "soapline")
    yield running
    stop_stack(running)


def new_tenant(stack: Stack, tenant: str) -> Stack:
    """The same stack as another tenant sees it."""
    made = stack.command("keys", "create", tenant, "--test")
    assert made.returncode == 0, made.stderr
    return Stack(stack.process, stack.folder, stack.url, made.stdout.strip())


def submit(stack: Stack, recording: bytes, priority: str) -> str:
    response = httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"audio": recording},
        data={"specialty": "physician", "priority": priority},
        timeout=60,
    )
    assert response.status_code == httpx.codes.ACCEPTED, response.text
    return str(response.json()["noteId"])


def ended(stack: Stack, note_ids: list[str]) -> list[str]:
    """Those of the notes that are completed."""
    path = f"{stack.url}/v1/audio/status"
    with httpx.Client(headers=stack.authorization, timeout=30) as client:
        return [one for one in note_ids if client.get(f"{path}/{one}").json()["status"] == "completed"]


def place_of(stack: Stack, note_id: str, other: Stack, others: list[str]) -> tuple[int, float]:
    """How many of the others were completed when the note was, and how long it took, seconds."""
    began = time.monotonic()
    assert stack.finish(note_id, seconds=240)["status"] == "completed"
    took = time.monotonic() - began
    return len(ended(other, others)), took


@pytest.mark.parametrize(
    ("crowd", "one"), [("routine", "routine"), ("batch", "stat")], ids=["another tenant", "stat over batch"]
)
def test_one_recording_overtakes_the_many_that_came_before(
    narrow_stack: Stack, short_recording: Path, crowd: str, one: str
) -> None:
    audio = short_recording.read_bytes()
    large = new_tenant(narrow_stack, f"large-{crowd}")
    small = new_tenant(narrow_stack, f"small-{crowd}") if crowd == one else large
    many = [submit(large, audio, crowd) for _ in range(MANY)]
    before = len(ended(large, many))
    place, took = place_of(small, submit(small, audio, one), large, many)
    print(f"{before} of {MANY} were done when it came, {place} when it was; {took:.1f} s")
    assert place - before <= 2 * WINDOW
    assert place < MANY - WINDOW
    assert wait_until(lambda: len(ended(large, many)) == MANY, seconds=240, poll=1)
