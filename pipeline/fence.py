"""Fencing tokens: which attempt at a note is the latest one.

Every lease that is granted on a note carries a token higher than any before it. The highest
stands in Redis beside the note's attempts; a writer that carries a lower one has lost its
lease to another worker and may not write. A token is the time of the grant in microseconds,
or one more than the last where that is higher, so that tokens rise even after Redis lost
them all. Source: Kleppmann, "How to do distributed locking" (2016).
"""

from dataclasses import dataclass

import redis

from pipeline.redis_link import redis_errors

HIGHEST = "fence"


def attempts_key(note_id: str) -> str:
    """Name of the hash of a note's attempts under way and its highest token."""
    return f"soapline:attempts:{note_id}"


@dataclass(frozen=True, slots=True)
class Fence:
    """The token that one attempt at a note carries."""

    note_id: str
    token: int

    def overtaken(self, client: "redis.Redis") -> bool:
        """Whether a later attempt holds, or has held, the note; raises `Retryable`."""
        with redis_errors():
            highest = client.hget(attempts_key(self.note_id), HIGHEST)
        return highest is not None and int(str(highest)) > self.token
