"""Which trace a note belongs to, carried from process to process.

Only ``traceparent`` travels (W3C Trace Context): what else a client may send of its own,
``tracestate`` and ``baggage``, could hold anything and goes no further.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.propagators.textmap import (
    CarrierT,
    Getter,
    Setter,
    TextMapPropagator,
    default_getter,
    default_setter,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

HEADER = "traceparent"
NOTE_ID = "soapline.note_id"

started = threading.Event()


class TraceparentAlone(TextMapPropagator):
    """W3C Trace Context without the state that vendors and clients add to it."""

    _whole = TraceContextTextMapPropagator()

    def extract(
        self, carrier: CarrierT, context: Context | None = None, getter: Getter[CarrierT] = default_getter
    ) -> Context:
        """The context with the carrier's trace, if it has one."""
        given = getter.get(carrier, HEADER)
        return self._whole.extract({HEADER: given[0]} if given else {}, context)

    def inject(
        self, carrier: CarrierT, context: Context | None = None, setter: Setter[CarrierT] = default_setter
    ) -> None:
        """Write the current trace into the carrier."""
        found: dict[str, Any] = {}
        self._whole.inject(found, context)
        if HEADER in found:
            setter.set(carrier, HEADER, found[HEADER])

    @property
    def fields(self) -> set[str]:
        """The names that are written."""
        return {HEADER}


_propagator = TraceparentAlone()


def current_trace() -> str | None:
    """The trace that this code runs in, to be continued elsewhere; None where there is none."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get(HEADER)


@contextmanager
def continuing(found: str | None) -> Iterator[None]:
    """Run the block in a note's own trace, whichever trace called it; None for no trace."""
    token = attach(_propagator.extract({HEADER: found} if found else {}, Context()))
    try:
        yield
    finally:
        detach(token)


def tag_note(note_id: str) -> None:
    """Put the note's id on the current span."""
    trace.get_current_span().set_attribute(NOTE_ID, note_id)
