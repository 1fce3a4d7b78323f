"""The endpoint that Prometheus scrapes: a port of its own, shut unless the settings open it."""

import hmac
import os
import socket
import threading
from collections.abc import Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

from pipeline.errors import SoaplineError
from pipeline.metrics.instruments import REGISTRY, show_zeros
from pipeline.metrics.processes import SHARED_FOLDER
from pipeline.settings import MetricsSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/metrics"


class MetricsPortTaken(SoaplineError):
    """Another program listens on the metrics port."""

    code = "METRICS_PORT_TAKEN"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _SilentHandler(WSGIRequestHandler):
    # A scrape that sends nothing must not hold its thread for ever.
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        """Write no line: a scrape comes every few seconds."""


def serve_metrics(settings: MetricsSettings) -> None:
    """Serve this process's metrics from a thread, if the settings name a port.

    With `pipeline.metrics.processes.share` called before, the metrics of its children too.
    Raises `MetricsPortTaken`.
    """
    if not settings.port:
        return
    show_zeros()
    kind = _Server6 if ":" in settings.host else _Server
    try:
        server = kind((settings.host, settings.port), _SilentHandler)
    except OSError:
        raise MetricsPortTaken(
            f"Metrics cannot be served on port {settings.port} of {settings.host}. Choose another "
            "SOAPLINE_METRICS_PORT, or 0 for none."
        ) from None
    server.set_app(guarded(make_wsgi_app(shared_registry()), settings))
    # A forked child that outlives this process would keep the port.
    os.register_at_fork(after_in_child=server.socket.close)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def shared_registry() -> CollectorRegistry:
    """The metrics of this process, or of it and its children where they share a folder."""
    if SHARED_FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def guarded(app: "WSGIApplication", settings: MetricsSettings) -> "WSGIApplication":
    """The application at ``/metrics`` alone, and only with the token if one is set."""
    token = settings.token.get_secret_value() if settings.token else None

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return refuse(HTTPStatus.NOT_FOUND, start_response)
        given = str(environ.get("HTTP_AUTHORIZATION", "")).encode()
        if token is not None and not hmac.compare_digest(given, f"Bearer {token}".encode()):
            return refuse(HTTPStatus.UNAUTHORIZED, start_response)
        return app(environ, start_response)

    return answer


def refuse(status: HTTPStatus, start_response: "StartResponse") -> Iterable[bytes]:
    """An answer without a body."""
    start_response(f"{status.value} {status.phrase}", [("Content-Length", "0")])
    return [b""]
