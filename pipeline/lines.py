"""Where accepted recordings wait for their turn: a line for each tenant and urgency.

A recording is handed to the broker when fewer than a window are in hand, counting those as
urgent or more: ``stat`` never waits for ``routine``, nor that for ``batch``. Among tenants
of one urgency the one served least, divided by its weight, is next; a tenant that comes
back starts level with that one, so nobody saves up turns. Source: Goyal, Vin, Cheng,
"Start-time Fair Queueing" (SIGCOMM 1996), with every recording as one unit of work.

Every step is one script on the server: a process that dies between two leaves a note that
stands in no line and no queue, which the sweep finds. Lines are rebuilt from the archive.
"""

import json
import time

import redis

from pipeline.broker import PRIORITY_STEPS
from pipeline.models import NoteRequest, Priority
from pipeline.redis_link import redis_errors
from pipeline.settings import QueueSettings
from pipeline.status import HANDED, OPEN_NOTES

# The window where no worker has said how much it takes, and the least that waits beside
# what is worked on, so that no slot of a worker stands idle between two recordings.
LEAST_WINDOW = 8
LEAST_SPARE = 4
# Longer than a worker takes from one announcement to the next.
ANNOUNCED_SECONDS = 15.0
# Sorted set of "worker slots" by the time until which that holds.
_SLOTS = "soapline:slots"
_SERVED = "soapline:served:"
_LINE = "soapline:line:"

_JOIN = """
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if not redis.call('ZSCORE', KEYS[2], ARGV[3]) then
  local least = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or 0
  redis.call('ZADD', KEYS[2], least, ARGV[3])
end
"""
# An emptied line's tenant keeps its place until its turn, or it would gain by leaving early.
_TAKE = """
local window, weights = tonumber(ARGV[3]), cjson.decode(ARGV[4])
if window == 0 then
  local slots = 0
  for _, worker in ipairs(redis.call('ZRANGE', KEYS[3], ARGV[5], '+inf', 'BYSCORE')) do
    slots = slots + tonumber(string.match(worker, '%d+$'))
  end
  window = math.max(tonumber(ARGV[6]), slots + math.max(tonumber(ARGV[7]), math.floor(slots / 4)))
end
for step in string.gmatch(ARGV[8], '%d+') do
  local tenants = ARGV[1] .. step
  while redis.call('ZCOUNT', KEYS[1], '-inf', step) < window do
    local tenant = redis.call('ZRANGE', tenants, 0, 0)[1]
    if not tenant then break end
    local note = redis.call('ZPOPMIN', ARGV[2] .. step .. ':' .. tenant)[1]
    if not note then
      redis.call('ZREM', tenants, tenant)
    elseif redis.call('ZSCORE', KEYS[2], note) then
      redis.call('ZINCRBY', tenants, 1 / (weights[tenant] or 1), tenant)
      redis.call('ZADD', KEYS[1], step, note)
      return {note, step}
    end
  end
end
return false
"""


def line_name(tenant: str, priority: Priority) -> str:
    """Name of a tenant's line: a sorted set of note ids by the time they were accepted."""
    return f"{_LINE}{PRIORITY_STEPS[priority]}:{tenant}"


class Lines:
    """The lines of all tenants; calls may raise `Retryable` when Redis is away."""

    def __init__(self, client: "redis.Redis", settings: QueueSettings) -> None:
        self._redis = client
        self._window = settings.window
        self._weights = json.dumps(settings.weights)
        self._join = client.register_script(_JOIN)
        self._take = client.register_script(_TAKE)

    def join(self, request: NoteRequest) -> None:
        """Let an open note wait in its line, at the place of the time it was accepted."""
        priority = request.options.priority
        keys = [line_name(request.tenant, priority), f"{_SERVED}{PRIORITY_STEPS[priority]}", HANDED]
        with redis_errors():
            self._join(keys=keys, args=[request.note_id, request.created_at.timestamp(), request.tenant])

    def take(self) -> tuple[str, Priority] | None:
        """Take the note whose turn it is in hand; None where none waits or the window is full.

        Notes that were deleted while they waited are passed over.
        """
        steps = " ".join(str(step) for step in sorted(PRIORITY_STEPS.values()))
        given: list[str | float] = [self._window, self._weights, time.time(), LEAST_WINDOW, LEAST_SPARE]
        with redis_errors():
            taken = self._take(keys=[HANDED, OPEN_NOTES, _SLOTS], args=[_SERVED, _LINE, *given, steps])
        if not taken:
            return None
        note_id, step = taken
        return str(note_id), next(p for p, value in PRIORITY_STEPS.items() if value == int(step))

    def names(self) -> list[str]:
        """Names of all lines in which a note may wait."""
        with redis_errors():
            return [
                line_name(str(tenant), priority)
                for priority, step in PRIORITY_STEPS.items()
                for tenant in self._redis.zrange(f"{_SERVED}{step}", 0, -1)
            ]

    def announce(self, worker: str, slots: int) -> None:
        """Say for a while that a worker runs so many stages at once: the window follows it."""
        with redis_errors(), self._redis.pipeline(transaction=True) as batch:
            batch.zremrangebyscore(_SLOTS, "-inf", time.time())
            batch.zadd(_SLOTS, {f"{worker} {slots}": time.time() + ANNOUNCED_SECONDS})
            batch.execute()

    def forget_ended(self) -> None:
        """Take out of hand whatever has ended: the window must never stay narrower than it is."""
        with redis_errors():
            self._redis.zinterstore(HANDED, {HANDED: 1, OPEN_NOTES: 0})
