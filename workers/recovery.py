"""The sweep: one leader among all workers sends on lost notes and removes expired ones."""

import threading
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from pipeline.archive import Archive, open_archive
from pipeline.dispatch import Dispatcher
from pipeline.errors import SoaplineError
from pipeline.recovery import Sweep
from pipeline.redis_link import connect, redis_errors
from pipeline.retention import remove_expired
from pipeline.settings import Settings
from pipeline.status import StatusBoard

SWEEP_SECONDS = 3.0
LEADER_KEY = "soapline:sweeper"
LEADER_SECONDS = 15
EXPIRY_SECONDS = 3600.0
# A sweep of a long backlog may take at most this share of the leader's time.
LARGEST_SHARE = 0.1

log = structlog.get_logger()


class Sweeper(threading.Thread):
    """Sweeps from a thread of the worker, while it is the leader."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._settings = settings
        self._client = connect(settings.redis)
        self._stop = threading.Event()
        self._token = uuid.uuid4().hex
        self._expired_at = float("-inf")

    def run(self) -> None:
        """Sweep until stopped; an outage is waited out."""
        board = StatusBoard(self._client, self._settings.redis)
        sweep: Sweep | None = None
        pause = SWEEP_SECONDS
        while not self._stop.wait(pause):
            began = time.monotonic()
            try:
                if not self._leads():
                    sweep = None
                    continue
                archive = open_archive(self._settings) if sweep is None else sweep.archive
                sweep = sweep or Sweep(archive, board, Dispatcher(self._settings), self._client)
                for note_id in sweep.run():
                    log.warning("note sent on by the sweep", note_id=note_id)
                self._expire(archive)
            except SoaplineError as error:
                log.warning("sweep waits", code=error.code)
            pause = max(SWEEP_SECONDS, (time.monotonic() - began) / LARGEST_SHARE)

    def stop(self) -> None:
        """Stop sweeping and let another worker lead at once."""
        self._stop.set()
        with suppress(SoaplineError), redis_errors():
            if self._client.get(LEADER_KEY) == self._token:
                self._client.delete(LEADER_KEY)

    def _expire(self, archive: Archive) -> None:
        if time.monotonic() - self._expired_at < EXPIRY_SECONDS:
            return
        for note_id in remove_expired(archive, datetime.now(UTC)):
            log.info("note removed at the end of its retention", note_id=note_id)
        self._expired_at = time.monotonic()

    def _leads(self) -> bool:
        with redis_errors():
            if self._client.set(LEADER_KEY, self._token, nx=True, ex=LEADER_SECONDS):
                return True
            if self._client.get(LEADER_KEY) != self._token:
                return False
            return bool(self._client.expire(LEADER_KEY, LEADER_SECONDS))
