"""How a worker waits for the work in hand when it is told to stop."""

import time

import structlog
from celery.apps.worker import Worker
from celery.worker import state

from pipeline.deadline import wait_until

log = structlog.get_logger()


class LeavingWorker(Worker):
    """Leaves as soon as nothing is in hand.

    Celery's own soft shutdown sleeps for its whole time-out, however soon the work is done.
    The time-out stays the most that is waited: what is not done by then is handed back. A
    pool of processes does not report while its worker waits, and is given the whole time.
    """

    def wait_for_soft_shutdown(self) -> bool:
        """Called by Celery when SIGTERM has come, before it hands back what is left."""
        seconds = self.app.conf.worker_soft_shutdown_timeout
        if not state.active_requests:
            return False
        log.info("finishing the work in hand", stages=len(state.active_requests), at_most_seconds=seconds)
        began = time.monotonic()
        done = wait_until(lambda: not state.active_requests, seconds=seconds)
        log.info("leaving", done=done, seconds=round(time.monotonic() - began, 1))
        return True
