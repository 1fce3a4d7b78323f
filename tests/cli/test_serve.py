from celery import Celery

from tests.conftest import Stack


def test_a_worker_takes_the_latest_stage_first_whatever_order_it_was_given(stack: Stack) -> None:
    # The stack starts it as: soapline worker normalize write deliver --name notes
    with Celery("test", broker=stack.variables["SOAPLINE_REDIS_URL"], set_as_current=False) as app:
        workers = app.control.inspect(timeout=5).active_queues() or {}
    (queues,) = [found for name, found in workers.items() if name.startswith("notes@")]
    assert [queue["name"] for queue in queues] == ["write", "normalize", "deliver"]
