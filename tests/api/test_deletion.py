"""A note deleted while a stage works on it leaves nothing behind, neither in S3 nor in Redis."""

from pathlib import Path

import httpx
import pytest
import redis

from pipeline.archive.storage import connect_s3
from pipeline.broker import STAGES
from pipeline.deadline import wait_until
from pipeline.fence import attempts_key
from pipeline.leases import lease_key
from pipeline.redis_link import connect
from pipeline.settings import RedisSettings, S3Settings
from tests.conftest import Stack

# What TTL answers for a key that never ends.
FOR_EVER = -1


def objects_of(stack: Stack, note_id: str) -> list[str]:
    variables = stack.variables
    names = ("ENDPOINT_URL", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
    settings = S3Settings.model_validate({name.lower(): variables[f"SOAPLINE_S3_{name}"] for name in names})
    found = connect_s3(settings).list_objects_v2(
        Bucket=settings.bucket, Prefix=f"{settings.prefix}{note_id}/"
    )
    return [item["Key"] for item in found.get("Contents", [])]


def traces_of(client: "redis.Redis", note_id: str) -> list[str]:
    """Keys that carry the note's id, and those whose members do."""
    found = []
    for key in map(str, client.scan_iter()):
        kind = client.type(key)
        members = (
            client.zrange(key, 0, -1)
            if kind == "zset"
            else client.lrange(key, 0, -1)
            if kind == "list"
            else client.hkeys(key)
            if kind == "hash"
            else []
        )
        if note_id in key or note_id in {str(member) for member in members}:
            found.append(key)
    return found


def is_idle(client: "redis.Redis", note_id: str) -> bool:
    """No worker holds the note and no message waits for one."""
    waiting = [name for stage in STAGES for name in client.scan_iter(f"{stage}*", _type="list")]
    return not client.exists(lease_key(note_id)) and not waiting and not client.hlen("unacked")


@pytest.mark.parametrize("stage", ["queued", "normalizing", "transcribing"])
def test_a_note_deleted_in_any_stage_leaves_nothing_behind(stack: Stack, sample: Path, stage: str) -> None:
    note_id = stack.submit(sample)
    url = f"{stack.url}/v1/audio/status/{note_id}"

    def has_come_to_stage() -> bool:
        status = httpx.get(url, headers=stack.authorization, timeout=30).json()
        return status.get("stage") == stage or stage == "queued" or float(status["progress"]) > 0.06

    assert wait_until(has_come_to_stage, seconds=60, poll=0.01)
    gone = httpx.delete(f"{stack.url}/v1/note/{note_id}", headers=stack.authorization, timeout=30)
    assert gone.status_code == httpx.codes.NO_CONTENT
    assert httpx.get(url, headers=stack.authorization, timeout=30).status_code == httpx.codes.NOT_FOUND
    with connect(RedisSettings.model_validate({"url": stack.variables["SOAPLINE_REDIS_URL"]})) as client:
        assert wait_until(lambda: is_idle(client, note_id), seconds=60)
        assert objects_of(stack, note_id) == []
        # The fencing token stays for a while, so that no late worker takes the id for a new one.
        assert set(traces_of(client, note_id)) <= {attempts_key(note_id)}
        assert client.ttl(attempts_key(note_id)) != FOR_EVER
