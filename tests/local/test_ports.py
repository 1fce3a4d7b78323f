import errno
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis

from pipeline.deadline import wait_until
from pipeline.local.children import Children
from pipeline.local.commands import server_commands
from pipeline.local.plan import plan_stack
from pipeline.local.ports import free_port, free_ports, hold_port
from pipeline.local.stack import StackBroken, running_stack
from pipeline.local.stopping import StopRequest
from pipeline.settings.group import LOOPBACK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a port be held")

# ip(7): the ports that the kernel chooses from for this socket, lowest and highest; Linux 6.3.
IP_LOCAL_PORT_RANGE = 51

OTHER_PROCESS = """
import sys
from pipeline.local.ports import free_ports
first = free_ports(int(sys.argv[1]))
print(first, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def grabber() -> Iterator[socket.socket]:
    with socket.socket() as one:
        yield one


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A socket that serves as the stack's servers do."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        yield one


def choose_only(grabber: socket.socket, port: int) -> None:
    """Let the kernel choose this port alone for the socket."""
    try:
        grabber.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("=I", port << 16 | port))
    except OSError as error:
        if error.errno != errno.ENOPROTOOPT:
            raise
        pytest.skip("this kernel cannot be told which port to choose")


def test_another_program_cannot_take_a_chosen_port_before_its_server_listens(
    grabber: socket.socket, server: socket.socket
) -> None:
    port = free_port()
    with pytest.raises(OSError, match="in use"):
        grabber.bind((LOOPBACK, port))
    server.bind((LOOPBACK, port))
    server.listen()
    with closing(socket.create_connection((LOOPBACK, port), 5)):
        pass


def test_the_kernel_gives_a_chosen_port_to_no_outgoing_connection(grabber: socket.socket) -> None:
    choose_only(grabber, free_port())
    with socket.create_server((LOOPBACK, 0)) as target, pytest.raises(OSError, match="assign"):
        grabber.connect(target.getsockname())


def test_the_kernel_gives_a_chosen_port_to_nobody_who_asks_for_any(server: socket.socket) -> None:
    choose_only(server, free_port())
    with pytest.raises(OSError, match="in use"):
        server.bind((LOOPBACK, 0))


def test_a_server_that_starts_again_finds_its_port_still_held() -> None:
    port = free_port()
    for _ in range(2):
        socket.create_server((LOOPBACK, port)).close()
        with socket.socket() as grabber, pytest.raises(OSError, match="in use"):
            grabber.bind((LOOPBACK, port))


def test_ports_in_a_row_are_nobody_elses() -> None:
    command = [sys.executable, "-W", "error", "-c", OTHER_PROCESS, "3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = int(other.stdout.readline())
        ours = [free_ports(3) for _ in range(50)]
        assert not {theirs, theirs + 1, theirs + 2} & {first + place for first in ours for place in range(3)}
        # Another process may hold what this one chose, as `soapline up` does; nobody may choose it.
        hold_port(LOOPBACK, theirs)
        other.communicate("")
    assert other.returncode == 0


def test_a_port_that_a_program_listens_on_cannot_be_held() -> None:
    with socket.create_server((LOOPBACK, 0)) as listening, pytest.raises(OSError, match="in use"):
        hold_port(LOOPBACK, listening.getsockname()[1])


def test_what_asks_for_the_ports_of_a_plan_in_between_gets_none_and_the_servers_start(tmp_path: Path) -> None:
    plan = plan_stack(tmp_path)
    local = plan.settings.local
    for port in (local.redis_port, local.s3_port, local.flower_port):
        with socket.socket() as grabber, pytest.raises(OSError, match="in use"):
            grabber.bind((LOOPBACK, port))
    children = Children(tmp_path / "logs", print, lambda _: None)
    children.start(server_commands(plan)[0])
    try:
        with redis.Redis.from_url(plan.settings.redis.url.get_secret_value()) as valkey:
            assert wait_until(lambda: answers(valkey), seconds=30)
    finally:
        children.stop()


def answers(valkey: "redis.Redis") -> bool:
    try:
        return bool(valkey.ping())
    except redis.ConnectionError:
        return False


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_metrics_port_that_is_taken_is_named_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    first = free_ports(3)
    taken = first + place
    monkeypatch.setenv("SOAPLINE_API_PORT", str(free_port()))
    monkeypatch.setenv("SOAPLINE_METRICS_PORT", str(first))
    with (
        socket.create_server((LOOPBACK, taken)),
        pytest.raises(StackBroken) as caught,
        running_stack(tmp_path, print, StopRequest()),
    ):
        pass
    assert caught.value.code == "PORT_IN_USE"
    assert f"Port {taken} is in use by another program" in caught.value.public_message
    assert "SOAPLINE_METRICS_PORT=" in caught.value.public_message
