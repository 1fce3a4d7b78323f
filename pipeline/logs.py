"""One logging chain for API, workers and CLI.

JSON lines unless on a terminal. Ids (``note_id``, ``tenant``, ``task_id``, ``request_id``)
are bound with `structlog.contextvars`. An exception is logged as its type and the places
it passed through: never its message or local values, which can hold patient data. That
holds for exceptions that nobody caught, too.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from pipeline.settings import LogFormat, LogSettings

# These log request bodies, headers or arguments at their lower levels.
_QUIET = (
    "botocore",
    "boto3",
    "urllib3",
    "s3transfer",
    "kombu",
    "amqp",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "faster_whisper",
)


log = structlog.get_logger()


def configure_logs(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records through one chain to the stream.

    Warnings and exceptions that nobody caught go the same way. The stream defaults to
    standard error.
    """
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        strip_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings, out)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_uncaught_in_thread


def strip_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by the exception's type and its frames (file, line, function)."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["frames"] = [
            f"{frame.filename}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught exception", exc_info=error)


def _log_uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if not issubclass(found.exc_type, SystemExit):
        name = found.thread.name if found.thread else None
        log.critical("uncaught exception in a thread", thread=name, exc_info=found.exc_value)


def _log_unraisable(found: "sys.UnraisableHookArgs") -> None:
    log.error("exception that could not be raised", exc_info=found.exc_value)


def _renderer(settings: LogSettings, stream: TextIO) -> Processor:
    on_terminal = settings.format is LogFormat.AUTO and stream.isatty()
    if settings.format is LogFormat.CONSOLE or on_terminal:
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer()
