"""What waits and what is in work, by queue, counted in Redis from the notes' own records.

No process counts up or down, so nothing drifts: a note whose worker died is in work until its
lease ends, and then waits again. One script reads one instant; all who ask within the time it
is kept get the same answer.

The length of a recording is known once normalize has measured it. Until then it is taken from
its size and from what the recordings of its format have come to so far: a ratio estimate, right
on the whole where clinics keep to their recorders, and without a share in what is measured.
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
from pipeline.status import MEASURED, OPEN_NOTES, status_key

_KEPT = "soapline:backlog"
KEPT_MILLISECONDS = 2000
# The longer the backlog the longer the answer is kept, so that counting takes about a
# hundredth of Redis' time: a note takes it 4 to 12 microseconds.
_MILLISECONDS_A_NOTE = 1.0
# 64 kbit/s, until the first recording of a format is measured.
_BYTES_A_SECOND = 8000

_COUNT = """
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1e6
local found = {}
local came_to = {}
local measured = redis.call('HGETALL', KEYS[3])
for i = 1, #measured, 2 do came_to[measured[i]] = tonumber(measured[i + 1]) end
local function length(bytes, format)
  local rate = tonumber(ARGV[6])
  local seconds = came_to[format .. ':seconds']
  if seconds and seconds > 0 then rate = came_to[format .. ':bytes'] / seconds end
  return bytes / rate
end
local open = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #open, 2 do
  local fields = redis.call('HMGET', ARGV[1] .. open[i],
    'queue', 'audio_seconds', 'audio_bytes', 'audio_format')
  if fields[1] then
    local lease = redis.call('GET', ARGV[2] .. open[i])
    local counts = found[fields[1]] or {0, 0, 0, 0, 0}
    local place = (lease and lease ~= ARGV[3]) and 2 or 1
    counts[place] = counts[place] + 1
    local seconds = fields[2] and tonumber(fields[2]) or length(fields[3] or 0, fields[4] or '')
    counts[place + 2] = counts[place + 2] + seconds
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
    """One queue."""

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
        arguments = (status_key(""), lease_key(""), PARKED, self._kept, _MILLISECONDS_A_NOTE, _BYTES_A_SECOND)
        with redis_errors():
            answer = json.loads(self._count(keys=[_KEPT, OPEN_NOTES, MEASURED], args=arguments))
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
        (
            "soapline_audio_waiting_seconds",
            "Seconds of audio that wait; estimated in queue normalize.",
            "audio_waiting",
        ),
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
