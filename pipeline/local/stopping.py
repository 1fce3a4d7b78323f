"""Stopping the stack: the first signal asks, the second does not wait."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

POLL_SECONDS = 0.1


def _nothing() -> None:
    pass


class StopRequest:
    """Whether the operator asked to stop.

    A plain flag and not a `threading.Event`: a signal handler that sets an event deadlocks
    where it interrupts the event's own lock.
    """

    def __init__(self) -> None:
        self._made = False
        self._kill: Callable[[], None] = _nothing

    def listen(self) -> None:
        """Make the request on SIGINT, SIGTERM or a closed terminal; only for the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)

    def on_second(self, kill: Callable[[], None]) -> None:
        """Call `kill` before the process ends itself for a second signal."""
        self._kill = kill

    def on_signal(self, number: int, _frame: FrameType | None = None) -> None:
        """Ask to stop; asked already, kill the children and end with the shell's code for the signal."""
        if self._made:
            self._kill()
            os._exit(128 + number)
        self._made = True

    def made(self) -> bool:
        """Whether it was asked."""
        return self._made

    def wait(self, seconds: float) -> bool:
        """Wait so long or until it is asked; whether it was."""
        deadline = time.monotonic() + seconds
        while not self._made and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, POLL_SECONDS))
        return self._made
