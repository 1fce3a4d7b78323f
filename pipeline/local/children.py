"""The child processes of the embedded stack: start, watch, restart with back-off, stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.local import child

FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 30.0
# A child that ran this long was healthy: its next failure starts the back-off anew.
HEALTHY_SECONDS = 60.0
# So many ends in a row while the stack starts mean that waiting longer will not help.
HOPELESS_ENDS = 3
LOG_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """One child: its name, what it runs, in which folder (None: the parent's), and how long
    it may take to stop, seconds.
    """

    name: str
    argv: list[str]
    env: Mapping[str, str]
    stop_seconds: float = 10.0
    cwd: Path | None = None


@dataclass(slots=True)
class Child:
    """A command and the process that runs it now."""

    command: Command
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    ends: int = 0
    backoff: float = FIRST_BACKOFF
    restart_at: float | None = None

    def start(self) -> None:
        """Start the process; its output goes to the log file only."""
        wrapper = [sys.executable, "-I", "-S", child.__file__, str(os.getpid())]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, *self.command.argv],
                env=dict(self.command.env),
                cwd=self.command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started, self.restart_at = time.monotonic(), None

    def died(self) -> int | None:
        """The exit code if the process has ended and its end was not yet dealt with."""
        if self.process is None or self.restart_at is not None:
            return None
        return self.process.poll()

    def plan_restart(self) -> float:
        """Set when to start again; returns the delay, seconds."""
        if time.monotonic() - self.started > HEALTHY_SECONDS:
            self.backoff, self.ends = FIRST_BACKOFF, 0
        self.ends += 1
        delay, self.backoff = self.backoff, min(self.backoff * 2, LONGEST_BACKOFF)
        self.restart_at = time.monotonic() + delay
        return delay

    def signal(self, number: int) -> None:
        """Send a signal to the process, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """Kill the process and its group, at once, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self, deadline: float) -> None:
        """Wait until the process has ended; past the deadline kill it and its group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()


@dataclass(slots=True)
class Children:
    """All children, in the order they start; they stop in the reverse order.

    ``say`` is told, in a sentence, of every child that dies or starts again.
    """

    logs: Path
    say: Callable[[str], None]
    on_change: Callable[[dict[str, int]], None]
    _children: dict[str, Child] = field(default_factory=dict)

    def start(self, command: Command) -> None:
        """Start one more child."""
        log = self.logs / f"{command.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
        found = self._children[command.name] = Child(command, log)
        found.start()
        self._changed()

    def watch(self) -> None:
        """Deal once with whatever has died or is due; call it often, from the main thread.

        The main thread matters: Linux sends the parent-death signal when the *thread* that
        started the child ends (prctl(2)).
        """
        for name, found in self._children.items():
            code = found.died()
            if code is not None:
                delay = found.plan_restart()
                self.say(
                    f"{name} stopped (exit code {code}); starting it again in {delay:.0f} s. Log: {found.log}"
                )
            elif found.restart_at is not None and found.restart_at <= time.monotonic():
                found.start()
                self._changed()
                self.say(f"{name} is running again.")

    def alive(self, name: str) -> bool:
        """Whether a child's process runs now."""
        process = self._children[name].process
        return process is not None and process.poll() is None

    def hopeless(self) -> Child | None:
        """A child that has ended `HOPELESS_ENDS` times in a row, if there is one."""
        return next((c for c in self._children.values() if c.ends >= HOPELESS_ENDS), None)

    def kill(self) -> None:
        """Kill every child and its group, at once; may be called from a signal handler."""
        for found in [*self._children.values()]:
            found.kill()

    def stop(self, names: list[str] | None = None) -> None:
        """Stop the named children (all by default) together, each within its own limit."""
        chosen = [c for c in reversed(self._children.values()) if names is None or c.command.name in names]
        for found in chosen:
            found.signal(signal.SIGTERM)
        began = time.monotonic()
        for found in chosen:
            found.wait(began + found.command.stop_seconds)
            del self._children[found.command.name]
        self._changed()

    def _changed(self) -> None:
        pids = {n: c.process.pid for n, c in self._children.items() if c.process is not None}
        self.on_change(pids)
