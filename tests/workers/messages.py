"""A stage's message, as a worker has it in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def in_hand(task: Any, note_id: str, *, queue: str, retries: int) -> Iterator[None]:
    """Give a task the request of its message from a queue, after so many retries."""
    task.push_request(
        id="t1",
        retries=retries,
        args=(note_id,),
        kwargs={},
        called_directly=False,
        delivery_info={"routing_key": queue},
    )
    try:
        yield
    finally:
        task.pop_request()
