"""Idempotency keys: the same key and body never make a second note.

A key is claimed when its upload is complete, before its note is recorded: in Redis with
SET NX, so that of two requests at the same moment one wins, and in the archive, so that
the claim survives Redis. A claim whose note was never recorded belongs to a server that
died, or stands still; the next request with the key takes it over, and the server that comes
back late finds that out before it answers (`keep`). Kept 24 hours, as the wire contract says.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import redis

from pipeline.archive import Archive
from pipeline.errors import Conflict, FieldProblem, Rejected
from pipeline.models import IdempotencyClaim, NoteOptions
from pipeline.redis_link import redis_errors

# It may reach Redis twice when an answer was lost: a second time changes nothing.
_REPLACE = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] and held ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""

MAX_CHARACTERS = 255
KEPT = timedelta(hours=24)


def fingerprint(body_sha256: str, options: NoteOptions) -> str:
    """What makes two bodies the same: the audio's bytes or the text, and the options, not their order."""
    fields = json.dumps(options.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(f"{body_sha256} {fields}".encode()).hexdigest()


def claim_name(tenant: str, key: str) -> str:
    """Name of a claim; the key itself is the client's and is not stored.

    Raises `Rejected` for a key that is empty or too long.
    """
    if not 0 < len(key) <= MAX_CHARACTERS:
        problem = FieldProblem("Idempotency-Key", f"Use 1 to {MAX_CHARACTERS} characters.")
        raise Rejected("The Idempotency-Key header cannot be used.", details=[problem])
    return hashlib.sha256(f"{tenant}\0{key}".encode()).hexdigest()


class IdempotencyClaims:
    """Claims by name; calls may raise `Retryable` when a store is away."""

    def __init__(self, archive: Archive, client: "redis.Redis") -> None:
        self._archive = archive
        self._redis = client
        self._replace = client.register_script(_REPLACE)

    def find(self, name: str) -> IdempotencyClaim | None:
        """The claim under a name, unless it is older than 24 hours."""
        with redis_errors():
            cached = self._redis.get(_redis_name(name))
        if cached is not None:
            return IdempotencyClaim.model_validate_json(str(cached))
        claim = self._archive.get_claim(name)
        return claim if claim is not None and _valid(claim) else None

    def make(self, name: str, claim: IdempotencyClaim) -> IdempotencyClaim:
        """Claim the name, or return the claim that was there first.

        Raises `Conflict` where that claim is for another body.
        """
        held = self.find(name)
        if held is None:
            with redis_errors():
                value, seconds = claim.model_dump_json(), int(KEPT.total_seconds())
                won = self._redis.set(_redis_name(name), value, nx=True, ex=seconds)
            held = claim if won else self.find(name) or claim
            if held == claim:
                held = self._record(name, claim)
        if held.fingerprint != claim.fingerprint:
            raise Conflict(
                "This Idempotency-Key was used with another recording or other options. Use a new key."
            )
        return held

    def _record(self, name: str, claim: IdempotencyClaim) -> IdempotencyClaim:
        """Store the claim that won in Redis; returns an older one that Redis had forgotten instead."""
        if self._archive.put_first_claim(name, claim):
            return claim
        earlier = self._archive.get_claim(name)
        if earlier is None or not _valid(earlier):
            self._archive.put_claim(name, claim)
            return claim
        with redis_errors():
            self._redis.set(_redis_name(name), earlier.model_dump_json(), ex=int(KEPT.total_seconds()))
        return earlier

    def take_over(self, name: str, dead: IdempotencyClaim, claim: IdempotencyClaim) -> bool:
        """Replace the claim of a server that died; False where somebody else already has."""
        taken = self._swap(name, dead, claim)
        if taken:
            self._archive.put_claim(name, claim)
        return taken

    def keep(self, name: str, claim: IdempotencyClaim) -> bool:
        """Keep a claim whose note is recorded now; False where another has taken it over meanwhile.

        From then on nobody who saw it without its note can take it over.
        """
        return self._swap(name, claim, claim.model_copy(update={"made_at": datetime.now(UTC)}))

    def withdraw(self, name: str, claim: IdempotencyClaim) -> None:
        """Take back a claim whose note was not accepted, so that the client may try again."""
        if self.find(name) == claim:
            self._archive.delete_claim(name)
            with redis_errors():
                self._redis.delete(_redis_name(name))

    def _swap(self, name: str, held: IdempotencyClaim, new: IdempotencyClaim) -> bool:
        seconds = int(KEPT.total_seconds())
        arguments: list[str | int] = [held.model_dump_json(), new.model_dump_json(), seconds]
        with redis_errors():
            return bool(self._replace(keys=[_redis_name(name)], args=arguments))


def _valid(claim: IdempotencyClaim) -> bool:
    return claim.made_at + KEPT > datetime.now(UTC)


def _redis_name(name: str) -> str:
    return f"soapline:idempotency:{name}"
