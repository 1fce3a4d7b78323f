"""How Celery talks to Redis: the settings that producers and workers share.

Sources: Celery 5.6 "Configuration and defaults", kombu 5.7 Redis transport documentation.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kombu import Exchange, Queue

from pipeline.models import Priority
from pipeline.settings import RedisSettings, Settings

# One queue a stage, so that each stage scales alone.
STAGES = ("normalize", "transcribe", "write")
# Not of the chain: a note is complete before its webhook is told, and where nobody is told.
DELIVER = "deliver"
# A worker of several takes the last of these first.
QUEUES = (DELIVER, *STAGES)
PRIORITY_STEPS = {Priority.STAT: 0, Priority.ROUTINE: 3, Priority.BATCH: 6}


def task_name(stage: str) -> str:
    """The Celery task that runs a stage."""
    return f"soapline.{stage}"


def broker_options(settings: Settings) -> dict[str, Any]:
    """Celery configuration for both sides of the queue."""
    return {
        **_broker_address(settings.redis),
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
            **_sentinel_options(settings.redis),
        },
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_default_queue": STAGES[0],
        "task_queues": [Queue(stage, Exchange(stage), routing_key=stage) for stage in QUEUES],
        "task_routes": {task_name(stage): {"queue": stage} for stage in QUEUES},
        "enable_utc": True,
    }


def _broker_address(redis: RedisSettings) -> dict[str, Any]:
    """The server's URL, or one of each sentinel with the master's user, password and database."""
    url = redis.url.get_secret_value()
    parts = urlsplit(url)
    tls = {"broker_use_ssl": _tls(redis)} if parts.scheme == "rediss" else {}
    if not redis.sentinel_addresses:
        return {"broker_url": url, **tls}
    user = parts.netloc.rpartition("@")[0]
    urls = [f"sentinel://{user}@{host}:{port}{parts.path}" for host, port in redis.sentinel_addresses]
    return {"broker_url": ";".join(urls), **tls}


def _sentinel_options(redis: RedisSettings) -> dict[str, Any]:
    if not redis.sentinel_addresses:
        return {}
    parts = urlsplit(redis.url.get_secret_value())
    options: dict[str, Any] = {"socket_timeout": 2, "socket_connect_timeout": 2}
    if redis.sentinel_password is not None:
        options["password"] = redis.sentinel_password.get_secret_value()
    if parts.scheme == "rediss":
        options |= _tls(redis) | {"ssl": True}
    return {"master_name": parts.hostname, "sentinel_kwargs": options}


def _tls(redis: RedisSettings) -> dict[str, Any]:
    """What the URL's query says of certificates, as redis-py reads it; they are checked unless it says no."""
    query = dict(parse_qsl(urlsplit(redis.url.get_secret_value()).query))
    return {"ssl_cert_reqs": "required"} | {n: v for n, v in query.items() if n.startswith("ssl_")}
