"""What may leave in a span: ids, codes, names and durations; and which spans are worth sending."""

from collections.abc import Mapping, Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import (
    Decision,
    ParentBased,
    Sampler,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import Link, SpanKind, Status, TraceState
from opentelemetry.util.types import Attributes, AttributeValue

from pipeline.tracing.context import NOTE_ID

# Never an address, a query, a header, a command's arguments, a bucket's key, or an exception's text.
ALLOWED = frozenset(
    {
        NOTE_ID,
        "celery.action",
        "celery.state",
        "celery.task_name",
        "cloud.region",
        "db.system",
        "error.type",
        "exception.type",
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.status_code",
        "messaging.destination",
        "messaging.destination.name",
        "messaging.message.id",
        "messaging.operation",
        "rpc.method",
        "rpc.service",
        "rpc.system",
    }
)
UNMATCHED = "unmatched"


class IdsOnly(SpanExporter):
    """Sends spans on with nothing in them but what is `ALLOWED`."""

    def __init__(self, exporter: SpanExporter, routes: frozenset[str]) -> None:
        self._exporter = exporter
        self._routes = routes

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send copies of the spans."""
        return self._exporter.export([stripped(span, self._routes) for span in spans])

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is left."""
        return self._exporter.force_flush(timeout_millis)


def stripped(span: ReadableSpan, routes: frozenset[str]) -> ReadableSpan:
    """A copy of the span without what it must not hold."""
    attributes = allowed(span.attributes)
    name = span.name
    if span.kind is SpanKind.SERVER:
        # An address that is no route of ours can hold anything.
        found = str(attributes.get("http.route"))
        route = found if found in routes else UNMATCHED
        method = str(attributes.get("http.method") or attributes.get("http.request.method"))
        attributes["http.route"], name = route, f"{method} {route}"
    return ReadableSpan(
        name=name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        events=[Event(e.name, allowed(e.attributes), e.timestamp) for e in span.events],
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def allowed(attributes: Attributes) -> dict[str, AttributeValue]:
    """The attributes that may leave."""
    return {name: value for name, value in (attributes or {}).items() if name in ALLOWED}


class WorkOnly(Sampler):
    """Drops calls to Redis and S3 that belong to no request and no stage: polls and heartbeats."""

    def __init__(self, ratio: float) -> None:
        self._ratio = TraceIdRatioBased(ratio)

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Decide on a span without parent."""
        if kind is SpanKind.CLIENT:
            return SamplingResult(Decision.DROP)
        return self._ratio.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """For the log."""
        return f"WorkOnly({self._ratio.rate})"


def sampler(ratio: float) -> Sampler:
    """By the trace's id alone: every process decides alike, and no client decides for us."""
    by_id = TraceIdRatioBased(ratio)
    return ParentBased(WorkOnly(ratio), remote_parent_sampled=by_id, remote_parent_not_sampled=by_id)
