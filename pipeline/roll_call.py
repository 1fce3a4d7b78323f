"""Who of the workers answers: which queues each serves, and which version it is."""

from dataclasses import dataclass

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from pipeline.broker import broker_options
from pipeline.settings import Settings

# The remote control command that every worker answers (`workers.signals`).
VERSION_COMMAND = "soapline_version"


@dataclass(frozen=True, slots=True)
class Present:
    """The workers that answered in time: the queues they serve, and the version of each by its name."""

    queues: frozenset[str]
    versions: dict[str, str]


def call_roll(settings: Settings, *, seconds: float) -> Present:
    """Ask all workers; those that do not answer within so many seconds are absent."""
    app = Celery("soapline-roll-call", set_as_current=False)
    app.conf.update(broker_options(settings))
    try:
        served = app.control.inspect(timeout=seconds).active_queues() or {}
        answers = app.control.broadcast(VERSION_COMMAND, reply=True, timeout=seconds) or []
    except (OSError, KombuError, RedisError):
        return Present(frozenset(), {})
    queues = frozenset(queue["name"] for queues in served.values() for queue in queues)
    return Present(queues, {name: str(version) for answer in answers for name, version in answer.items()})
