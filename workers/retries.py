"""When a stage is tried again, and what Celery and Flower may see of a failure: its code."""

import random

from pipeline.settings import WebhookSettings, WorkerSettings


class StageFailed(Exception):
    """A note ended as failed; the only text is the failure's code."""


class StageWaits(Exception):
    """A stage will be tried again; the only text is the code of what it waits for."""


def retry_delay(worker: WorkerSettings, attempt: int) -> float:
    """Seconds to wait before the next attempt at a stage."""
    return _jittered(worker.retry_backoff, worker.retry_backoff_max, attempt)


def webhook_delay(webhook: WebhookSettings, attempt: int) -> float:
    """Seconds to wait before a webhook is told again."""
    return _jittered(webhook.retry_backoff, webhook.retry_backoff_max, attempt)


def _jittered(first: float, most: float, attempt: int) -> float:
    # Exponential with jitter. Source: M. Brooker, "Exponential Backoff And Jitter", AWS
    # Architecture Blog, 2015.
    longest = min(first * 2 ** min(attempt, 32), most)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing
