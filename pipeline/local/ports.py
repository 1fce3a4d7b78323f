"""TCP ports of the embedded stack, held from the moment they are chosen.

A port that was only found free may be another's before the server that it is meant for binds
it: the kernel gives it to an outgoing connection, or to a program that asks for any port. So
this process binds the port to a socket that never listens, and keeps it until it ends. Linux
then gives the port to nobody who did not ask for that very number, and lets a server that sets
SO_REUSEADDR, as every server of the stack does, listen on it beside that socket (socket(7)),
after a restart too. Other systems do not let two sockets share it, so there a port is only
found free.
"""

import errno
import socket
import sys
from contextlib import ExitStack

from pipeline.settings.group import LOOPBACK


def free_port() -> int:
    """A TCP port of the loopback interface that nobody has; held from now on."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many such ports in a row."""
    while True:
        with ExitStack() as unused:
            sockets = [unused.enter_context(socket.socket()) for _ in range(count)]
            sockets[0].bind((LOOPBACK, 0))
            first: int = sockets[0].getsockname()[1]
            if not all(_bound(one, first + place) for place, one in enumerate(sockets[1:], 1)):
                continue
            for one in sockets:
                # Only now: set before, the sockets would share what another process holds.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                _keep(one)
            return first


def hold_port(host: str, port: int) -> None:
    """Hold a port that was chosen elsewhere; raises OSError where a program listens on it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as holder:
        # The connections of a server that has stopped linger for a minute.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((host, port))
        _keep(holder)


def _bound(holder: socket.socket, port: int) -> bool:
    try:
        holder.bind((LOOPBACK, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return False
    except OverflowError:  # past the last port
        return False
    return True


def _keep(holder: socket.socket) -> None:
    if sys.platform == "linux":
        holder.detach()
