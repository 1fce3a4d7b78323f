"""Recordings on their way in, sent as a careful client sends them: with a key, until accepted."""

import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self

import httpx

from tests.chaos.arena import Arena
from tests.chaos.clips import Clip

SENDERS = 3
# Longer than any fault lasts, restarts included.
PATIENCE_SECONDS = 150.0
TRY_SECONDS = 60.0
BETWEEN_TRIES = 0.5
AWAY = (httpx.HTTPError,)


@dataclass
class Recording:
    """One recording that a client wants a note of."""

    clip: Clip
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    note_id: str = ""
    refused: int = 0
    """How often the service said 503."""
    unanswered: int = 0
    """How often there was no answer."""


def submit(arena: Arena, recording: Recording) -> bool:
    """Send a recording once; whether it was accepted. Anything but 202 and 503 is a fault of ours."""
    try:
        response = httpx.post(
            f"{arena.stack.url}/v1/note/audio",
            headers=arena.stack.authorization | {"Idempotency-Key": recording.key},
            files={"audio": recording.clip.audio},
            data={"specialty": "generic"},
            timeout=TRY_SECONDS,
        )
    except AWAY:
        recording.unanswered += 1
        return False
    assert response.status_code in (202, 503), response.text
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert int(response.headers["Retry-After"]) > 0
        recording.refused += 1
        return False
    recording.note_id = str(response.json()["noteId"])
    return True


def submit_until_accepted(arena: Arena, recording: Recording) -> None:
    """Send a recording again and again, with the same key, until it is accepted."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not submit(arena, recording):
        assert time.monotonic() < give_up, "a recording was refused for too long"
        time.sleep(BETWEEN_TRIES)


class Senders:
    """Clients that send recordings side by side, at random moments; left when all were accepted."""

    def __init__(self, arena: Arena, recordings: list[Recording], chance: random.Random, gap: float) -> None:
        self._pool = ThreadPoolExecutor(SENDERS)
        self._stop = threading.Event()
        pauses = [chance.uniform(0, gap) for _ in recordings]

        def send(recording: Recording, pause: float) -> None:
            self._stop.wait(pause)
            submit_until_accepted(arena, recording)

        self._sent = [self._pool.submit(send, *one) for one in zip(recordings, pauses, strict=True)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        for sent in self._sent:
            sent.result()


def outcome(arena: Arena, recording: Recording) -> str:
    """What the service says of a recording's note."""
    try:
        path = f"{arena.stack.url}/v1/audio/status/{recording.note_id}"
        response = httpx.get(path, headers=arena.stack.authorization, timeout=TRY_SECONDS)
    except AWAY:
        return "away"
    return str(response.json().get("status", response.status_code))
