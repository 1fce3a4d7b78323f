"""The faults: each strikes once, at the moment it is called, and returns when it is lifted."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from pipeline.broker import STAGES
from pipeline.deadline import wait_until
from pipeline.dispatch import Dispatcher
from pipeline.leases import lease_key
from pipeline.models import Priority
from pipeline.settings import Settings
from pipeline.status import OPEN_NOTES, status_key
from tests.chaos.arena import Arena, pause
from tests.chaos.processes import Program, family, frozen, kill
from tests.chaos.proxy import Proxy
from tests.servers import redis_answers, s3_answers

FROZEN_SECONDS = 40.0
AWAY_SECONDS = 12.0
STORM_SECONDS = 12.0
WANDERING_KILLS = 10
VICTIMS = ("worker-notes", "worker-transcribe", "api")


@dataclass(frozen=True)
class Fault:
    """What happens, and how to make it happen, once the child of the stack named ``holder`` (by
    default any worker) has a note in hand. ``quick`` ones run in the default suite, where
    tests/local kills a worker. ``takes_first`` ones need a note in hand and strike the first: later
    there may be none.
    """

    name: str
    strike: Callable[[Arena, random.Random], None]
    holder: str = ""
    quick: bool = False
    takes_first: bool = False
    needs_disks: bool = False


def kill_child(name: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        kill(family(arena.child(name)))

    return strike


def kill_grandchildren(arena: Arena, chance: random.Random) -> None:
    """The processes that a worker forked: ffmpeg too, where it runs at this moment."""
    for name in ("worker-notes", "worker-transcribe"):
        kill(family(arena.child(name))[1:])


def kill_leader(arena: Arena, chance: random.Random) -> None:
    kill(family(arena.leader()))
    arena.mend()


def kill_whatever(arena: Arena, chance: random.Random) -> None:
    for _ in range(WANDERING_KILLS):
        victim = chance.choice([*VICTIMS, "redis", "s3"])
        if victim in VICTIMS:
            kill(family(arena.child(victim)))
        else:
            restart(arena.redis_server if victim == "redis" else arena.s3_server)
        pause(chance.uniform(0.5, 3))
    wait_for_servers(arena)


def restart(program: Program) -> None:
    program.kill()
    program.start()


def wait_for_servers(arena: Arena) -> None:
    assert wait_until(lambda: redis_answers(arena.redis_url) and s3_answers(arena.s3_settings), seconds=60)


def restart_server(which: str, away: float = 0) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        program: Program = getattr(arena, which)
        program.kill()
        pause(away)
        program.start()
        wait_for_servers(arena)

    return strike


def freeze_child(name: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        with frozen(arena.child(name)):
            pause(FROZEN_SECONDS)

    return strike


def freeze_server(which: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        program: Program = getattr(arena, which)
        with frozen(program.pid):
            pause(FROZEN_SECONDS)

    return strike


def drop_connections(which: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        proxy: Proxy = getattr(arena, which)
        for _ in range(int(STORM_SECONDS)):
            proxy.cut()
            pause(chance.uniform(0.3, 1.5))

    return strike


def refuse_connections(which: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        proxy: Proxy = getattr(arena, which)
        proxy.refuse(True)
        pause(AWAY_SECONDS)
        proxy.refuse(False)

    return strike


def delay_connections(which: str, seconds: float) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        proxy: Proxy = getattr(arena, which)
        proxy.delay = seconds
        pause(STORM_SECONDS)
        proxy.delay = 0

    return strike


def fill_disk(which: str) -> Callable[[Arena, random.Random], None]:
    def strike(arena: Arena, chance: random.Random) -> None:
        ballast: Path = arena.folder / which / "ballast"
        with ballast.open("wb") as file, suppress(OSError):
            while True:
                file.write(b"\0" * 2**20)
                file.flush()
        pause(AWAY_SECONDS)
        ballast.unlink()

    return strike


def note_in_hand(arena: Arena) -> str:
    """A note that a worker works on, at this moment."""
    found: list[str] = []
    with arena.client() as client:

        def held() -> bool:
            found[:] = [str(key) for key in client.scan_iter(lease_key("*"))]
            return bool(found)

        assert wait_until(held, seconds=60, poll=0.02), "no note came in hand"
    return found[0].removeprefix(lease_key(""))


def expire_lease(arena: Arena, chance: random.Random) -> None:
    """Take the lease away and send the note again: a second worker takes it over."""
    note_id = note_in_hand(arena)
    with arena.client() as client:
        client.delete(lease_key(note_id))
        stage = str(client.hget(status_key(note_id), "queue") or STAGES[0])
    send(arena, note_id, stage)


def deliver_twice(arena: Arena, chance: random.Random) -> None:
    """Send every message that open notes have had so far a second time."""
    with arena.client() as client:
        for note_id in client.zrange(OPEN_NOTES, 0, -1):
            queue = str(client.hget(status_key(str(note_id)), "queue") or STAGES[0])
            for stage in STAGES[: STAGES.index(queue) + 1]:
                send(arena, str(note_id), stage)


def send(arena: Arena, note_id: str, stage: str) -> None:
    dispatcher = Dispatcher(Settings.model_validate({"redis": {"url": arena.redis_url}}))
    dispatcher.send(note_id, Priority.ROUTINE, first_stage=stage)


def delete_in_hand(arena: Arena, chance: random.Random) -> None:
    note_id = note_in_hand(arena)
    gone = httpx.delete(f"{arena.stack.url}/v1/note/{note_id}", headers=arena.stack.authorization, timeout=30)
    assert gone.status_code == httpx.codes.NO_CONTENT, gone.text


def wipe_redis(arena: Arena, chance: random.Random) -> None:
    with arena.client() as client:
        client.flushall()


def lose_redis(arena: Arena, chance: random.Random) -> None:
    """The server dies and its data with it; the operator runs the documented command."""
    arena.redis_server.kill()
    for path in sorted((arena.folder / "redis").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    arena.redis_server.start()
    wait_for_servers(arena)
    done = arena.stack.command("recover", "--from-archive", **arena.variables)
    assert done.returncode == 0, done.stderr
    print("soapline recover --from-archive:", done.stdout.strip())


FAULTS = [
    Fault("kill -9 a transcription worker", kill_child("worker-transcribe"), "worker-transcribe"),
    Fault("kill -9 a normalizing and writing worker", kill_child("worker-notes"), "worker-notes"),
    Fault("kill -9 the workers' children", kill_grandchildren, "worker-notes"),
    Fault("kill -9 the API", kill_child("api")),
    Fault("kill -9 the recovery leader", kill_leader),
    Fault("kill -9 and restart Redis", restart_server("redis_server")),
    Fault("kill -9 and restart S3", restart_server("s3_server")),
    Fault("kill -9 anything, ten times", kill_whatever),
    Fault("Redis away 12 s", restart_server("redis_server", AWAY_SECONDS)),
    Fault("S3 away 12 s", restart_server("s3_server", AWAY_SECONDS)),
    Fault("freeze a transcription worker 40 s", freeze_child("worker-transcribe"), "worker-transcribe"),
    Fault("freeze a normalizing and writing worker 40 s", freeze_child("worker-notes"), "worker-notes"),
    Fault("freeze the API 40 s", freeze_child("api")),
    Fault("freeze Redis 40 s", freeze_server("redis_server")),
    Fault("freeze S3 40 s", freeze_server("s3_server")),
    Fault("drop connections to Redis", drop_connections("redis_proxy")),
    Fault("drop connections to S3", drop_connections("s3_proxy")),
    Fault("refuse connections to Redis 12 s", refuse_connections("redis_proxy")),
    Fault("refuse connections to S3 12 s", refuse_connections("s3_proxy")),
    Fault("delay Redis by 0.2 s a packet", delay_connections("redis_proxy", 0.2)),
    Fault("delay S3 by 1 s a packet", delay_connections("s3_proxy", 1.0)),
    Fault("the workers' disk full", fill_disk("work"), needs_disks=True),
    Fault("S3's disk full", fill_disk("s3"), needs_disks=True),
    Fault("Redis' disk full", fill_disk("redis"), needs_disks=True),
    Fault("a lease expires mid-stage", expire_lease, quick=True, takes_first=True),
    Fault("every message delivered again", deliver_twice),
    Fault("a note deleted mid-stage", delete_in_hand, quick=True, takes_first=True),
    Fault("Redis wiped (FLUSHALL)", wipe_redis),
    Fault("Redis' data lost, recover --from-archive", lose_redis),
]
