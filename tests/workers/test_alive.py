import socket

import pytest
from celery import Celery

from pipeline.broker import broker_options
from pipeline.local.ports import free_port
from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK
from tests.conftest import Stack
from workers.alive import is_alive

NOBODY = "host-without-a-worker"


def app_for(settings: Settings) -> Celery:
    app = Celery("test-alive", set_as_current=False)
    app.conf.update(broker_options(settings))
    return app


@pytest.fixture
def of_stack(stack: Stack) -> Settings:
    return Settings.model_validate({"redis": {"url": stack.variables["SOAPLINE_REDIS_URL"]}})


def test_a_worker_that_runs_on_this_host_answers(of_stack: Settings) -> None:
    app = app_for(of_stack)
    assert is_alive(app, of_stack.redis, socket.gethostname())
    app.close()


def test_where_no_worker_answers_none_is_alive(of_stack: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.alive.ANSWER_SECONDS", 1.0)
    app = app_for(of_stack)
    assert not is_alive(app, of_stack.redis, NOBODY)
    app.close()


def test_a_broker_that_is_away_is_no_reason_to_start_again() -> None:
    away = Settings.model_validate({"redis": {"url": f"redis://{LOOPBACK}:{free_port()}/0"}})
    app = app_for(away)
    assert is_alive(app, away.redis, NOBODY)
    app.close()
