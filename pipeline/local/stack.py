"""The embedded stack: real servers, API, workers and Flower as children of one process."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.broker import QUEUES
from pipeline.deadline import wait_until
from pipeline.errors import Retryable, SoaplineError
from pipeline.local.children import HOPELESS_ENDS, Children, Command
from pipeline.local.commands import metrics_ports, server_commands, service_commands
from pipeline.local.leftovers import end_leftovers, own_folder, remember_children
from pipeline.local.plan import StackPlan, plan_stack
from pipeline.local.ports import hold_port
from pipeline.local.stopping import StopRequest
from pipeline.redis_link import connect
from pipeline.roll_call import call_roll
from pipeline.settings.group import LOOPBACK
from pipeline.status import open_status_board

SERVER_SECONDS = 60.0
SERVICE_SECONDS = 120.0
DEV_TENANT = "dev"


class StackBroken(SoaplineError):
    """A part of the stack did not come up."""

    code = "STACK_BROKEN"


class StoppedEarly(SoaplineError):
    """The operator stopped the stack while it was starting."""

    code = "STOPPED"


@contextmanager
def running_stack(
    folder: Path, say: Callable[[str], None], stopping: StopRequest
) -> Iterator[tuple[StackPlan, Children]]:
    """Start the stack of a folder and stop it when the block ends.

    Raises `BadSettings`, `AlreadyRunning`, `PackageMissing` or `StackBroken`, each with what to
    do next; `StoppedEarly` where it was asked to stop before all was up.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with own_folder(folder):
        for name in end_leftovers(folder):
            say(f"Ended {name}, left over from a stack that was killed.")
        plan = plan_stack(folder)
        _hold_ports(plan)
        servers, services = server_commands(plan), service_commands(plan)
        children = Children(folder / "logs", say, partial(remember_children, folder))
        stopping.on_second(children.kill)
        try:
            _start_servers(plan, servers, children, stopping)
            _start_services(plan, services, children, stopping)
            yield plan, children
        finally:
            say("Stopping: work in hand is finished or handed back. Ctrl-C again kills it at once.")
            children.stop([command.name for command in services])
            children.stop()


def _hold_ports(plan: StackPlan) -> None:
    local, metrics = plan.settings.local, plan.settings.metrics
    chosen = [("SOAPLINE_API_PORT", plan.settings.api.host, plan.settings.api.port)]
    chosen += [("SOAPLINE_METRICS_PORT", metrics.host, port) for port in metrics_ports(plan)]
    chosen += [("SOAPLINE_LOCAL_REDIS_PORT", LOOPBACK, local.redis_port)] if plan.own_redis else []
    chosen += [("SOAPLINE_LOCAL_S3_PORT", LOOPBACK, local.s3_port)] if plan.own_s3 else []
    for variable, host, port in [*chosen, ("SOAPLINE_LOCAL_FLOWER_PORT", LOOPBACK, local.flower_port)]:
        try:
            hold_port(host, port)
        except (OSError, OverflowError) as error:
            raise StackBroken(_port_refused(variable, port, error), code="PORT_IN_USE") from None


def _port_refused(variable: str, port: int, error: OSError | OverflowError) -> str:
    taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
    problem = "is in use by another program" if taken else "cannot be listened on"
    return f"Port {port} {problem}. Choose a free one, for example: {variable}=8011 make run"


def _start_servers(
    plan: StackPlan, commands: list[Command], children: Children, stopping: StopRequest
) -> None:
    for command in commands:
        children.start(command)
    board = open_status_board(plan.settings.redis)
    _await("Redis", lambda: _answers(board.check), children, stopping, SERVER_SECONDS)
    archive = open_archive(plan.settings)
    prepare = archive.prepare if plan.settings.s3.create_bucket else archive.check
    _await("the S3 storage", lambda: _answers(prepare), children, stopping, SERVER_SECONDS)
    access = AccessKeys(archive, connect(plan.settings.redis))
    access.create(DEV_TENANT, label="development", api_key=plan.api_key)


def _start_services(
    plan: StackPlan, commands: list[Command], children: Children, stopping: StopRequest
) -> None:
    for command in commands:
        children.start(command)
    _await("the API", lambda: _api_ready(plan), children, stopping, SERVICE_SECONDS)
    _await("the workers", lambda: _workers_ready(plan), children, stopping, SERVICE_SECONDS)


def _await(
    what: str, condition: Callable[[], bool], children: Children, stopping: StopRequest, seconds: float
) -> None:
    def holds() -> bool:
        if stopping.made():
            raise StoppedEarly("Stopped before the stack was up.")
        children.watch()
        if broken := children.hopeless():
            raise StackBroken(
                f"{broken.command.name} ended {HOPELESS_ENDS} times while the stack was starting. "
                f"The reason is in {broken.log}."
            )
        return condition()

    if holds():
        return
    children.say(f"Waiting for {what} (at most {seconds:.0f} s).")
    if not wait_until(holds, seconds=seconds, poll=0.2):
        raise StackBroken(
            f"{what[:1].upper()}{what[1:]} did not come up within {seconds:.0f} s. "
            f"The reason is in {children.logs}."
        )


def _answers(check: Callable[[], None]) -> bool:
    try:
        check()
    except Retryable:
        return False
    return True


def _api_ready(plan: StackPlan) -> bool:
    # That the development key is known proves that it is this stack's API on the port.
    headers = {"Authorization": f"Bearer {plan.api_key}"}
    try:
        ready = httpx.get(f"{plan.api_url}/readyz", timeout=5)
        known = httpx.get(f"{plan.api_url}/v1/note/none", headers=headers, timeout=5)
    except httpx.HTTPError:
        return False
    return ready.status_code == httpx.codes.OK and known.status_code == httpx.codes.NOT_FOUND


def _workers_ready(plan: StackPlan) -> bool:
    return call_roll(plan.settings, seconds=1.0).queues >= set(QUEUES)
