"""`soapline up`: the whole service on one machine."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipeline.cli.console import add_row, err, out
from pipeline.cli.submit import Outcome, show_outcome, submit_all
from pipeline.client import SoaplineClient
from pipeline.configuration import local_dir
from pipeline.local.sample import SAMPLE_RECORDING
from pipeline.settings.group import LOOPBACK

if TYPE_CHECKING:
    from pipeline.local.children import Children
    from pipeline.local.plan import StackPlan
    from pipeline.local.stopping import StopRequest

WATCH_SECONDS = 0.2


def up(
    sample: Annotated[
        bool, typer.Option("--sample", help="Submit the sample recording once all is up; print its note.")
    ] = False,
    exit_after_sample: Annotated[
        bool, typer.Option("--exit-after-sample", help="The same, then stop; exit 1 if there was no note.")
    ] = False,
) -> None:
    """Start Valkey, S3 storage, API, workers and Flower here, and keep them running.

    Data, keys and logs stay in ./.soapline (SOAPLINE_LOCAL_DIR), so a restart finds
    everything again. Ctrl-C finishes or hands back the work in hand and stops all; Ctrl-C
    again kills what is still running.
    """
    from pipeline.local.stack import StoppedEarly
    from pipeline.local.stopping import StopRequest

    stopping = StopRequest()
    stopping.listen()
    say("Starting the stack (the first start prepares the speech model).")
    outcome: Outcome | None = None
    try:
        outcome = serve(stopping, sample=sample or exit_after_sample, stay=not exit_after_sample)
    except StoppedEarly as error:
        say(error.public_message)
    if exit_after_sample and not (outcome and outcome.completed):
        raise typer.Exit(1)


def serve(stopping: "StopRequest", *, sample: bool, stay: bool) -> Outcome | None:
    """Run the stack until asked to stop, or, not to `stay`, until the sample's note is printed."""
    from pipeline.local.stack import running_stack

    outcome: Outcome | None = None
    # The pool is left last: its thread ends when the stack it talks to has stopped.
    with ThreadPoolExecutor(1) as pool, running_stack(local_dir(), say, stopping) as (plan, children):
        out.print(overview(plan))
        if sample:
            outcome = watch_sample(children, stopping, pool.submit(submit_sample, plan))
        if stay:
            say("Serving. Submit your own recording with: soapline submit FILE. Ctrl-C stops all.")
            while not stopping.wait(WATCH_SECONDS):
                children.watch()
    return outcome


def say(sentence: str) -> None:
    """Tell the operator something, on standard error."""
    err.print(sentence, markup=False, soft_wrap=True)


def overview(plan: "StackPlan") -> Table:
    """What is running, where, and how to get in."""
    from pipeline.local.commands import metrics_ports

    local, password = plan.settings.local, plan.settings.local.flower_password
    redis = f"{LOOPBACK}:{local.redis_port}" if plan.own_redis else "as configured"
    storage = plan.settings.s3.endpoint_url if plan.own_s3 else "as configured"
    table = Table("What", "Where", title="soapline is up")
    add_row(table, "API", f"{plan.api_url}  (documentation: {plan.api_url}/docs)")
    add_row(table, "API key (development)", plan.api_key)
    add_row(table, "Flower", f"http://{LOOPBACK}:{local.flower_port}")
    add_row(table, "Flower user, password", f"soapline, {password.get_secret_value() if password else ''}")
    if ports := metrics_ports(plan):
        add_row(table, "Metrics", ", ".join(f"http://{LOOPBACK}:{port}/metrics" for port in ports))
    add_row(table, "Valkey", redis)
    add_row(table, "S3 storage", str(storage))
    add_row(table, "Data, keys, logs", str(plan.folder))
    return table


def submit_sample(plan: "StackPlan") -> Outcome:
    """Send the sample recording through the running stack."""
    with SoaplineClient(plan.api_url, plan.api_key) as client:
        return submit_all(client, [SAMPLE_RECORDING], {"specialty": "physician"})[0]


def watch_sample(children: "Children", stopping: "StopRequest", job: Future[Outcome]) -> Outcome | None:
    """Keep the children running until the sample's note is printed; None if stopped before."""
    while not job.done():
        if stopping.wait(WATCH_SECONDS):
            return None
        children.watch()
    show_outcome(job.result())
    return job.result()
