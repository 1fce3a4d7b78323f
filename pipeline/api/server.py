"""Serving the API with uvicorn, and stopping without cutting anybody off."""

from types import FrameType

import uvicorn
from fastapi import FastAPI

from pipeline.api.app import create_app
from pipeline.api.connection import BoundedConnection
from pipeline.api.requests import RequestRecord
from pipeline.api.security_headers import SecurityHeaders
from pipeline.api.services import Services
from pipeline.backlog import Backlog, BacklogCollector
from pipeline.metrics.exposition import serve_metrics
from pipeline.metrics.instruments import REGISTRY
from pipeline.redis_link import connect
from pipeline.settings import Settings


class DrainingServer(uvicorn.Server):
    """A server whose long polls answer at once when it is told to stop."""

    def __init__(self, config: uvicorn.Config, application: FastAPI) -> None:
        super().__init__(config)
        self.application = application

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn for SIGTERM and SIGINT."""
        services: Services | None = getattr(self.application.state, "services", None)
        if services is not None:
            services.changes.close()
        super().handle_exit(sig, frame)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM; requests in hand are finished within the shutdown time-out."""
    if settings.metrics.port:
        REGISTRY.register(BacklogCollector(Backlog(connect(settings.redis))))
        serve_metrics(settings.metrics)
    application = create_app(settings)
    config = uvicorn.Config(
        # Outermost, so that an answer to something unforeseen has its id and its log line too.
        RequestRecord(SecurityHeaders(application), json_max_bytes=settings.api.json_max_bytes),
        host=settings.api.host,
        port=settings.api.port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=BoundedConnection,
        forwarded_allow_ips=settings.api.trusted_proxies,
        timeout_graceful_shutdown=int(settings.worker.shutdown_timeout),
    )
    DrainingServer(config, application).run()
