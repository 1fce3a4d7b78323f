"""An OTLP/HTTP receiver: what a collector would be sent, decoded."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from pipeline.settings.group import LOOPBACK


class Collector:
    """Keeps the spans it receives, each with the name of its service."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Span]] = []
        self.bodies: list[bytes] = []
        self.url = ""

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {a.key: a.value.string_value for a in group.resource.attributes}
            found = [(names["service.name"], span) for scope in group.scope_spans for span in scope.spans]
            self.spans += found

    def trace_of(self, note_id: str) -> bytes:
        """The one trace that spans with the note's id belong to."""
        traces = {
            span.trace_id for _, span in self.spans if attributes(span).get("soapline.note_id") == note_id
        }
        assert len(traces) <= 1, "the note's spans are in several traces"
        return next(iter(traces), b"")

    def names(self, trace_id: bytes) -> dict[str, set[str]]:
        """Names of a trace's spans by service."""
        found: dict[str, set[str]] = {}
        for service, span in [*self.spans]:
            if span.trace_id == trace_id:
                found.setdefault(service, set()).add(span.name)
        return found


def attributes(span: Span) -> dict[str, str]:
    return {a.key: a.value.string_value for a in span.attributes}


@contextmanager
def running_collector() -> Iterator[Collector]:
    """A collector on a port of its own; its ``url`` is for SOAPLINE_TRACING_ENDPOINT."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            zipped = self.headers.get("content-encoding") == "gzip"
            collector.take(gzip.decompress(body) if zipped else body)
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(ExportTraceServiceResponse().SerializeToString())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    collector.url = f"http://{LOOPBACK}:{server.server_port}/v1/traces"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
