"""How a stage's end becomes what Celery does, with messages on a real broker."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
import redis
from celery.exceptions import Ignore, Retry

from pipeline.archive import Archive
from pipeline.dispatch import Dispatcher
from pipeline.errors import Permanent, Retryable, SoaplineError
from pipeline.leases import LEASE_SECONDS, MAX_DEATHS, Lease, LeaseLost, Leases, lease_key
from pipeline.models import NoteState, Stage
from pipeline.settings import Settings
from pipeline.stages.work import NoteEnded, Workbench
from pipeline.status import StatusBoard, opening_status
from tests.conftest import make_request
from tests.workers.messages import in_hand
from workers import tasks
from workers.app import app
from workers.retries import StageFailed

NOTE = "note_01"


@pytest.fixture
def bench(
    archive: Archive,
    board: StatusBoard,
    redis_url: str,
    client: "redis.Redis",
    leases: Leases,
    monkeypatch: pytest.MonkeyPatch,
) -> Workbench:
    request = make_request(NOTE)
    archive.put_request(request)
    board.put(opening_status(request))
    monkeypatch.setattr(tasks, "stores", lambda: (archive, board))
    monkeypatch.setattr(tasks, "leases", lambda: leases)
    queue = Dispatcher(Settings.model_validate({"redis": {"url": redis_url}}))
    monkeypatch.setattr(tasks, "dispatcher", lambda: queue)
    monkeypatch.setattr(app.conf, "broker_url", redis_url)
    return Workbench(archive, board, Settings(), Lease(NOTE, client))


def run(ending: Exception | None, *, retries: int = 0) -> None:
    """Run the write task's message, its stage ending so."""

    def stage(_bench: Workbench) -> None:
        if ending is not None:
            raise ending

    task = tasks.write
    with in_hand(task, NOTE, queue="write", retries=retries):
        tasks.run_stage(task, NOTE, Stage.WRITING, stage)


def state(bench: Workbench) -> tuple[NoteState, str | None]:
    status = bench.board.get(NOTE)
    assert status is not None
    return status.state, status.error_code


def test_a_stage_that_ends_well_lets_its_lease_go(bench: Workbench, client: "redis.Redis") -> None:
    run(None)
    assert not client.exists(lease_key(NOTE))


@pytest.mark.parametrize("retries", [0, 3, 50])
@pytest.mark.parametrize(
    "ending",
    [
        Retryable("away"),
        SoaplineError("no key", code="ARCHIVE_KEY_MISSING"),
        OSError("disk full"),
        MemoryError(),
    ],
)
def test_what_is_wrong_around_us_is_tried_again_however_often_it_was(
    bench: Workbench, client: "redis.Redis", ending: Exception, retries: int
) -> None:
    with pytest.raises(Retry):
        run(ending, retries=retries)
    assert state(bench) == (NoteState.PROCESSING, None)
    assert float(str(client.pttl(lease_key(NOTE)))) > LEASE_SECONDS * 1000, "parked until the retry comes"


def test_a_stage_that_ends_lets_the_next_recording_begin(bench: Workbench, client: "redis.Redis") -> None:
    waiting = make_request("note_02")
    bench.board.put(opening_status(waiting))
    tasks.dispatcher().dispatch(waiting, first_stage="normalize")
    assert client.llen("normalize\x06\x163") == 0
    run(None)
    assert client.llen("normalize\x06\x163") == 1


def test_after_the_last_retry_the_note_fails_with_its_reason(bench: Workbench) -> None:
    with pytest.raises(StageFailed, match=r"^SERVICE_UNAVAILABLE$"):
        run(Retryable("away"), retries=Settings().worker.max_retries)
    assert state(bench) == (NoteState.FAILED, "SERVICE_UNAVAILABLE")


def test_what_is_wrong_with_the_recording_ends_the_note_at_once(bench: Workbench) -> None:
    with pytest.raises(StageFailed, match=r"^NO_SPEECH$"):
        run(Permanent("Nothing was said.", code="NO_SPEECH"))
    assert state(bench) == (NoteState.FAILED, "NO_SPEECH")


def test_a_defect_of_ours_ends_the_note_and_its_text_goes_nowhere(bench: Workbench) -> None:
    with pytest.raises(StageFailed) as caught:
        run(KeyError("she reports chest pain"))
    assert str(caught.value) == "PROCESSING_FAILED"
    assert caught.value.__suppress_context__
    assert state(bench) == (NoteState.FAILED, "PROCESSING_FAILED")
    status = bench.board.get(NOTE)
    assert status is not None
    assert "chest" not in str(status)


def test_an_ended_note_and_a_duplicate_are_acknowledged_without_a_trace(
    bench: Workbench, client: "redis.Redis"
) -> None:
    with pytest.raises(Ignore):
        run(NoteEnded())
    other = Leases(client)
    with other.hold(NOTE, "write"), pytest.raises(Ignore):
        run(None)
    other.hand_back()
    assert state(bench) == (NoteState.PROCESSING, None)


def test_a_stage_that_lost_its_lease_drops_its_message_and_ends_nothing(bench: Workbench) -> None:
    with pytest.raises(Ignore):
        run(LeaseLost())
    assert state(bench) == (NoteState.PROCESSING, None)


def test_a_recording_that_killed_its_worker_three_times_is_poison(
    bench: Workbench, client: "redis.Redis"
) -> None:
    with ExitStack() as never_ended:
        for _ in range(MAX_DEATHS):
            never_ended.enter_context(Leases(client).hold(NOTE, Stage.WRITING))
            client.delete(lease_key(NOTE))  # as when the worker dies and its lease runs out
        with pytest.raises(StageFailed, match=r"^POISON$"):
            run(None)
    assert state(bench) == (NoteState.FAILED, "POISON")


def test_a_task_has_no_limit_of_celerys_own_on_retries() -> None:
    assert {task.max_retries for task in (tasks.normalize, tasks.transcribe, tasks.write)} == {None}


def test_the_pool_of_threads_neither_waits_nor_breaks_when_it_stops() -> None:
    from workers.pool import AbandoningThreads  # noqa: PLC0415 - imports Celery's worker side

    pool = AbandoningThreads(1, app=SimpleNamespace())
    pool.terminate_job(None)
    pool.on_stop()
    with pytest.raises(RuntimeError, match="shutdown"):
        pool.executor.submit(print)
