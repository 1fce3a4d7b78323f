"""The sweep: one leader among all workers sends on lost notes and removes what has expired."""

import os
import threading
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property

import structlog

from pipeline.archive import Archive, open_archive
from pipeline.audit import AuditTrail, service_event
from pipeline.dispatch import Dispatcher
from pipeline.errors import SoaplineError
from pipeline.metrics.instruments import notes_recovered, swept
from pipeline.models import AuditAction
from pipeline.recovery import Sweep
from pipeline.redis_link import connect, redis_errors
from pipeline.retention import remove_audio, remove_claims, remove_expired, remove_orphans
from pipeline.settings import Settings
from pipeline.stages.folders import remove_abandoned_folders
from pipeline.status import StatusBoard

TICK_SECONDS = 3.0
LEADER_KEY = "soapline:sweeper"
# Shorter than a lease: when a leader dies, the next one is there before its notes' leases end.
LEADER_SECONDS = 10
HOUSEKEEPING_SECONDS = 3600.0
# A sweep of a long backlog may take at most this share of the leader's time.
LARGEST_SHARE = 0.1

log = structlog.get_logger()


class Sweeper(threading.Thread):
    """Sweeps from a thread of the worker, while it is the leader."""

    def __init__(self, settings: Settings, worker: str, slots: int) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._settings = settings
        self._worker, self._slots = worker, slots
        self._client = connect(settings.redis)
        self._stop = threading.Event()
        # Says to the operator who leads.
        self._token = f"{worker} {os.getpid()} {uuid.uuid4().hex}"
        self._housekept_at = self._led_at = float("-inf")

    def run(self) -> None:
        """Sweep until stopped; an outage is waited out, and no surprise ends the sweeping."""
        due = 0.0
        while not self._stop.wait(TICK_SECONDS):
            try:
                remove_abandoned_folders()
                self._sweep.dispatcher.lines.announce(self._worker, self._slots)
                if self._leads() and time.monotonic() >= due:
                    began = time.monotonic()
                    self._look()
                    due = time.monotonic() + (time.monotonic() - began) / LARGEST_SHARE
            except SoaplineError as error:
                log.warning("sweep waits", code=error.code)
            except Exception:
                log.exception("sweep broke; it will be tried again")

    def stop(self) -> None:
        """Stop sweeping and let another worker lead at once."""
        self._stop.set()
        with suppress(SoaplineError), redis_errors():
            if self._client.get(LEADER_KEY) == self._token:
                self._client.delete(LEADER_KEY)

    @cached_property
    def _sweep(self) -> Sweep:
        board = StatusBoard(self._client, self._settings.redis)
        return Sweep(open_archive(self._settings), board, Dispatcher(self._settings), self._client)

    @cached_property
    def _trail(self) -> AuditTrail:
        return AuditTrail(self._sweep.archive, self._client)

    def _look(self) -> None:
        self._sweep.rebuild(self._stay_leader)
        sent = self._sweep.run()
        notes_recovered(len(sent))
        swept()
        for note_id in sent:
            log.warning("note sent on by the sweep", note_id=note_id)
        if time.monotonic() - self._housekept_at < HOUSEKEEPING_SECONDS:
            return
        self._keep_house(self._sweep.archive, datetime.now(UTC))
        self._housekept_at = time.monotonic()

    def _keep_house(self, archive: Archive, now: datetime) -> None:
        for note_id in remove_expired(archive, now, self._tell_expired):
            log.info("note removed at the end of its retention", note_id=note_id)
        if (days := self._settings.retention.audio_days) is not None:
            for note_id in remove_audio(archive, now - timedelta(days=days)):
                log.info("audio removed at the end of its retention", note_id=note_id)
        for note_id in remove_orphans(archive, now):
            log.info("upload that was never accepted removed", note_id=note_id)
        remove_claims(archive, now)

    def _tell_expired(self, note_ids: list[str]) -> None:
        self._trail.append(
            [service_event(AuditAction.EXPIRE, who="retention", subject=id_) for id_ in note_ids]
        )

    def _stay_leader(self, _sent: bool) -> None:
        # Thousands of notes take longer than the lead lasts.
        if time.monotonic() - self._led_at > TICK_SECONDS:
            self._leads()

    def _leads(self) -> bool:
        self._led_at = time.monotonic()
        with redis_errors():
            if self._client.set(LEADER_KEY, self._token, nx=True, ex=LEADER_SECONDS):
                return True
            if self._client.get(LEADER_KEY) != self._token:
                return False
            return bool(self._client.expire(LEADER_KEY, LEADER_SECONDS))
