"""TLS to Redis and S3, with certificates on both sides, as the clients and the broker make it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from redis.exceptions import RedisError

from pipeline.archive.envelope import LocalKeyRing
from pipeline.archive.storage import SealedStorage, connect_s3
from pipeline.dispatch import Dispatcher
from pipeline.errors import Retryable
from pipeline.models import Priority
from pipeline.redis_link import connect, connect_async
from pipeline.settings import RedisSettings, S3Settings, Settings
from tests.servers import S3Server, run_tls


@dataclass(frozen=True)
class Papers:
    """Files of one authority, a server of it, and a client of it."""

    ca: Path
    server: Path
    client: Path
    other_ca: Path


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder, authority = tmp_path_factory.mktemp("papers"), trustme.CA()
    found = Papers(folder / "ca.pem", folder / "server.pem", folder / "client.pem", folder / "other.pem")
    authority.cert_pem.write_to_path(str(found.ca))
    trustme.CA().cert_pem.write_to_path(str(found.other_ca))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(found.server))
    authority.issue_cert("clinic.example").private_key_and_cert_chain_pem.write_to_path(str(found.client))
    return found


@pytest.fixture(scope="module")
def redis_port(redis_url: str, papers: Papers) -> Iterator[int]:
    with run_tls(redis_url, papers.server, papers.ca) as port:
        yield port


def settings_of(port: int, ca: Path, client: Path | None) -> RedisSettings:
    shown = f"&ssl_certfile={client}&ssl_keyfile={client}" if client else ""
    url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={ca}{shown}"
    return RedisSettings.model_validate({"url": url})


def test_redis_is_reached_with_both_certificates_and_by_the_broker_too(
    redis_port: int, papers: Papers
) -> None:
    settings = settings_of(redis_port, papers.ca, papers.client)

    async def ping() -> bool:
        async with connect_async(settings) as link:
            return bool(await link.ping())

    with connect(settings) as client:
        assert client.ping()
        client.flushall()
        Dispatcher(Settings(redis=settings)).send("note_01", Priority.STAT)
        assert client.llen("normalize") == 1
        client.flushall()
    assert asyncio.run(ping())


@pytest.mark.parametrize("wrong", ["authority", "no certificate"])
def test_redis_without_the_right_certificates_is_not_reached(
    redis_url: str, papers: Papers, wrong: str
) -> None:
    # A port for each: Celery keeps connections to an address, whatever certificates they were made with.
    with run_tls(redis_url, papers.server, papers.ca) as port:
        known = wrong == "no certificate"
        settings = settings_of(
            port, papers.ca if known else papers.other_ca, None if known else papers.client
        )
        with connect(settings) as client, pytest.raises((RedisError, OSError)):
            client.ping()
        with pytest.raises(Retryable):
            Dispatcher(Settings(redis=settings)).send("note_01", Priority.STAT)


def test_s3_is_reached_with_both_certificates_and_with_no_others(s3_server: S3Server, papers: Papers) -> None:
    with run_tls(s3_server.url, papers.server, papers.ca) as port:

        def storage(ca: Path | None, client: Path | None) -> SealedStorage:
            given = s3_server.settings.model_dump() | {
                "endpoint_url": f"https://127.0.0.1:{port}",
                "bucket": "over-tls",
                "ca_file": ca,
                "client_certificate": client,
                "connect_timeout": 2,
                "read_timeout": 5,
            }
            settings = S3Settings.model_validate(given)
            return SealedStorage(connect_s3(settings), LocalKeyRing({"test": b"k" * 32}), settings)

        right = storage(papers.ca, papers.client)
        right.create_bucket()
        right.put("a/x", b"over TLS")
        assert right.get("a/x") == b"over TLS"
        for wrong in (
            storage(papers.other_ca, papers.client),
            storage(papers.ca, None),
        ):
            with pytest.raises(Retryable):
                wrong.check()
