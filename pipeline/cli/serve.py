"""`soapline api` and `soapline worker`: the processes of a deployment."""

from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.configuration import load_settings
from pipeline.logs import configure_logs


class StageName(StrEnum):
    """A stage that a worker can serve; deliver tells webhooks."""

    NORMALIZE = "normalize"
    TRANSCRIBE = "transcribe"
    WRITE = "write"
    DELIVER = "deliver"


def api() -> None:
    """Serve the ingestion API on SOAPLINE_API_HOST and SOAPLINE_API_PORT until SIGTERM."""
    from pipeline.api.server import serve

    settings = load_settings()
    configure_logs(settings.log)
    serve(settings)


def worker(
    stages: Annotated[list[StageName], typer.Argument(help="The stages to serve, one queue each.")],
    concurrency: Annotated[int, typer.Option(min=1, help="Notes in work at once in this worker.")] = 1,
    name: Annotated[str, typer.Option(help="Name shown in Flower; default: the stages.")] = "",
) -> None:
    """Serve one or more stages until SIGTERM; work in hand is finished or handed back.

    Example: soapline worker normalize write --concurrency 2
    """
    from pipeline.metrics.processes import share
    from pipeline.stages.folders import private_folder

    with ExitStack() as kept:
        if load_settings().metrics.port:
            share(kept.enter_context(private_folder()))
        from workers.run import run_worker

        run_worker([stage.value for stage in stages], concurrency=concurrency, name=name)
