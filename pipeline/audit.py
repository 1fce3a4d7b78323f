"""The audit log: who read, created and deleted which note, when and from where.

It is kept in the archive, encrypted, apart from the application's log: there it survives
the loss of Redis and of any machine, any number of servers write it without knowing of
each other, and it asks for nothing that serving a note does not need anyway. Every
process writes a chain of batches of its own; each batch names the SHA-256 of the one
before, and Redis keeps each chain's last, so that a batch that was changed, left out or
cut off shows (`broken_chains`). No code removes or rewrites a batch. What it holds are
ids. Source: Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics" (1999).
"""

import getpass
import hashlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

import redis
from ulid import ULID

from pipeline.archive import Archive
from pipeline.errors import Permanent, Retryable
from pipeline.models import AuditAction, AuditBatch, AuditEvent
from pipeline.redis_link import redis_errors

HEADS = "soapline:audit:heads"
READERS = 16


def digest(batch: AuditBatch) -> str:
    """SHA-256 of a batch as it is stored, hex."""
    return hashlib.sha256(batch.model_dump_json().encode()).hexdigest()


def operator_event(action: AuditAction, *, tenant: str, subject: str) -> AuditEvent:
    """An event of the person at this command line."""
    host = socket.gethostname()
    who = f"{getpass.getuser()}@{host}"
    return AuditEvent(
        at=datetime.now(UTC), action=action, who=who, tenant=tenant, subject=subject, origin=host
    )


def service_event(action: AuditAction, *, who: str, subject: str, tenant: str = "") -> AuditEvent:
    """An event of the service's own, such as the end of a note's retention."""
    return AuditEvent(
        at=datetime.now(UTC),
        action=action,
        who=who,
        tenant=tenant,
        subject=subject,
        origin=socket.gethostname(),
    )


class AuditTrail:
    """Writes this process's chain. Calls raise `Retryable` when the archive is away."""

    def __init__(self, archive: Archive, client: "redis.Redis") -> None:
        self._archive, self._redis = archive, client
        self._lock = threading.Lock()
        self._chain = str(ULID())
        self._sequence, self._previous = 0, ""
        self._pending: list[AuditEvent] = []
        self._unwritten: AuditBatch | None = None

    @property
    def behind(self) -> bool:
        """Whether events could not be written yet."""
        return self._unwritten is not None or bool(self._pending)

    def append(self, events: list[AuditEvent]) -> None:
        """Write the events; they are durable when this returns.

        Events that could not be written are kept and go first the next time: whether the
        store took them is unknown, so the same batch is sent again.
        """
        with self._lock:
            self._pending += events
            if self._unwritten is not None:
                self._write(self._unwritten)
            if self._pending:
                self._sequence += 1
                batch = AuditBatch(
                    chain=self._chain,
                    sequence=self._sequence,
                    previous=self._previous,
                    events=self._pending,
                )
                self._pending = []
                self._write(batch)

    def _write(self, batch: AuditBatch) -> None:
        self._unwritten = batch
        self._archive.put_audit(batch)
        self._unwritten, self._previous = None, digest(batch)
        # A second witness; without Redis the chain itself still shows every gap but its end.
        with suppress(Retryable), redis_errors():
            self._redis.hset(HEADS, batch.chain, f"{batch.sequence} {self._previous}")


@dataclass(frozen=True, slots=True)
class AuditLog:
    """What was written, by every process. Calls may raise `Retryable`."""

    archive: Archive
    client: "redis.Redis"

    def batches(
        self,
        since: date | None = None,
        until: date | None = None,
        on_batch: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> list[tuple[str, AuditBatch | None]]:
        """Every batch of the days by its name; None for one that is gone or does not decrypt.

        ``on_batch`` is told how many of how many have been read.
        """
        names = list(self.archive.audit_names(since, until))
        found: list[tuple[str, AuditBatch | None]] = []
        with ThreadPoolExecutor(READERS) as pool:
            for name, batch in zip(names, pool.map(self._read, names), strict=True):
                found.append((name, batch))
                on_batch(len(found), len(names))
        return found

    def heads(self) -> dict[str, tuple[int, str]]:
        """Redis's witness: each chain's last number and SHA-256; empty where Redis was lost."""
        with redis_errors():
            found = self.client.hgetall(HEADS)
        heads = {str(chain): str(value).partition(" ") for chain, value in found.items()}
        return {chain: (int(number), last) for chain, (number, _, last) in heads.items()}

    def _read(self, name: str) -> AuditBatch | None:
        with suppress(Permanent, ValueError):
            return self.archive.get_audit(name)
        return None


def events_of(batches: Iterable[AuditBatch | None]) -> list[AuditEvent]:
    """The events of some batches in the order they happened."""
    return sorted((event for batch in batches if batch for event in batch.events), key=lambda event: event.at)


def broken_chains(
    batches: Iterable[tuple[str, AuditBatch | None]], heads: dict[str, tuple[int, str]]
) -> list[str]:
    """What is wrong with the whole log, a sentence each: batches changed, missing or cut off."""
    problems, chains = [], dict[str, list[AuditBatch]]()
    for name, batch in batches:
        if batch is None:
            problems.append(f"{name} cannot be read: it was altered or its key is missing.")
        elif name.rpartition("/")[2] != f"{batch.chain}-{batch.sequence:08d}.json":
            problems.append(f"{name} holds another batch than its name says.")
        else:
            chains.setdefault(batch.chain, []).append(batch)
    for chain, written in chains.items():
        problems += _breaks(chain, sorted(written, key=lambda batch: batch.sequence))
    for chain, (number, last) in heads.items():
        known = {batch.sequence: batch for batch in chains.get(chain, [])}
        if number not in known:
            problems.append(f"Chain {chain} was cut off: its batch {number} is missing.")
        elif digest(known[number]) != last:
            problems.append(
                f"Chain {chain} was rewritten: its batch {number} is not the one that was written."
            )
    return problems


def _breaks(chain: str, written: list[AuditBatch]) -> Iterator[str]:
    number, last = 0, ""
    for batch in written:
        if batch.sequence != number + 1:
            yield f"Chain {chain} has a gap before its batch {batch.sequence}."
        elif batch.previous != last:
            yield f"Chain {chain} was changed before its batch {batch.sequence}."
        number, last = batch.sequence, digest(batch)
