"""Connections to the Redis-protocol server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
import redis.asyncio
import redis.asyncio.connection
import redis.asyncio.sentinel
import redis.connection
import redis.sentinel
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from pipeline.errors import Retryable
from pipeline.metrics.instruments import store_failed
from pipeline.settings import RedisSettings

# Requests beyond so many at once wait for a connection rather than fail.
BUSY_CONNECTIONS = 64
POOL_SECONDS = 5.0


def connect(settings: RedisSettings) -> "redis.Redis":
    """A blocking client, of the master that the sentinels name where there are any; replies are text."""
    url = settings.url.get_secret_value()
    if not settings.sentinel_addresses:
        client: redis.Redis = redis.Redis.from_url(url, **_options())
        return client
    name, options = _master(redis.connection.parse_url(url) | _options())  # type: ignore[no-untyped-call]
    watch = redis.sentinel.Sentinel(  # type: ignore[no-untyped-call]
        settings.sentinel_addresses, sentinel_kwargs=_sentinel_options(settings, options)
    )
    master: redis.Redis = watch.master_for(name, redis.Redis, **options)  # type: ignore[no-untyped-call]
    return master


def connect_async(settings: RedisSettings) -> "redis.asyncio.Redis":
    """An asyncio client, as `connect` makes a blocking one."""
    url, ours = settings.url.get_secret_value(), _options() | {"retry": _async_retry()}
    if not settings.sentinel_addresses:
        pool: redis.asyncio.BlockingConnectionPool = redis.asyncio.BlockingConnectionPool.from_url(
            url, max_connections=BUSY_CONNECTIONS, timeout=POOL_SECONDS, **ours
        )
        return redis.asyncio.Redis.from_pool(pool)
    # The sentinels' pool knows no waiting: it may grow to what a Redis takes.
    name, options = _master(redis.asyncio.connection.parse_url(url) | ours | {"max_connections": 10_000})
    watch = redis.asyncio.sentinel.Sentinel(  # type: ignore[no-untyped-call]
        settings.sentinel_addresses, sentinel_kwargs=_sentinel_options(settings, options)
    )
    master: redis.asyncio.Redis = watch.master_for(name, redis.asyncio.Redis, **options)
    return master


@contextmanager
def redis_errors() -> Iterator[None]:
    """Turn Redis errors into `Retryable`, without their text: it can hold the URL's password."""
    try:
        yield
    except (RedisError, OSError):
        store_failed("redis")
        raise Retryable("The status store does not answer. Try again shortly.") from None


def _options() -> dict[str, Any]:
    return {
        "decode_responses": True,
        # A server that does not answer so long is away: whoever asked is told to come back.
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry": Retry(ExponentialBackoff(cap=0.5, base=0.05), 1),
    }


def _master(parsed: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The master's name, which stands for the host in the URL, and the options of its connections."""
    options = {name: value for name, value in parsed.items() if name not in ("host", "port")}
    # A TLS URL names the connection class of a plain client; the sentinels' own is chosen by ssl.
    if options.pop("connection_class", None) is not None:
        options["ssl"] = True
    return str(parsed.get("host", "")), options


def _sentinel_options(settings: RedisSettings, master: dict[str, Any]) -> dict[str, Any]:
    """Connections to the sentinels: their own password, and TLS where the master has it."""
    tls = {name: value for name, value in master.items() if name.startswith("ssl")}
    password = settings.sentinel_password
    return tls | {
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "password": password.get_secret_value() if password else None,
    }


def _async_retry() -> "redis.asyncio.retry.Retry":
    return redis.asyncio.retry.Retry(ExponentialBackoff(cap=0.5, base=0.05), 1)
