import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import redis

from pipeline import intake as intake_module
from pipeline.archive import Archive
from pipeline.dispatch import Dispatcher
from pipeline.errors import Conflict, Retryable
from pipeline.idempotency import IdempotencyClaims, claim_name, fingerprint
from pipeline.intake import Intake
from pipeline.models import IdempotencyClaim, NoteOptions, NoteRequest
from pipeline.redis_link import connect
from pipeline.settings import MIB, RedisSettings, Settings
from pipeline.status import OPEN_NOTES, StatusBoard
from tests.conftest import Stack

OPTIONS = NoteOptions(specialty="physician")
AUDIO = b"fLaC" + b"\0" * 100


def post(stack: Stack, audio: bytes, key: str, specialty: str = "physician") -> httpx.Response:
    return httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization | {"Idempotency-Key": key},
        files={"audio": audio},
        data={"specialty": specialty},
        timeout=60,
    )


def test_the_same_key_and_body_give_the_first_answer_again(stack: Stack, short_recording: Path) -> None:
    key, audio = uuid.uuid4().hex, short_recording.read_bytes()
    first, again = post(stack, audio, key), post(stack, audio, key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["noteId"] == again.json()["noteId"]
    assert post(stack, audio, uuid.uuid4().hex).json()["noteId"] != first.json()["noteId"]


def test_the_same_key_with_another_body_is_a_conflict(stack: Stack, short_recording: Path) -> None:
    key, audio = uuid.uuid4().hex, short_recording.read_bytes()
    assert post(stack, audio, key).status_code == 202
    for response in (post(stack, audio + b"\0", key), post(stack, audio, key, "dentist")):
        assert (response.status_code, response.json()["error"]["code"]) == (409, "CONFLICT")


def test_requests_with_one_key_at_the_same_moment_make_one_note(stack: Stack, short_recording: Path) -> None:
    key, audio = uuid.uuid4().hex, short_recording.read_bytes()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(stack, audio, key), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["noteId"] for answer in answers}) == 1


def test_text_under_one_key_makes_one_note_too(stack: Stack, sample_dialogue: str) -> None:
    headers = stack.authorization | {"Idempotency-Key": uuid.uuid4().hex}
    body = {"transcript": sample_dialogue, "specialty": "physician"}

    def send(_: int = 0, **other: str) -> httpx.Response:
        return httpx.post(f"{stack.url}/v1/note", headers=headers, json=body | other, timeout=90)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["noteId"] for answer in answers}) == 1
    assert send().json() == answers[0].json()
    assert send(specialty="dentist").status_code == 409


def test_a_key_that_is_too_long_is_refused_by_name(stack: Stack) -> None:
    response = post(stack, b"x", "k" * 256)
    assert response.status_code == 400
    assert response.json()["error"]["details"][0]["field"] == "Idempotency-Key"


@pytest.fixture
def claims(archive: Archive, board: StatusBoard, redis_url: str) -> IdempotencyClaims:
    assert board.get("any") is None
    return IdempotencyClaims(archive, link(redis_url))


def link(redis_url: str) -> "redis.Redis":
    return connect(RedisSettings.model_validate({"url": redis_url}))


def intake(archive: Archive, board: StatusBoard, claims: IdempotencyClaims, queue_url: str) -> Intake:
    settings = Settings.model_validate({"redis": {"url": queue_url}})
    return Intake(archive, board, Dispatcher(settings), claims, retention_days=1)


def test_a_claim_survives_the_loss_of_redis_and_ends_after_a_day(
    claims: IdempotencyClaims, redis_url: str
) -> None:
    claim = IdempotencyClaim(note_id="note_1", fingerprint="a", made_at=datetime.now(UTC))
    old = claim.model_copy(update={"made_at": datetime.now(UTC) - timedelta(hours=25)})
    claims.make("new", claim)
    claims.make("old", old)
    link(redis_url).flushall()
    assert claims.find("new") == claim
    assert claims.find("old") is None
    with pytest.raises(Conflict):
        claims.make("new", claim.model_copy(update={"fingerprint": "b"}))


@pytest.fixture
def service(
    archive: Archive,
    board: StatusBoard,
    claims: IdempotencyClaims,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Intake:
    """An intake that waits half a second for the first request of a key."""
    monkeypatch.setattr(intake_module, "TWIN_SECONDS", 0.5)
    return intake(archive, board, claims, redis_url)


def test_when_the_first_server_dies_before_recording_the_note_a_repeat_takes_it_over(
    archive: Archive, claims: IdempotencyClaims, service: Intake
) -> None:
    name = claim_name("clinic", "key")
    first = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    first.write(AUDIO)
    held = claims.make(
        name,
        IdempotencyClaim(
            note_id=first.note_id,
            fingerprint=fingerprint(hashlib.sha256(AUDIO).hexdigest(), OPTIONS),
            made_at=datetime.now(UTC),
        ),
    )  # the first server got as far as this
    repeat = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    repeat.write(AUDIO)
    accepted = repeat.accept(OPTIONS)
    assert accepted.note_id != held.note_id, "each attempt has an id of its own"
    assert list(archive.note_ids()) == [accepted.note_id]
    again = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    again.write(AUDIO)
    assert again.accept(OPTIONS).note_id == accepted.note_id
    first.abandon()


def test_a_server_that_stood_still_withdraws_its_note_where_a_repeat_took_over(
    archive: Archive,
    board: StatusBoard,
    claims: IdempotencyClaims,
    service: Intake,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    repeat = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    first.write(AUDIO)
    repeat.write(AUDIO)
    put_request, accepted = archive.put_request, list[str]()

    def put_late(request: NoteRequest) -> None:
        if request.note_id == first.note_id:
            accepted.append(repeat.accept(OPTIONS).note_id)
        put_request(request)

    monkeypatch.setattr(archive, "put_request", put_late)
    with pytest.raises(Retryable):
        first.accept(OPTIONS)
    assert accepted == [repeat.note_id] == list(archive.note_ids())
    assert board.get(first.note_id) is None
    held = claims.find(claim_name("clinic", "key"))
    assert held is not None
    assert held.note_id == repeat.note_id


def test_a_repeat_gives_a_recorded_note_the_status_its_dead_server_did_not(
    archive: Archive, board: StatusBoard, claims: IdempotencyClaims, client: "redis.Redis", redis_url: str
) -> None:
    service = intake(archive, board, claims, redis_url)
    first = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    first.write(AUDIO)
    accepted = first.accept(OPTIONS)
    client.flushall()  # as when the first server died between the archive and Redis
    repeat = service.begin("clinic", max_bytes=MIB, idempotency_key="key")
    repeat.write(AUDIO)
    assert repeat.accept(OPTIONS).note_id == accepted.note_id
    assert client.zrange(OPEN_NOTES, 0, -1) == [accepted.note_id], "the sweep finds it"


def test_of_two_claims_around_a_wiped_redis_the_first_stays(
    claims: IdempotencyClaims, client: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    first = IdempotencyClaim(note_id="note_1", fingerprint="a", made_at=datetime.now(UTC))
    second = first.model_copy(update={"note_id": "note_2"})
    assert claims.make("name", first) == first
    client.flushall()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(claims, "find", lambda name: None)  # the second looked before the first claimed
        assert claims.make("name", second) == first
    assert claims.find("name") == first


def test_a_refused_request_gives_its_key_back(
    archive: Archive, board: StatusBoard, claims: IdempotencyClaims, redis_url: str
) -> None:
    away = intake(archive, board, claims, "redis://127.0.0.1:9/0")
    upload = away.begin("clinic", max_bytes=MIB, idempotency_key="key")
    upload.write(AUDIO)
    with pytest.raises(Retryable):
        upload.accept(OPTIONS)
    assert claims.find(claim_name("clinic", "key")) is None
    assert list(archive.note_ids()) == []
