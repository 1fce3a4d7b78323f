"""What waits and what is in work, by queue, counted in Redis from the notes' own records.

No process counts up or down, so nothing drifts: a note whose worker died is in work until its
lease ends, and then waits again. One script reads one instant; all who ask within the time it
is kept get the same answer.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import redis
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pipeline.broker import STAGES
from pipeline.errors import Retryable
from pipeline.leases import PARKED, lease_key
from pipeline.redis_link import redis_errors
from pipeline.status import OPEN_NOTES, status_key

_KEPT = "soapline:backlog"
KEPT_MILLISECONDS = 2000
# The longer the backlog the longer the answer is kept, so that counting takes about a
# hundredth of Redis' time: a note takes it about 2 microseconds.
_MILLISECONDS_A_NOTE = 0.2

_COUNT = """
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1e6
local found = {}
local open = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #open, 2 do
  local fields = redis.call('HMGET', ARGV[1] .. open[i], 'queue', 'audio_seconds')
  if fields[1] then
    local lease = redis.call('GET', ARGV[2] .. open[i])
    local counts = found[fields[1]] or {0, 0, 0, 0, 0}
    local place = (lease and lease ~= ARGV[3]) and 2 or 1
    counts[place] = counts[place] + 1
    counts[place + 2] = counts[place + 2] + tonumber(fields[2] or 0)
    if place == 1 then counts[5] = math.max(counts[5], now - tonumber(open[i + 1])) end
    found[fields[1]] = counts
  end
end
local answer = cjson.encode(found)
redis.call('SET', KEYS[1], answer, 'PX', math.floor(math.max(tonumber(ARGV[4]), #open / 2 * ARGV[5])))
return answer
"""


@dataclass(frozen=True, slots=True)
class QueueBacklog:
    """One queue. The length of a recording is known once normalize has measured it."""

    notes_waiting: int
    notes_in_flight: int
    audio_waiting: float
    audio_in_flight: float
    oldest_waiting: float


class Backlog:
    """Counts the notes that have not ended."""

    def __init__(self, client: "redis.Redis", *, kept_milliseconds: int = KEPT_MILLISECONDS) -> None:
        self._count = client.register_script(_COUNT)
        self._kept = kept_milliseconds

    def read(self) -> dict[str, QueueBacklog]:
        """Every queue's backlog: notes, seconds of audio, age in seconds of the oldest that waits.

        Raises `Retryable` when Redis is away.
        """
        arguments = (status_key(""), lease_key(""), PARKED, self._kept, _MILLISECONDS_A_NOTE)
        with redis_errors():
            answer = json.loads(self._count(keys=[_KEPT, OPEN_NOTES], args=arguments))
        empty = [0, 0, 0, 0, 0]
        return {queue: QueueBacklog(*answer.get(queue, empty)) for queue in STAGES}


class BacklogCollector(Collector):
    """The backlog as gauges, read anew at each scrape; no gauge at all when Redis is away."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Names, told without asking Redis."""
        return [*gauges({}), reading(works=True)]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges of this moment."""
        try:
            found = self._backlog.read()
        except Retryable:
            yield reading(works=False)
        else:
            yield reading(works=True)
            yield from gauges(found)


def reading(*, works: bool) -> GaugeMetricFamily:
    """Whether the backlog could be read."""
    return GaugeMetricFamily("soapline_backlog_readable", "1 while Redis tells what waits.", float(works))


def gauges(found: dict[str, QueueBacklog]) -> list[GaugeMetricFamily]:
    """One gauge a figure, one sample a queue."""
    families = []
    for name, text, field in (
        ("soapline_notes_waiting", "Notes that wait for a worker.", "notes_waiting"),
        ("soapline_notes_in_flight", "Notes that a worker has in hand.", "notes_in_flight"),
        ("soapline_audio_waiting_seconds", "Seconds of audio that wait for a worker.", "audio_waiting"),
        ("soapline_audio_in_flight_seconds", "Seconds of audio in hand.", "audio_in_flight"),
        (
            "soapline_oldest_waiting_note_age_seconds",
            "Seconds since the oldest waiting note was accepted.",
            "oldest_waiting",
        ),
    ):
        family = GaugeMetricFamily(name, text, labels=["queue"])
        for queue, backlog in found.items():
            family.add_metric([queue], getattr(backlog, field))
        families.append(family)
    return families
