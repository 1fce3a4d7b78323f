"""Removing a tenant: its keys stop working, its work stops, and everything of its notes goes.

What stays are the records of its revoked keys, which hold a hash, and the audit log's
entries, which hold ids: both say who could do what until then.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from pipeline.access import AccessKeys, tenant_of_tests
from pipeline.archive import Archive
from pipeline.audit import AuditTrail, operator_event
from pipeline.errors import Permanent
from pipeline.idempotency import IdempotencyClaims
from pipeline.models import AuditAction
from pipeline.status import StatusBoard

# Requests to the store at once; each is small, so the time is the store's latency.
THREADS = 16
BATCH = 256


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of a tenant was removed; ``unreadable`` notes may be anybody's and were left."""

    keys: int = 0
    webhooks: int = 0
    notes: int = 0
    claims: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class TenantRemoval:
    """What removing needs. Calls may raise `Retryable`; running it again goes on from there."""

    archive: Archive
    board: StatusBoard
    access: AccessKeys
    claims: IdempotencyClaims
    trail: AuditTrail

    def run(self, tenant: str, on_notes: Callable[[int, int], None]) -> Removed:
        """Remove a tenant and its tests; ``on_notes`` is told how many of how many were looked at.

        Keys go first. An upload that was being accepted at that moment is found by another
        look: it ends when a look finds nothing of the tenant.
        """
        names = {tenant, tenant_of_tests(tenant)}
        self.trail.append([operator_event(AuditAction.DELETE_TENANT, tenant=tenant, subject=tenant)])
        removed = Removed(keys=self._revoke(names), webhooks=self._drop_webhooks(names))
        gone: set[str] = set()
        while True:
            found, unreadable = self._remove_notes(names, on_notes)
            gone |= found
            if not found:
                break
        return replace(removed, notes=len(gone), claims=self._drop_claims(gone), unreadable=unreadable)

    def _revoke(self, names: set[str]) -> int:
        valid = [key for key in self.access.list() if key.tenant in names and key.revoked_at is None]
        for key in valid:
            self.access.revoke(key.key_id)
            event = operator_event(AuditAction.REVOKE_KEY, tenant=key.tenant, subject=key.key_id)
            self.trail.append([event])
        return len(valid)

    def _drop_webhooks(self, names: set[str]) -> int:
        found = [name for name in names if self.archive.get_webhook(name) is not None]
        for name in found:
            self.archive.delete_webhook(name)
        return len(found)

    def _remove_notes(self, names: set[str], on_notes: Callable[[int, int], None]) -> tuple[set[str], int]:
        note_ids = list(self.archive.note_ids())
        gone: set[str] = set()
        looked, unreadable = 0, 0
        with ThreadPoolExecutor(THREADS) as threads:
            for some in _batches(note_ids):
                owners = dict(zip(some, threads.map(self._owner, some), strict=True))
                unreadable += sum(owner is None for owner in owners.values())
                own = {note_id: owner for note_id, owner in owners.items() if owner in names}
                self.trail.append(
                    [
                        operator_event(AuditAction.DELETE, tenant=owner, subject=note_id)
                        for note_id, owner in own.items()
                    ]
                )
                list(threads.map(self._remove, own))
                gone |= own.keys()
                looked += len(some)
                on_notes(looked, len(note_ids))
        return gone, unreadable

    def _owner(self, note_id: str) -> str | None:
        """The note's tenant; empty for one that is gone, None for one that does not decrypt."""
        with suppress(Permanent):
            request = self.archive.get_request(note_id)
            return request.tenant if request else ""
        return None

    def _remove(self, note_id: str) -> None:
        self.archive.delete_note(note_id)
        self.board.remove(note_id)

    def _drop_claims(self, gone: set[str]) -> int:
        own = [(name, claim) for name, claim in self.archive.claims() if claim.note_id in gone]
        for name, claim in own:
            self.claims.withdraw(name, claim)
        return len(own)


def _batches(note_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(note_ids), BATCH):
        yield note_ids[start : start + BATCH]
