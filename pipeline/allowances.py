"""How much one API key has taken: the counters that its limits are checked against.

They are kept in Redis by the `limits` library, each step one script on the server, so that
any number of servers and workers count together. Redis may be lost: the counts then begin
anew. Requests and bytes are counted over a sliding window, which refuses without counting;
audio over 24 hours from the first recording, because its length is known only when it has
been decoded and must count even if that is over the limit.
"""

import redis
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import RedisStorage

from pipeline.models import KeyLimits, KeyRecord
from pipeline.redis_link import redis_errors
from pipeline.settings import LimitSettings

PREFIX = "soapline:limits"
# The library parses an address and then uses the connections it is given.
ADDRESS = "redis://"
DAY_SECONDS = 86_400


def limits_of(record: KeyRecord, settings: LimitSettings) -> dict[str, int]:
    """A key's limits by name, its own before the deployment's; 0 means none."""
    return {
        name: getattr(settings, name) if own is None else own
        for name in KeyLimits.model_fields
        for own in [getattr(record.limits, name)]
    }


def requests_item(amount: int) -> RateLimitItem:
    """Requests in a minute."""
    return RateLimitItemPerMinute(amount, namespace="requests")


def bytes_item(amount: int) -> RateLimitItem:
    """Bytes of recordings in 24 hours."""
    return RateLimitItemPerDay(amount, namespace="bytes")


def audio_name(key_id: str) -> str:
    """Name of the count of a key's audio, in seconds; the same whatever its limit is."""
    return f"audio/{key_id}"


class AudioMeter:
    """Counts the audio of each key as it is decoded."""

    def __init__(self, client: "redis.Redis") -> None:
        self._counts = RedisStorage(ADDRESS, connection_pool=client.connection_pool, key_prefix=PREFIX)

    def add(self, key_id: str, seconds: float) -> None:
        """Count a recording's seconds; raises `Retryable` when Redis is away."""
        with redis_errors():
            self._counts.incr(audio_name(key_id), DAY_SECONDS, amount=max(1, round(seconds)))
