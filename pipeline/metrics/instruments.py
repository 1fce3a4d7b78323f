"""Every counter, histogram and gauge that a process keeps, and the only functions that move them.

Names and units follow the Prometheus documentation, "Metric and label naming": prefix
``soapline_``, base units, ``_total`` on counters. What waits and what is in work is not here
but in `pipeline.backlog`: it is read from Redis, so that a dead worker takes nothing with it.
"""

from datetime import datetime
from itertools import product
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from pipeline import __version__
from pipeline.metrics.labels import LABEL_VALUES, STAGE_NAMES, closed
from pipeline.models import NoteRequest, Priority, Stage

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
Outcome = Literal["done", "waits", "failed", "dropped"]

_ANSWER_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_STAGE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 3600)
_NOTE_BUCKETS = (1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)
_FACTOR_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5)

_BUILD = Gauge(
    "soapline_build_info", "Version that runs.", ["version"], registry=REGISTRY, multiprocess_mode="max"
)
_ACCEPTED = Counter(
    "soapline_notes_accepted", "Notes accepted by the API.", ["source", "priority"], registry=REGISTRY
)
_UPLOADED = Counter("soapline_upload_bytes", "Bytes of accepted recordings.", registry=REGISTRY)
_COMPLETED = Counter("soapline_notes_completed", "Notes completed.", ["source"], registry=REGISTRY)
_FAILED = Counter(
    "soapline_notes_failed", "Notes that ended as failed.", ["stage", "code"], registry=REGISTRY
)
_UPLOAD_TO_NOTE = Histogram(
    "soapline_upload_to_note_seconds",
    "Time from accepting an upload to its finished note.",
    ["source"],
    buckets=_NOTE_BUCKETS,
    registry=REGISTRY,
)
_STAGE_SECONDS = Histogram(
    "soapline_stage_duration_seconds",
    "Time a stage worked on one note.",
    ["stage", "outcome"],
    buckets=_STAGE_BUCKETS,
    registry=REGISTRY,
)
_STAGE_AUDIO = Counter(
    "soapline_stage_audio_seconds", "Seconds of audio that a stage finished.", ["stage"], registry=REGISTRY
)
_REAL_TIME_FACTOR = Histogram(
    "soapline_stage_real_time_factor_ratio",
    "Time a stage worked on a recording over the recording's length.",
    ["stage"],
    buckets=_FACTOR_BUCKETS,
    registry=REGISTRY,
)
_RETRIES = Counter(
    "soapline_stage_retries", "Attempts put off to be tried again.", ["stage", "code"], registry=REGISTRY
)
_WEBHOOKS = Counter(
    "soapline_webhooks",
    "Ended notes told to a webhook (done) or given up (failed).",
    ["outcome"],
    registry=REGISTRY,
)
_RECOVERED = Counter(
    "soapline_notes_recovered", "Notes sent on by the sweep after their worker died.", registry=REGISTRY
)
_SWEPT = Gauge(
    "soapline_sweep_last_success_timestamp_seconds",
    "When the sweep last looked for lost notes.",
    registry=REGISTRY,
    multiprocess_mode="max",
)
_MODEL_LOAD = Gauge(
    "soapline_model_load_seconds",
    "Time the model took to load.",
    ["model"],
    registry=REGISTRY,
    multiprocess_mode="max",
)
_STORE_ERRORS = Counter(
    "soapline_store_errors", "Calls that a store did not answer as it should.", ["store"], registry=REGISTRY
)
_REQUESTS = Counter(
    "soapline_api_requests",
    "HTTP requests answered, long polls included.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
_REQUEST_SECONDS = Histogram(
    "soapline_api_request_duration_seconds",
    "Time to answer an HTTP request that did not ask to wait.",
    ["method", "route", "status"],
    buckets=_ANSWER_BUCKETS,
    registry=REGISTRY,
)


def show_zeros() -> None:
    """Show this version, and 0 for what has not happened yet: an alert sees the first failure too."""
    _BUILD.labels(__version__).set(1)
    for stage, code in product(sorted(LABEL_VALUES["stage"]), sorted(LABEL_VALUES["code"])):
        _FAILED.labels(stage, code)
        _RETRIES.labels(stage, code)
    for store in sorted(LABEL_VALUES["store"]):
        _STORE_ERRORS.labels(store)
    for outcome in ("done", "failed"):
        _WEBHOOKS.labels(outcome)
    for source in sorted(LABEL_VALUES["source"]):
        _COMPLETED.labels(source)
        for priority in Priority:
            _ACCEPTED.labels(source, priority.value)


def note_accepted(request: NoteRequest) -> None:
    """A note was accepted."""
    _ACCEPTED.labels(_source(request), request.options.priority.value).inc()
    _UPLOADED.inc(request.audio_bytes)


def note_completed(request: NoteRequest, now: datetime) -> None:
    """A note was completed; call it once a note."""
    _COMPLETED.labels(_source(request)).inc()
    _UPLOAD_TO_NOTE.labels(_source(request)).observe(max(0.0, (now - request.created_at).total_seconds()))


def note_failed(stage: Stage, code: str) -> None:
    """A note ended as failed; call it once a note."""
    _FAILED.labels(STAGE_NAMES[stage], closed("code", code)).inc()


def stage_ended(stage: Stage, outcome: Outcome, seconds: float) -> None:
    """A stage's attempt ended: ``done``, ``waits`` for a retry, ``failed`` or ``dropped``."""
    _STAGE_SECONDS.labels(STAGE_NAMES[stage], outcome).observe(seconds)


def audio_finished(stage: Stage, audio_seconds: float, seconds: float) -> None:
    """A stage finished a recording of ``audio_seconds`` in ``seconds``."""
    _STAGE_AUDIO.labels(STAGE_NAMES[stage]).inc(audio_seconds)
    if audio_seconds > 0:
        _REAL_TIME_FACTOR.labels(STAGE_NAMES[stage]).observe(seconds / audio_seconds)


def stage_put_off(stage: Stage, code: str) -> None:
    """An attempt was put off, to be tried again."""
    _RETRIES.labels(STAGE_NAMES[stage], closed("code", code)).inc()


def webhook_ended(*, delivered: bool) -> None:
    """A webhook was told of an ended note, or was given up."""
    _WEBHOOKS.labels("done" if delivered else "failed").inc()


def notes_recovered(count: int) -> None:
    """The sweep sent notes on."""
    _RECOVERED.inc(count)


def swept() -> None:
    """The sweep has just looked."""
    _SWEPT.set_to_current_time()


def model_loaded(model: Literal["speech", "notes"], seconds: float) -> None:
    """A model (``speech`` or ``notes``) was loaded."""
    _MODEL_LOAD.labels(model).set(seconds)


def store_failed(store: Literal["redis", "archive"]) -> None:
    """A store (``redis`` or ``archive``) did not answer as it should."""
    _STORE_ERRORS.labels(store).inc()


def request_answered(method: str, route: str, status: int, seconds: float, *, waited: bool) -> None:
    """A request was answered; ``route`` is the application's pattern, never the path.

    ``waited``: it asked to be answered later, so that its time says nothing.
    """
    labels = closed("method", method), route, closed("status", status)
    _REQUESTS.labels(*labels).inc()
    if not waited:
        _REQUEST_SECONDS.labels(*labels).observe(seconds)


def _source(request: NoteRequest) -> str:
    return "text" if request.from_text else "audio"
