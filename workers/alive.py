"""``python -m workers.alive``: does the worker on this host answer?

What the images' health check and Kubernetes' probes run. A broker that is away counts as
well: the worker waits for it by itself, and starting the worker again would mend nothing.
"""

import socket
import sys

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from pipeline.errors import Retryable
from pipeline.redis_link import connect, redis_errors
from pipeline.settings import RedisSettings

ANSWER_SECONDS = 8.0


def is_alive(app: Celery, settings: RedisSettings, host: str) -> bool:
    """Whether a worker of this host answers over the broker, or the broker is away."""
    try:
        with connect(settings) as client, redis_errors():
            client.ping()
    except Retryable:
        return True
    try:
        answers = app.control.ping(timeout=ANSWER_SECONDS, pattern=f"*@{host}", matcher="glob", limit=1)
    except (RedisError, KombuError, OSError):
        return True
    return bool(answers)


def main() -> None:
    """End with code 0 if it is alive, else 1."""
    from workers.app import app, settings  # noqa: PLC0415 - reads the configuration

    sys.exit(not is_alive(app, settings.redis, socket.gethostname()))


if __name__ == "__main__":
    main()
