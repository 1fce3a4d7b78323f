"""Everything that can die is killed at random while recordings come in; nothing is lost.

`SOAPLINE_CHAOS_SEED` repeats a run; the seed is printed when a run fails.
"""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from redis.exceptions import RedisError

from pipeline.deadline import wait_until
from pipeline.redis_link import connect
from pipeline.settings import RedisSettings
from tests.conftest import Stack, start_stack, stop_stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

RECORDINGS = 60
KILLS = 25
VICTIMS = ("worker-notes", "worker-transcribe", "valkey", "s3", "api")


@pytest.fixture
def fresh_stack(tmp_path: Path) -> Iterator[Stack]:
    running = start_stack(tmp_path / "soapline")
    yield running
    stop_stack(running)


def submit(stack: Stack, recording: bytes) -> str | None:
    """The id of an accepted note; None where the service said no or was away."""
    try:
        response = httpx.post(
            f"{stack.url}/v1/note/audio",
            headers=stack.authorization,
            files={"audio": recording},
            data={"specialty": "generic"},
            timeout=60,
        )
    except httpx.HTTPError:
        return None
    assert response.status_code in (202, 503), response.text
    return str(response.json()["noteId"]) if response.status_code == 202 else None


def kill_at_random(stack: Stack, chance: random.Random, done: threading.Event) -> Counter[str]:
    killed: Counter[str] = Counter()
    for _ in range(KILLS):
        name = chance.choice(VICTIMS)
        # A child that has just died is not listed until it is started again.
        pid = json.loads((stack.folder / "children.json").read_text()).get(name, [None])[0]
        if pid is not None and psutil.pid_exists(pid):
            psutil.Process(pid).kill()
            killed[name] += 1
        if done.wait(chance.uniform(0.5, 4.0)):
            break
    return killed


def outcome(stack: Stack, note_id: str) -> str:
    try:
        path = f"{stack.url}/v1/audio/status/{note_id}"
        response = httpx.get(path, headers=stack.authorization, timeout=30)
        return str(response.json().get("status", response.status_code))
    except httpx.HTTPError:
        return "away"


def test_every_accepted_recording_ends_whatever_is_killed(fresh_stack: Stack, short_recording: Path) -> None:
    seed = int(os.environ.get("SOAPLINE_CHAOS_SEED", time.time_ns() % 1_000_000))
    chance, done = random.Random(seed), threading.Event()
    killed: list[Counter[str]] = []
    killer = threading.Thread(target=lambda: killed.append(kill_at_random(fresh_stack, chance, done)))
    killer.start()
    audio = short_recording.read_bytes()
    asked = [submit(fresh_stack, audio) for _ in range(RECORDINGS)]
    accepted = [note_id for note_id in asked if note_id]
    killer.join()
    ends: dict[str, str] = {}

    def all_ended() -> bool:
        for note_id in accepted:
            if ends.get(note_id) not in ("completed", "failed"):
                ends[note_id] = outcome(fresh_stack, note_id)
        return all(end in ("completed", "failed") for end in ends.values())

    ended = wait_until(all_ended, seconds=600, poll=2)
    summary = (
        f"seed {seed}, killed {dict(killed[0])}, accepted {len(accepted)}, ended {Counter(ends.values())}"
    )
    print(summary)
    assert ended, summary
    assert Counter(ends.values()) == {"completed": len(accepted)}, summary
    assert nothing_left(fresh_stack), summary


def nothing_left(stack: Stack) -> bool:
    """No lease, no open note, no message: all work is done and nothing waits."""
    client = connect(RedisSettings.model_validate({"url": stack.variables["SOAPLINE_REDIS_URL"]}))

    def empty() -> bool:
        try:
            open_notes = client.zcard("soapline:open")
            leases = list(client.scan_iter("soapline:lease:*"))
            queued = sum(int(str(client.llen(name))) for name in client.scan_iter("*", _type="list"))
        except RedisError:
            return False
        return not open_notes and not leases and not queued

    found = wait_until(empty, seconds=60)
    client.close()
    return found
