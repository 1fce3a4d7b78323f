import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SOAPLINE, Stack


def test_submit_prints_the_note_and_its_evidence(stack: Stack, short_recording: Path) -> None:
    ran = stack.command("submit", str(short_recording), "--specialty", "physician", "--evidence")
    assert ran.returncode == 0, ran.stderr
    for heading in ("SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN"):
        assert heading in ran.stdout
    assert short_recording.name in ran.stderr


def test_submit_gives_one_json_line_a_recording_and_fails_if_one_does(
    stack: Stack, short_recording: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.mp3"
    letter.write_text("Dear doctor, " * 1000)
    ran = stack.command("submit", str(short_recording), str(letter), "--json")
    assert ran.returncode == 1
    note, refused = (json.loads(line) for line in ran.stdout.splitlines())
    assert (note["status"], note["file"]) == ("completed", str(short_recording))
    assert refused["error"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


def test_submit_takes_the_recordings_of_a_folder_and_gives_a_json_line_each(
    stack: Stack, short_recording: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "monday"
    folder.mkdir()
    (folder / "05.MP3").write_bytes(short_recording.read_bytes())
    names = ["05.MP3", *(f"{number:02}.wav" for number in range(10, 20))]
    for name in names[1:]:
        (folder / name).write_text("Dear doctor, " * 10)
    (folder / "list.csv").write_text("05.MP3")
    ran = stack.command("submit", str(folder), "--json")
    assert f"{folder}: 11 recordings; 1 other file left out." in ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(folder / name) for name in names]
    assert [line["status"] for line in lines] == ["completed"] + ["refused"] * 10
    assert ran.returncode == 1


def test_submit_refuses_a_folder_without_recordings_and_sends_nothing(
    short_recording: Path, tmp_path: Path, stack: Stack
) -> None:
    ran = stack.command(
        "submit", str(short_recording), str(tmp_path), SOAPLINE_CLIENT_URL="http://127.0.0.1:9"
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"{tmp_path}: 0 recordings." in ran.stderr
    assert "NO_RECORDINGS: The folder holds no recordings. Put files directly into it" in ran.stderr


def test_status_note_and_delete_follow_one_note(stack: Stack, short_recording: Path) -> None:
    note_id = json.loads(stack.command("submit", str(short_recording), "--json").stdout)["noteId"]
    assert json.loads(stack.command("status", note_id, "--json").stdout)["status"] == "completed"
    assert "completed" in stack.command("status", note_id).stdout
    assert json.loads(stack.command("note", note_id, "--json").stdout)["noteId"] == note_id
    assert "SUBJECTIVE" in stack.command("note", note_id).stdout
    assert stack.command("delete", note_id).returncode == 0
    gone = stack.command("note", note_id)
    assert gone.returncode == 1
    assert "NOT_FOUND" in gone.stderr


def test_keys_are_created_listed_and_revoked(stack: Stack) -> None:
    made = stack.command("keys", "create", "clinic-of-keys", "--label", "front desk", "--test")
    assert made.stdout.startswith("sk_test_")
    listed = json.loads(stack.command("keys", "list", "--json").stdout)
    (record,) = [item for item in listed if item["tenant"] == "clinic-of-keys:test"]
    assert (record["label"], record["revoked_at"]) == ("front desk", None)
    assert made.stdout.strip() not in json.dumps(listed)
    assert stack.command("keys", "revoke", record["key_id"]).returncode == 0
    assert "clinic-of-keys" in stack.command("keys", "list").stdout


def test_doctor_finds_everything_in_order(stack: Stack) -> None:
    ran = stack.command("doctor", "--json", SOAPLINE_ASR_MODEL="tiny.en")
    findings = {item["part"]: item for item in json.loads(ran.stdout)}
    assert findings.keys() == {
        "ffmpeg",
        "Speech model",
        "Archive keys",
        "Redis",
        "S3 storage",
        "Retention",
        "API keys",
        "Note engine",
        "API",
        "Workers",
        "Encryption in transit",
        "Free disk space",
    }
    assert all(item["works"] for item in findings.values()), findings
    assert ran.returncode == 0
    assert findings["Workers"]["seen"].endswith("normalize, transcribe, write, deliver")
    # The bucket of a stack on one machine goes with its folder.
    assert findings["Retention"]["seen"].endswith("by the sweep")
    assert "yes" in stack.command("doctor").stdout


def test_doctor_says_how_to_mend_what_does_not_work(tmp_path: Path, stack: Stack) -> None:
    ran = stack.command(
        "doctor",
        "--json",
        SOAPLINE_LOCAL_DIR=str(tmp_path),
        SOAPLINE_REDIS_URL="redis://:hush@127.0.0.1:9/0",
        SOAPLINE_S3_ENDPOINT_URL="http://127.0.0.1:9",
        SOAPLINE_AUDIO_FFMPEG="/nowhere/ffmpeg",
        SOAPLINE_ASR_MODEL="/nowhere/model",
        SOAPLINE_CLIENT_URL="http://clinic.example:9",
    )
    assert ran.returncode == 1
    findings = {item["part"]: item for item in json.loads(ran.stdout)}
    for part in (
        "ffmpeg",
        "Speech model",
        "Archive keys",
        "Redis",
        "S3 storage",
        "API keys",
        "API",
        "Workers",
        "Encryption in transit",
    ):
        assert not findings[part]["works"], part
        assert findings[part]["mend"], part
    assert "hush" not in ran.stdout + ran.stderr


def test_recover_reads_every_note_and_sends_on_none_that_ended(
    stack: Stack, finished_note: dict[str, object]
) -> None:
    ran = stack.command("recover", "--from-archive", "--json")
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)
    assert counts["notes"] >= 1
    assert (
        json.loads(stack.command("status", str(finished_note["noteId"]), "--json").stdout)["status"]
        == "completed"
    )


def test_a_server_that_is_away_is_said_in_a_sentence(
    tmp_path: Path, short_recording: Path, stack: Stack
) -> None:
    ran = stack.command("submit", str(short_recording), SOAPLINE_CLIENT_URL="http://127.0.0.1:9")
    assert ran.returncode == 1
    assert "soapline up" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "command", ["up", "submit", "status", "note", "delete", "keys", "worker", "api", "doctor"]
)
def test_every_command_teaches_itself(command: str) -> None:
    ran = subprocess.run(
        [SOAPLINE, command, "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Usage" in ran.stdout


def test_a_command_without_a_key_says_where_to_get_one(tmp_path: Path, stack: Stack) -> None:
    ran = stack.command("status", "note_01", SOAPLINE_LOCAL_DIR=str(tmp_path))
    assert ran.returncode == 1
    assert "SOAPLINE_CLIENT_API_KEY" in ran.stderr


def test_the_front_door_does_not_load_what_a_command_does_not_need() -> None:
    heavy = ("boto3", "celery", "fastapi", "numpy")
    code = f"import sys, pipeline.cli; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "[]"
