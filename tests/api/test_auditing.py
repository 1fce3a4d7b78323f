import asyncio
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import redis

from pipeline.access import AccessKeys
from pipeline.api.auditing import AuditQueue
from pipeline.archive import Archive, open_archive
from pipeline.audit import AuditLog, AuditTrail, events_of
from pipeline.errors import Retryable
from pipeline.models import AuditAction, AuditBatch, KeyRecord
from pipeline.redis_link import connect
from tests.conftest import Stack


def entries(stack: Stack, *filters: str) -> list[dict[str, str]]:
    ran = stack.command("audit", "--json", *filters)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_who_created_read_and_deleted_a_note_is_in_the_log_and_it_is_whole(
    stack: Stack, short_recording: Path
) -> None:
    with connect(stack.settings.redis) as client:
        keys = AccessKeys(open_archive(stack.settings), client)
        (key, record), (other, stranger) = keys.create("audited"), keys.create("curious")
    headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "203.0.113.7", "X-Request-Id": "visit-1"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client_of_record:
        files = {"audio": short_recording.read_bytes()}
        made = client_of_record.post("/v1/note/audio", files=files, data={"specialty": "physician"})
        note_id = made.json()["noteId"]
        status: dict[str, object] = {}
        while status.get("status") != "completed":
            status = client_of_record.get(f"/v1/audio/status/{note_id}?wait=30").json()
        with ThreadPoolExecutor(8) as pool:
            paths = [f"/v1/note/{note_id}"] * 40
            assert {answer.status_code for answer in pool.map(client_of_record.get, paths)} == {200}
        refused = httpx.get(
            f"{stack.url}/v1/note/{note_id}", headers={"Authorization": f"Bearer {other}"}, timeout=30
        )
        assert refused.status_code == 404
        assert client_of_record.delete(f"/v1/note/{note_id}").status_code == 204
    found = entries(stack, "--note", note_id, "--since", "2020-01-01")
    assert [entry["action"] for entry in found] == ["create", *["read"] * 41, "refuse", "delete"]
    assert {(e["who"], e["tenant"]) for e in found} == {
        (record.key_id, "audited"),
        (stranger.key_id, "curious"),
    }
    own = [entry for entry in found if entry["action"] != "refuse"]
    assert {(entry["origin"], entry["request_id"]) for entry in own} == {("203.0.113.7", "visit-1")}
    assert note_id in stack.command("audit", "--who", stranger.key_id, "--action", "refuse").stdout
    verified = stack.command("audit", "--verify", "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["problems"] == []


def test_a_note_from_text_is_created_and_read_and_a_failed_read_is_not_written(stack: Stack) -> None:
    text = "Doctor: What brings you in today?\nPatient: I have had a cough for three days now."
    made = json.loads(stack.command("keys", "create", "of-text", "--json").stdout)
    headers = {"Authorization": f"Bearer {made['key']}"}
    body = {"transcript": text, "specialty": "physician"}
    note_id = httpx.post(f"{stack.url}/v1/note", json=body, headers=headers, timeout=90).json()["noteId"]
    never = "note_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert httpx.get(f"{stack.url}/v1/note/{never}", headers=headers, timeout=30).status_code == 404
    found = entries(stack, "--tenant", "of-text")
    assert [(entry["action"], entry["subject"]) for entry in found] == [
        ("create-key", made["key_id"]),
        ("create", note_id),
        ("read", note_id),
    ]
    assert "@" in found[0]["who"]
    assert text not in json.dumps(found)


def test_while_the_archive_cannot_be_written_entries_wait_and_stand_in_the_applications_log(
    archive: Archive, client: "redis.Redis", lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = KeyRecord(key_hash="h", key_id="key_1", tenant="clinic", created_at=datetime.now(UTC))
    log = AuditLog(archive, client)

    def away(_batch: AuditBatch) -> None:
        raise Retryable("away")

    async def outage() -> None:
        queue = AuditQueue(AuditTrail(archive, client))
        async with queue.running():
            with monkeypatch.context() as full:
                full.setattr(archive, "put_audit", away)
                await queue.record(AuditAction.READ, record, "note_01")
            await queue.record(AuditAction.DELETE, record, "note_01")

    asyncio.run(outage())
    written = [event.action for event in events_of(batch for _, batch in log.batches())]
    assert written == [AuditAction.READ, AuditAction.DELETE]
    waited = [json.loads(line) for line in lines.getvalue().splitlines() if "audit entry waits" in line]
    assert [(line["entry"]["action"], line["entry"]["subject"]) for line in waited] == [("read", "note_01")]
