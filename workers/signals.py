"""What a worker does when it starts and around each task."""

import os
import threading
from typing import Any

import structlog
from celery.signals import (
    setup_logging,
    task_postrun,
    task_prerun,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from celery.worker.control import inspect_command

from pipeline import __version__
from pipeline.logs import configure_logs
from pipeline.roll_call import VERSION_COMMAND
from pipeline.tracing.start import stop_tracing
from workers.app import settings
from workers.recovery import Sweeper

# Longer than a clean stop takes after its time-out.
STOP_GRACE_SECONDS = 8.0

_sweepers: list[Sweeper] = []


@inspect_command(name=VERSION_COMMAND)
def tell_version(_state: Any) -> str:
    """Answer `soapline doctor`, which compares the versions of all parts."""
    return __version__


@setup_logging.connect
def use_our_logs(**_: Any) -> None:
    """Keep Celery from configuring logging; ours is the only chain."""
    configure_logs(settings.log)


@task_prerun.connect
def bind_ids(task_id: str, args: tuple[Any, ...], **_: Any) -> None:
    """Put the ids of the task in hand on every log line."""
    structlog.contextvars.bind_contextvars(task_id=task_id, note_id=args[0] if args else None)


@task_postrun.connect
def clear_ids(**_: Any) -> None:
    """Forget them."""
    structlog.contextvars.clear_contextvars()


@worker_ready.connect
def start_sweeping(sender: Any, **_: Any) -> None:
    """Each worker says how much it takes at once, and stands ready to lead the sweep."""
    sweeper = Sweeper(settings, sender.hostname, sender.controller.concurrency)
    sweeper.start()
    _sweepers.append(sweeper)


@worker_process_shutdown.connect
def send_last_spans(**_: Any) -> None:
    """A pool's process ends: what it traced goes with it otherwise."""
    stop_tracing()


@worker_shutting_down.connect
def leave_in_time(**_: Any) -> None:
    """End the process even if stopping hangs, as it does when the broker is gone too."""
    deadline = settings.worker.shutdown_timeout + STOP_GRACE_SECONDS
    watchdog = threading.Timer(deadline, os._exit, args=[os.EX_TEMPFAIL])
    watchdog.daemon = True
    watchdog.start()


@worker_shutdown.connect
def stop_sweeping(**_: Any) -> None:
    """Hand the lead on."""
    while _sweepers:
        _sweepers.pop().stop()
