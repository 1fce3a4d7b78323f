"""A recording through the whole service to a receiver that refuses it once."""

from pathlib import Path

import pytest

from pipeline.deadline import wait_until
from tests.conftest import start_stack, stop_stack
from tests.webhooks.receiver import running_receiver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_a_finished_recording_is_told_until_it_is_taken(
    tmp_path: Path, short_recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOAPLINE_WEBHOOK_ALLOW_PRIVATE", "true")
    stack = start_stack(tmp_path / "soapline")
    try:
        with running_receiver() as receiver:
            secret = stack.command("webhooks", "set", "dev", receiver.url).stdout.strip()
            assert stack.command("webhooks", "test", "dev").returncode == 0
            receiver.answers = [500]
            note_id = stack.submit(short_recording)
            assert stack.finish(note_id)["status"] == "completed"
            assert wait_until(lambda: len(receiver.taken) == 3, seconds=60)
            events = [(event["event"], event["note_id"]) for event in receiver.events()]
            assert events == [("test", None), *[("note.generated", note_id)] * 2]
            assert receiver.verified(secret)
    finally:
        stop_stack(stack)
