"""When a stage is tried again, and what Celery and Flower may see of a failure: its code."""

import random

from pipeline.settings import WorkerSettings


class StageFailed(Exception):
    """A note ended as failed; the only text is the failure's code."""


class StageWaits(Exception):
    """A stage will be tried again; the only text is the code of what it waits for."""


def retry_delay(worker: WorkerSettings, attempt: int) -> float:
    """Seconds to wait before the next attempt: exponential with full jitter.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    longest = min(worker.retry_backoff * 2 ** min(attempt, 32), worker.retry_backoff_max)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing
