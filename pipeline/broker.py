"""How Celery talks to Redis: the settings that producers and workers share.

Sources: Celery 5.6 "Configuration and defaults", kombu 5.7 Redis transport documentation.
"""

from typing import Any

from kombu import Exchange, Queue

from pipeline.models import Priority
from pipeline.settings import Settings

# One queue a stage, so that each stage scales alone.
STAGES = ("normalize", "transcribe", "write")
PRIORITY_STEPS = {Priority.STAT: 0, Priority.ROUTINE: 3, Priority.BATCH: 6}


def task_name(stage: str) -> str:
    """The Celery task that runs a stage."""
    return f"soapline.{stage}"


def broker_options(settings: Settings) -> dict[str, Any]:
    """Celery configuration for both sides of the queue."""
    return {
        "broker_url": settings.redis.url.get_secret_value(),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": settings.worker.visibility_timeout,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 30,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "priority_steps": [0, 3, 6, 9],
            "queue_order_strategy": "priority",
        },
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_default_queue": STAGES[0],
        "task_queues": [Queue(stage, Exchange(stage), routing_key=stage) for stage in STAGES],
        "task_routes": {task_name(stage): {"queue": stage} for stage in STAGES},
        "enable_utc": True,
    }
