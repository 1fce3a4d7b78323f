"""Starting and stopping a worker process."""

import os
import sys

import structlog

from pipeline.archive.key_rings import open_key_ring
from pipeline.broker import QUEUES
from pipeline.logs import configure_logs
from pipeline.metrics import processes
from pipeline.metrics.exposition import serve_metrics
from pipeline.settings import Settings
from pipeline.stages.folders import remove_abandoned_folders
from pipeline.tracing.start import start_tracing, stop_tracing
from workers.app import app, settings
from workers.leaving import LeavingWorker
from workers.tasks import leases

log = structlog.get_logger()


def run_worker(stages: list[str], *, concurrency: int, name: str) -> None:
    """Serve the stages until SIGTERM, then leave: this function does not return.

    Raises a `SoaplineError` before anything is taken from a queue, if this machine
    lacks what the stages need.
    """
    configure_logs(settings.log)
    check_ready(settings, stages)
    serve_metrics(settings.metrics)
    start_tracing(settings.tracing, f"soapline-{'-'.join(stages)}")
    removed = remove_abandoned_folders()
    if removed:
        log.warning("working folders of a dead worker removed", folders=removed)
    app.Worker = app.subclass_with_self(LeavingWorker, name="Worker")  # type: ignore[misc]
    # The speech model is shared by threads; the other stages are kept apart by processes.
    if "transcribe" in stages:
        app.conf.worker_pool = "workers.pool:AbandoningThreads"
    # Redis hands out the queues in this order: a note near its end goes before a new one.
    queues = sorted(stages, key=QUEUES.index, reverse=True)
    code = os.EX_SOFTWARE
    try:
        app.worker_main(
            [
                "worker",
                "--queues=" + ",".join(queues),
                f"--hostname={name or '-'.join(stages)}@%h",
                f"--concurrency={concurrency}",
                "--without-gossip",
                "--without-mingle",
                "--loglevel=INFO",
            ]
        )
        code = os.EX_OK
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else os.EX_OK
    except Exception:
        log.exception("worker broke")
    finally:
        leave(code)


def check_ready(checked: Settings, stages: list[str]) -> None:
    """Raise a `SoaplineError` unless this machine can run the stages."""
    open_key_ring(checked.archive, checked.s3.region)
    if "normalize" in stages:
        from pipeline.audio.decoder import find_ffmpeg

        find_ffmpeg(checked.audio.ffmpeg)
    if "transcribe" in stages:
        from pipeline.stages.transcribe import find_weights

        find_weights(checked)
    if "write" in stages:
        from pipeline.stages.write import load_note_engine

        load_note_engine(checked.notes)


def leave(code: int) -> None:
    """Hand back what is in hand and end the process, threads in the middle of a stage too."""
    if leases.cache_info().currsize:
        leases().hand_back()
    stop_tracing()
    processes.forget()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
