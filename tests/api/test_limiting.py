import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from pipeline.access import AccessKeys
from pipeline.allowances import AudioMeter
from pipeline.api.app import create_app
from pipeline.api.limiting import TOLERANCE
from pipeline.api.options import declared_priority
from pipeline.archive import Archive, open_archive
from pipeline.models import KeyLimits, KeyRecord, NoteState, Priority
from pipeline.settings import Settings
from pipeline.status import StatusBoard
from tests.servers import S3Server

Call = Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]]


@pytest.fixture
def settings(s3_server: S3Server, redis_url: str, client: "redis.Redis") -> Settings:
    """A deployment without workers: what is accepted stays open."""
    return Settings.model_validate(
        {
            "redis": {"url": redis_url},
            "s3": s3_server.settings.model_dump() | {"bucket": "limiting", "create_bucket": True},
            "archive": {"keys": "test:" + "a2tr" * 10 + "a2s="},
            "limits": {"backlog": 0},
        }
    )


@pytest.fixture
def served_archive(settings: Settings) -> Archive:
    archive = open_archive(settings)
    archive.prepare()
    return archive


@pytest.fixture
def keys(served_archive: Archive, client: "redis.Redis") -> AccessKeys:
    return AccessKeys(served_archive, client)


def with_key(keys: AccessKeys, **limits: int) -> tuple[dict[str, str], KeyRecord]:
    key, record = keys.create("limited", limits=KeyLimits(**limits))
    return {"Authorization": f"Bearer {key}"}, record


@asynccontextmanager
async def replica(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api", timeout=60) as link,
    ):
        yield link


def run(settings: Settings, call: Call) -> None:
    async def main() -> None:
        async with replica(settings) as link:
            await call(link)

    asyncio.run(main())


def refused(answer: httpx.Response, status: int, code: str, longest: int) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["details"] == []
    assert 1 <= int(answer.headers["retry-after"]) <= longest


def test_requests_over_a_keys_limit_are_refused_by_all_replicas_together(
    settings: Settings, keys: AccessKeys
) -> None:
    headers, record = with_key(keys, requests_per_minute=10)
    others, _ = with_key(keys)

    async def call() -> None:
        async with replica(settings) as one, replica(settings) as two:
            asked = [link.get("/v1/note/none", headers=headers) for link in (one, two) for _ in range(20)]
            answers = await asyncio.gather(*asked)
            assert sorted(answer.status_code for answer in answers) == [404] * 10 + [429] * 30
            refused(next(a for a in answers if a.status_code == 429), 429, "RATE_LIMITED", 60)
            assert (await two.get("/v1/note/none", headers=others)).status_code == 404
            await asyncio.to_thread(keys.limit, record.key_id, KeyLimits(requests_per_minute=0))
            assert (await one.get("/v1/note/none", headers=headers)).status_code == 404

    asyncio.run(call())


def test_bytes_over_a_keys_limit_are_refused_declared_or_not(
    settings: Settings, keys: AccessKeys, short_recording: Path
) -> None:
    audio = short_recording.read_bytes()
    headers, _ = with_key(keys, bytes_per_day=int(len(audio) * 1.5))
    form = {"files": {"audio": audio}, "data": {"specialty": "physician"}}

    async def call(link: httpx.AsyncClient) -> None:
        assert (await link.post("/v1/note/audio", headers=headers, **form)).status_code == 202
        refused(await link.post("/v1/note/audio", headers=headers, **form), 429, "RATE_LIMITED", 86_400)
        built = link.build_request("POST", "/v1/note/audio", headers=headers, **form)
        body = await built.aread()

        async def chunks() -> AsyncIterator[bytes]:
            yield body

        kind = {"Content-Type": built.headers["content-type"]}
        answer = await link.post("/v1/note/audio", headers=headers | kind, content=chunks())
        refused(answer, 429, "RATE_LIMITED", 86_400)

    run(settings, call)


def test_audio_over_a_keys_limit_is_refused_whatever_single_recordings_it_came_in(
    settings: Settings, keys: AccessKeys, client: "redis.Redis", short_recording: Path
) -> None:
    headers, record = with_key(keys, audio_minutes_per_day=1)
    form = {"files": {"audio": short_recording.read_bytes()}, "data": {"specialty": "physician"}}

    async def call(link: httpx.AsyncClient) -> None:
        assert (await link.post("/v1/note/audio", headers=headers, **form)).status_code == 202
        AudioMeter(client).add(record.key_id, 59)
        assert (await link.post("/v1/note/audio", headers=headers, **form)).status_code == 202
        AudioMeter(client).add(record.key_id, 600)
        refused(await link.post("/v1/note/audio", headers=headers, **form), 429, "RATE_LIMITED", 86_401)

    run(settings, call)


def test_a_key_has_no_more_notes_in_flight_than_its_limit(
    settings: Settings,
    keys: AccessKeys,
    client: "redis.Redis",
    served_archive: Archive,
    short_recording: Path,
) -> None:
    headers, record = with_key(keys, notes_in_flight=2)
    fields = {"specialty": "physician"}
    board = StatusBoard(client, settings.redis)

    async def call(link: httpx.AsyncClient) -> None:
        async def post(audio: bytes = short_recording.read_bytes()) -> httpx.Response:
            return await link.post("/v1/note/audio", headers=headers, files={"audio": audio}, data=fields)

        letter = await post(b"Dear doctor, " * 1000)
        assert letter.status_code == 415, "what was refused takes no place"
        answers = await asyncio.gather(*(post() for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [202, 202, 429, 429, 429, 429]
        refused(next(a for a in answers if a.status_code == 429), 429, "RATE_LIMITED", 15)
        first, second = (a.json()["noteId"] for a in answers if a.status_code == 202)
        status = board.get(first)
        assert status is not None
        board.put(status.model_copy(update={"state": NoteState.COMPLETED}))
        third = await post()
        assert third.status_code == 202
        assert (await link.delete(f"/v1/note/{second}", headers=headers)).status_code == 204
        assert (await post()).status_code == 202
        assert (await post()).status_code == 429
        requests = [served_archive.get_request(note_id) for note_id in served_archive.note_ids()]
        mine = [request for request in requests if request and request.key_id == record.key_id]
        assert len(mine) == 3, "what was refused left nothing"

    run(settings, call)


def test_a_long_backlog_refuses_batch_work_first_and_stat_last(
    settings: Settings, keys: AccessKeys, short_recording: Path
) -> None:
    limits = settings.limits.model_copy(update={"backlog": 2})
    headers, _ = with_key(keys)
    audio = short_recording.read_bytes()

    async def call(link: httpx.AsyncClient) -> None:
        accepted = 0
        for priority in (Priority.BATCH, Priority.ROUTINE, Priority.STAT):
            form = {"files": {"audio": audio}, "data": {"specialty": "physician", "priority": priority}}
            while (answer := await link.post("/v1/note/audio", headers=headers, **form)).status_code == 202:
                accepted += 1
            refused(answer, 503, "SERVICE_UNAVAILABLE", 30)
            assert accepted == 2 * TOLERANCE[priority]
        text = {"specialty": "physician", "transcript": "Doctor: hello. " * 10}
        refused(await link.post("/v1/note", headers=headers, json=text), 503, "SERVICE_UNAVAILABLE", 30)

    run(settings.model_copy(update={"limits": limits}), call)


@pytest.mark.parametrize(
    ("fields", "priority"),
    [
        ({"priority": "batch"}, Priority.BATCH),
        ({"metadata": '{"priority": "routine"}'}, Priority.ROUTINE),
        ({"metadata": "{}"}, Priority.ROUTINE),
        ({}, Priority.STAT),
        ({"priority": "soon"}, Priority.STAT),
        ({"metadata": "no JSON"}, Priority.STAT),
    ],
)
def test_before_the_audio_only_a_named_urgency_counts(fields: dict[str, str], priority: Priority) -> None:
    assert declared_priority(fields) is priority
