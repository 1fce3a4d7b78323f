"""Serving the API with uvicorn, and stopping without cutting anybody off."""

import math
import signal
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI

from pipeline.api.app import create_app
from pipeline.api.connection import BoundedConnection
from pipeline.api.draining import Draining
from pipeline.api.requests import RequestRecord
from pipeline.api.security_headers import SecurityHeaders
from pipeline.api.services import Services
from pipeline.backlog import Backlog, BacklogCollector
from pipeline.metrics.exposition import serve_metrics
from pipeline.metrics.instruments import REGISTRY
from pipeline.redis_link import connect
from pipeline.settings import Settings
from pipeline.tracing.start import start_tracing, stop_tracing


class DrainingServer(uvicorn.Server):
    """A server that says it will stop, serves on for a while, and then lets long polls answer at once."""

    def __init__(
        self, config: uvicorn.Config, application: FastAPI, draining: Draining, seconds: float
    ) -> None:
        super().__init__(config)
        self._application = application
        self._draining = draining
        self._seconds = seconds
        self._leave_at = math.inf

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn for SIGTERM and SIGINT; asked again, or by SIGINT, it does not wait."""
        if self.should_exit:
            super().handle_exit(sig, frame)
            return
        wait = 0.0 if self._draining.begun or sig == signal.SIGINT else self._seconds
        self._draining.begun = True
        self._leave_at = time.monotonic() + wait

    async def on_tick(self, counter: int) -> bool:
        """Called by uvicorn ten times a second; true stops the server."""
        if time.monotonic() >= self._leave_at:
            services: Services | None = getattr(self._application.state, "services", None)
            if services is not None:
                services.changes.close()
            self.should_exit = True
        return await super().on_tick(counter)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM; requests in hand are finished within the shutdown time-out."""
    if settings.metrics.port:
        REGISTRY.register(BacklogCollector(Backlog(connect(settings.redis))))
        serve_metrics(settings.metrics)
    application = create_app(settings)
    start_tracing(settings.tracing, "soapline-api", application)
    # Outermost, so that an answer to something unforeseen has its id and its log line too.
    draining = Draining(
        RequestRecord(SecurityHeaders(application), json_max_bytes=settings.api.json_max_bytes)
    )
    config = uvicorn.Config(
        draining,
        host=settings.api.host,
        port=settings.api.port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=BoundedConnection,
        forwarded_allow_ips=settings.api.trusted_proxies,
        timeout_graceful_shutdown=int(settings.worker.shutdown_timeout),
    )
    DrainingServer(config, application, draining, settings.api.drain_seconds).run()
    stop_tracing()
