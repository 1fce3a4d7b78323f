import json
import os
import signal
import subprocess
import time
from pathlib import Path

import httpx
import psutil

from pipeline.deadline import wait_until
from tests.conftest import SOAPLINE, Stack, start_stack, stop_stack


def child_pid(stack: Stack, name: str) -> int:
    return int(json.loads((stack.folder / "children.json").read_text())[name][0])


def test_after_kill_9_of_the_parent_a_new_stack_serves_the_old_notes_and_finishes_the_rest(
    tmp_path: Path, short_recording: Path, sample: Path
) -> None:
    first = start_stack(tmp_path / "soapline")
    children = [
        psutil.Process(pid) for pid, _ in json.loads((first.folder / "children.json").read_text()).values()
    ]
    done = first.submit(short_recording)
    assert first.finish(done)["status"] == "completed"
    unfinished = first.submit(sample)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = start_stack(tmp_path / "soapline")
    try:
        assert not any(child.is_running() for child in children)
        screen = (tmp_path / "soapline.output").read_text().rpartition("Starting the stack")[2]
        assert "Waiting for the API (at most 120 s).\n" in screen
        note = httpx.get(f"{second.url}/v1/note/{done}", headers=second.authorization, timeout=30).json()
        assert note["status"] == "completed"
        assert second.finish(unfinished, seconds=150)["status"] == "completed"
    finally:
        assert stop_stack(second) == 0


def test_a_second_stack_in_the_same_folder_is_refused_with_what_to_do(stack: Stack) -> None:
    refused = subprocess.run(
        [SOAPLINE, "up"],
        env=os.environ | {"SOAPLINE_LOCAL_DIR": str(stack.folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert "ALREADY_RUNNING" in refused.stderr
    assert "SOAPLINE_LOCAL_DIR" in refused.stderr


def test_a_taken_port_is_refused_with_what_to_do(stack: Stack, tmp_path: Path) -> None:
    port = stack.url.rpartition(":")[2]
    environment = os.environ | {"SOAPLINE_LOCAL_DIR": str(tmp_path / "other"), "SOAPLINE_API_PORT": port}
    refused = subprocess.run(
        [SOAPLINE, "up"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert "PORT_IN_USE" in refused.stderr


def test_a_child_that_dies_is_started_again(stack: Stack, short_recording: Path) -> None:
    pid = child_pid(stack, "worker-notes")
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: child_pid(stack, "worker-notes") != pid, seconds=30)
    assert stack.finish(stack.submit(short_recording))["status"] == "completed"


def test_a_worker_killed_in_the_middle_of_a_recording_costs_time_but_not_the_note(
    stack: Stack, sample: Path
) -> None:
    note_id = stack.submit(sample)

    def transcribing() -> bool:
        path = f"{stack.url}/v1/audio/status/{note_id}"
        return bool(
            httpx.get(path, headers=stack.authorization, timeout=30).json()["stage"] == "transcribing"
        )

    assert wait_until(transcribing, seconds=60)
    os.kill(child_pid(stack, "worker-transcribe"), signal.SIGKILL)
    assert stack.finish(note_id, seconds=170)["status"] == "completed"


def test_storage_away_is_503_and_nothing_is_accepted(stack: Stack, short_recording: Path) -> None:
    pid = child_pid(stack, "s3")
    # While it is stopped, the stack's parent cannot start the storage again.
    stack.process.send_signal(signal.SIGSTOP)
    try:
        os.kill(pid, signal.SIGKILL)
        response = httpx.post(
            f"{stack.url}/v1/note/audio",
            headers=stack.authorization,
            files={"audio": short_recording.read_bytes()},
            data={"specialty": "generic"},
            timeout=60,
        )
        assert (response.status_code, response.json()["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert int(response.headers["retry-after"]) > 0
    finally:
        stack.process.send_signal(signal.SIGCONT)
    assert wait_until(lambda: child_pid(stack, "s3") != pid, seconds=30)
    assert wait_until(
        lambda: httpx.get(f"{stack.url}/readyz", timeout=30).status_code == httpx.codes.OK, seconds=60
    )
    assert stack.finish(stack.submit(short_recording))["status"] == "completed"


def test_storage_and_status_stay_when_valkey_is_killed(
    stack: Stack, finished_note: dict[str, object]
) -> None:
    pid = child_pid(stack, "valkey")
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: child_pid(stack, "valkey") != pid, seconds=30)

    def served() -> bool:
        path = f"/v1/audio/status/{finished_note['noteId']}"
        response = httpx.get(f"{stack.url}{path}", headers=stack.authorization, timeout=30)
        return response.status_code == 200 and response.json()["status"] == "completed"

    assert wait_until(served, seconds=30)


def test_the_stack_listens_on_loopback_only(stack: Stack) -> None:
    parent = psutil.Process(stack.process.pid)
    listening = {
        (process.name(), connection.laddr.ip)
        for process in [parent, *parent.children(recursive=True)]
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening
    assert {address for _, address in listening} == {"127.0.0.1"}, listening


def test_ctrl_c_stops_everything_within_seconds(tmp_path: Path) -> None:
    stack = start_stack(tmp_path / "soapline")
    children = [psutil.Process(stack.process.pid)]
    children += children[0].children(recursive=True)
    began = time.monotonic()
    assert stop_stack(stack) == 0
    assert not any(child.is_running() for child in children)
    assert time.monotonic() - began < 45
