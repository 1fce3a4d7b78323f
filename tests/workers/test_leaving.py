import threading
from types import SimpleNamespace

import pytest
from celery.worker import state

from pipeline.deadline import wait_until
from workers.leaving import LeavingWorker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> LeavingWorker:
    monkeypatch.setattr(state, "active_requests", set())
    leaving = LeavingWorker.__new__(LeavingWorker)
    leaving.app = SimpleNamespace(conf=SimpleNamespace(worker_soft_shutdown_timeout=30.0))
    return leaving


def test_a_worker_with_nothing_in_hand_does_not_wait(worker: LeavingWorker) -> None:
    worker.wait_for_soft_shutdown()


def test_a_worker_leaves_when_its_work_is_done_and_not_before(worker: LeavingWorker) -> None:
    state.active_requests.add("a stage")
    waiting = threading.Thread(target=worker.wait_for_soft_shutdown)
    waiting.start()
    assert not wait_until(lambda: not waiting.is_alive(), seconds=0.3)
    state.active_requests.clear()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_worker_waits_no_longer_than_its_time(worker: LeavingWorker) -> None:
    worker.app.conf.worker_soft_shutdown_timeout = 0.2
    state.active_requests.add("a stage")
    worker.wait_for_soft_shutdown()
    assert state.active_requests
