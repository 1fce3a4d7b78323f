"""Connections to the Redis-protocol server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
import redis.asyncio
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from pipeline.errors import Retryable
from pipeline.settings import RedisSettings


def connect(settings: RedisSettings) -> "redis.Redis":
    """A blocking client; replies are text."""
    client: redis.Redis = redis.Redis.from_url(settings.url.get_secret_value(), **_options())
    return client


def connect_async(settings: RedisSettings) -> "redis.asyncio.Redis":
    """An asyncio client; replies are text."""
    client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
        settings.url.get_secret_value(), **(_options() | {"retry": _async_retry()})
    )
    return client


@contextmanager
def redis_errors() -> Iterator[None]:
    """Turn Redis errors into `Retryable`, without their text: it can hold the URL's password."""
    try:
        yield
    except (RedisError, OSError):
        raise Retryable("The status store does not answer. Try again shortly.") from None


def _options() -> dict[str, Any]:
    return {
        "decode_responses": True,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry": Retry(ExponentialBackoff(cap=0.5, base=0.05), 2),
    }


def _async_retry() -> "redis.asyncio.retry.Retry":
    return redis.asyncio.retry.Retry(ExponentialBackoff(cap=0.5, base=0.05), 2)
