"""Starting and stopping tracing in a process of the service."""

import threading
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.errors import SoaplineError
from pipeline.settings import TracingSettings
from pipeline.tracing import context

if TYPE_CHECKING:
    from fastapi import FastAPI
    from opentelemetry.sdk.trace import TracerProvider

    from pipeline.tracing.ids_only import IdsOnly

# A collector that is away must not hold up a process that stops.
FLUSH_SECONDS = 3.0
EXPORT_SECONDS = 5.0

_providers: "list[TracerProvider]" = []


class TracingMissing(SoaplineError):
    """Tracing is asked for and its packages are not installed."""

    code = "PACKAGE_MISSING"

    def __init__(self) -> None:
        super().__init__("SOAPLINE_TRACING_ENDPOINT is set. Install soapline[tracing], or unset it.")


def start_tracing(settings: TracingSettings, service: str, app: "FastAPI | None" = None) -> None:
    """Trace Celery, S3 and Redis calls, and the application's requests, if a collector is named.

    Call it before clients are made and processes forked. Raises `TracingMissing`.
    """
    if not settings.endpoint:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.instrumentation.botocore import BotocoreInstrumentor  # noqa: PLC0415
        from opentelemetry.instrumentation.celery import CeleryInstrumentor  # noqa: PLC0415
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415
        from opentelemetry.instrumentation.redis import RedisInstrumentor  # noqa: PLC0415

        from pipeline.tracing.ids_only import IdsOnly  # noqa: PLC0415
    except ImportError:
        raise TracingMissing from None
    routes = frozenset(app.openapi()["paths"]) if app else frozenset[str]()
    exporter = IdsOnly(OTLPSpanExporter(endpoint=settings.endpoint, timeout=EXPORT_SECONDS), routes)
    provider = provide(exporter, settings.ratio, service)
    for instrumentor in (CeleryInstrumentor, BotocoreInstrumentor, RedisInstrumentor):
        instrumentor().instrument(tracer_provider=provider)
    if app is not None:
        FastAPIInstrumentor.instrument_app(
            app,
            tracer_provider=provider,
            excluded_urls="healthz,readyz",
            exclude_spans=["receive", "send"],
        )


def provide(exporter: "IdsOnly", ratio: float, service: str) -> "TracerProvider":
    """Make the process's tracer provider and propagator."""
    from opentelemetry.propagate import set_global_textmap  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.trace import set_tracer_provider  # noqa: PLC0415

    from pipeline.tracing.ids_only import sampler  # noqa: PLC0415

    resource = Resource({"service.name": service, "service.version": __version__})
    provider = TracerProvider(sampler=sampler(ratio), resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    set_tracer_provider(provider)
    set_global_textmap(context.TraceparentAlone())
    context.started.set()
    _providers.append(provider)
    return provider


def stop_tracing() -> None:
    """Send what is left, for a few seconds at most."""
    while _providers:
        sending = threading.Thread(target=_providers.pop().shutdown, name="last-spans", daemon=True)
        sending.start()
        sending.join(FLUSH_SECONDS)
