"""How work is done and told: workers, turns and webhooks."""

from typing import Annotated

from pydantic import Field

from pipeline.settings.group import Group


class WorkerSettings(Group):
    """Celery workers."""

    visibility_timeout: int = Field(
        7200, ge=60, description="Seconds until the broker redelivers an unacknowledged message."
    )
    shutdown_timeout: float = Field(
        20, ge=0, description="Seconds a stopping worker may finish the work in hand."
    )
    max_retries: int = Field(
        600, ge=0, description="Retries of a stage whose storage or model is away; 600 is about 3 hours."
    )
    retry_backoff: float = Field(2, gt=0, description="First retry delay, seconds; doubles each time.")
    retry_backoff_max: float = Field(20, gt=0, description="Longest retry delay, seconds.")


class QueueSettings(Group):
    """Whose recording is next."""

    window: int = Field(
        0, ge=0, description="Most recordings in hand at once, by urgency; 0 follows the running workers."
    )
    weights: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default={},
        description="JSON object, tenant to its share of turns while several wait; 1 where not named.",
    )


class WebhookSettings(Group):
    """Telling tenants' own servers of finished notes."""

    timeout: float = Field(10, gt=0, description="Seconds a receiver may take to answer.")
    max_retries: int = Field(
        15, ge=0, description="Times an event that was not taken is sent again; 15 is about 2 hours."
    )
    retry_backoff: float = Field(2, gt=0, description="First retry delay, seconds; doubles each time.")
    retry_backoff_max: float = Field(900, gt=0, description="Longest retry delay, seconds.")
    allow_private: bool = Field(
        False, description="Permit webhooks in private networks and on this machine, and plain http."
    )
