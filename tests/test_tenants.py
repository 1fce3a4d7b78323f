import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import redis

from pipeline.access import AccessKeys
from pipeline.archive import Archive, open_archive
from pipeline.archive.storage import SealedStorage
from pipeline.audit import AuditTrail
from pipeline.idempotency import IdempotencyClaims
from pipeline.models import Webhook
from pipeline.redis_link import connect
from pipeline.status import StatusBoard, opening_status
from pipeline.tenants import TenantRemoval
from tests.conftest import SOAPLINE, Stack, make_request


def post(stack: Stack, key: str, recording: Path, idempotency_key: str) -> str:
    response = httpx.post(
        f"{stack.url}/v1/note/audio",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": idempotency_key},
        files={"audio": recording.read_bytes()},
        data={"specialty": "physician"},
        timeout=60,
    )
    assert response.status_code == 202, response.text
    return str(response.json()["noteId"])


def test_a_deleted_tenant_leaves_nothing_and_its_neighbour_everything(
    stack: Stack, sample: Path, short_recording: Path
) -> None:
    archive = open_archive(stack.settings)
    with connect(stack.settings.redis) as client:
        keys = AccessKeys(archive, client)
        leaving, test = keys.create("leaving-us")[0], keys.create("leaving-us", test=True)[0]
        staying = keys.create("leaving-us-not")[0]
    url = "https://clinic.example/hook"
    archive.put_webhook(Webhook(tenant="leaving-us", url=url, secret="whsec_x", since=datetime.now(UTC)))
    gone = [post(stack, leaving, sample, "a"), post(stack, leaving, short_recording, "b")]
    gone.append(post(stack, test, short_recording, "c"))
    kept = post(stack, staying, short_recording, "a")

    unsure = subprocess.run(
        [SOAPLINE, "tenants", "delete", "leaving-us"],
        env=os.environ | {"SOAPLINE_LOCAL_DIR": str(stack.folder)},
        input="leaving\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert unsure.returncode == 1
    assert all(archive.get_request(note_id) for note_id in gone)

    ran = stack.command("tenants", "delete", "leaving-us", "--yes", "--json")
    assert ran.returncode == 0, ran.stderr
    removed = json.loads(ran.stdout)
    assert removed == {
        "tenant": "leaving-us",
        "keys": 2,
        "webhooks": 1,
        "notes": 3,
        "claims": 3,
        "unreadable": 0,
    }
    for key in (leaving, test):
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx.get(f"{stack.url}/v1/audio/status/{gone[0]}", headers=headers, timeout=30)
        assert answer.status_code == 401
    own = replace(stack, key=staying)
    # Its recording waits behind the others: when it is done, nothing of theirs is in work.
    assert own.finish(kept)["status"] == "completed"
    left = [str(path) for path in (stack.folder / "s3").rglob("*") if path.is_file()]
    assert not [path for path in left for note_id in gone if note_id in path]
    assert archive.get_webhook("leaving-us") is None
    log = stack.command("audit", "--json", "--action", "delete-tenant", "--action", "delete").stdout
    entries = [json.loads(line) for line in log.splitlines()]
    assert {e["subject"] for e in entries if e["tenant"].startswith("leaving-us")} == {"leaving-us", *gone}
    again = stack.command("tenants", "delete", "leaving-us", "--yes")
    assert (again.returncode, "NOT_FOUND" in again.stderr) == (1, True)
    assert own.finish(kept)["subjective"]


@pytest.fixture
def removal(archive: Archive, board: StatusBoard, client: "redis.Redis") -> TenantRemoval:
    access, claims = AccessKeys(archive, client), IdempotencyClaims(archive, client)
    return TenantRemoval(archive, board, access, claims, AuditTrail(archive, client))


def accept(removal: TenantRemoval, note_id: str, tenant: str) -> None:
    request = make_request(note_id, tenant=tenant)
    removal.archive.put_request(request)
    removal.board.put(opening_status(request))


def test_a_note_that_is_accepted_during_the_removal_goes_too(removal: TenantRemoval) -> None:
    accept(removal, "note_01", "leaving")
    accept(removal, "note_02", "staying")
    late = ["note_03", "note_04"]

    def on_notes(_done: int, _all: int) -> None:
        if late:
            accept(removal, late.pop(), "leaving:test")

    removed = removal.run("leaving", on_notes)
    assert (removed.notes, removed.unreadable) == (3, 0)
    assert list(removal.archive.note_ids()) == ["note_02"]
    assert [removal.board.get(f"note_0{n}") is None for n in (1, 2, 3, 4)] == [True, False, True, True]


def test_a_note_that_does_not_decrypt_is_left_and_counted(
    removal: TenantRemoval, storage: SealedStorage
) -> None:
    accept(removal, "note_01", "leaving")
    accept(removal, "note_02", "leaving")
    storage.put("elsewhere", b"{}")
    moved = {"Bucket": storage._bucket, "Key": "notes/elsewhere"}
    storage._client.copy_object(Bucket=storage._bucket, Key="notes/note_02/request.json", CopySource=moved)
    removed = removal.run("leaving", lambda _done, _all: None)
    assert (removed.notes, removed.unreadable) == (1, 1)
