"""API keys: who may call, and as which tenant.

The archive holds the records (`pipeline.models.KeyRecord`), Redis a copy for speed. A key
is 256 random bits, so a plain SHA-256 is a sufficient one-way store (OWASP Password
Storage Cheat Sheet concerns low-entropy secrets; an unguessable token needs no stretching).
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import redis

from pipeline.archive import Archive
from pipeline.errors import FieldProblem, Rejected, Retryable
from pipeline.models import KeyLimits, KeyRecord, Scope
from pipeline.redis_link import redis_errors

# An unknown key is remembered briefly, so that guessing does not become load on the archive.
UNKNOWN_SECONDS = 30
KNOWN_SECONDS = 3600
NO_LIMITS_OF_ITS_OWN = KeyLimits()
_UNKNOWN = "unknown"
_TEST_SUFFIX = ":test"
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")


def hash_key(api_key: str) -> str:
    """SHA-256 of an API key, hex."""
    return hashlib.sha256(api_key.encode()).hexdigest()


def cached_key_name(key_hash: str) -> str:
    """Name of the Redis copy of a key's record."""
    return f"soapline:access:{key_hash}"


def valid_record(key_hash: str, cached: str) -> KeyRecord | None:
    """What a Redis copy says: the record, or None for an unknown or revoked key."""
    if cached == _UNKNOWN:
        return None
    return _usable(key_hash, KeyRecord.model_validate_json(cached))


def tenant_of_tests(tenant: str) -> str:
    """The tenant that a clinic's test keys belong to: its notes live apart from the clinic's own."""
    return tenant + _TEST_SUFFIX


def checked_tenant(tenant: str) -> str:
    """The tenant's name; raises `Rejected` for one that could be taken for another's or for markup."""
    if not _TENANT.fullmatch(tenant):
        problem = FieldProblem("tenant", "Use 1 to 63 letters, digits, '-', '_' and '.'; no space, no ':'.")
        raise Rejected("The tenant's name cannot be used.", details=[problem])
    return tenant


class AccessKeys:
    """Creates, lists, revokes and looks up API keys.

    Calls may raise `Retryable` when the archive or Redis is away.
    """

    def __init__(self, archive: Archive, client: "redis.Redis") -> None:
        self._archive = archive
        self._redis = client

    def create(
        self,
        tenant: str,
        *,
        label: str = "",
        test: bool = False,
        scopes: Iterable[Scope] = tuple(Scope),
        limits: KeyLimits = NO_LIMITS_OF_ITS_OWN,
        api_key: str | None = None,
    ) -> tuple[str, KeyRecord]:
        """Make a key for a tenant (or register the given one); the key is returned only here.

        A ``test`` key is one of the tenant's test tenant. Raises `Rejected` for a name
        that cannot be used.
        """
        checked_tenant(tenant)
        key = api_key or f"sk_{'test' if test else 'live'}_{secrets.token_urlsafe(32)}"
        record = KeyRecord(
            key_hash=hash_key(key),
            key_id=f"key_{hash_key(key)[:12]}",
            tenant=tenant_of_tests(tenant) if test else tenant,
            label=label,
            scopes=tuple(scopes),
            limits=limits,
            created_at=datetime.now(UTC),
        )
        self._store(record)
        return key, record

    def list(self) -> list[KeyRecord]:
        """All keys, revoked ones too, oldest first."""
        return sorted(self._archive.key_records(), key=lambda record: record.created_at)

    def revoke(self, key_id: str) -> KeyRecord:
        """Revoke a key at once; raises `Rejected` where no key has that id."""
        return self._change(key_id, {"revoked_at": datetime.now(UTC)})

    def limit(self, key_id: str, limits: KeyLimits) -> KeyRecord:
        """Replace a key's limits at once; raises `Rejected` where no key has that id."""
        return self._change(key_id, {"limits": limits})

    def _change(self, key_id: str, changes: Mapping[str, object]) -> KeyRecord:
        for record in self._archive.key_records():
            if record.key_id == key_id:
                changed = record.model_copy(update=dict(changes))
                self._store(changed)
                return changed
        raise Rejected("No key has that id. List the keys with: soapline keys list", code="NOT_FOUND")

    def find(self, api_key: str) -> KeyRecord | None:
        """The record of a valid key; None for an unknown or revoked one."""
        return self.find_hash(hash_key(api_key))

    def find_hash(self, key_hash: str) -> KeyRecord | None:
        """The same, by the key's SHA-256."""
        with redis_errors():
            cached = self._redis.get(cached_key_name(key_hash))
        if cached is not None:
            return valid_record(key_hash, str(cached))
        record = self._archive.get_key(key_hash)
        self._remember(key_hash, record)
        return _usable(key_hash, record)

    def find_archived(self, key_hash: str) -> KeyRecord | None:
        """The same from the archive alone, for when Redis is away."""
        return _usable(key_hash, self._archive.get_key(key_hash))

    def _store(self, record: KeyRecord) -> None:
        # The copy goes first: with Redis away, nothing changes rather than half of it.
        with redis_errors():
            self._redis.delete(cached_key_name(record.key_hash))
        self._archive.put_key(record)
        with redis_errors():
            self._redis.set(cached_key_name(record.key_hash), record.model_dump_json(), ex=KNOWN_SECONDS)

    def _remember(self, key_hash: str, record: KeyRecord | None) -> None:
        # NX: a revocation or creation that happened meanwhile is newer than what was read.
        value = _UNKNOWN if record is None else record.model_dump_json()
        seconds = UNKNOWN_SECONDS if record is None else KNOWN_SECONDS
        with suppress(Retryable), redis_errors():
            self._redis.set(cached_key_name(key_hash), value, ex=seconds, nx=True)


def _usable(key_hash: str, record: KeyRecord | None) -> KeyRecord | None:
    # In constant time, and again here: a copy that was swapped in the store opens nothing.
    if record is None or record.revoked_at is not None:
        return None
    return record if hmac.compare_digest(record.key_hash, key_hash) else None
