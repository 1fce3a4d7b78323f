from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import SpanKind

from pipeline.tracing.context import TraceparentAlone, continuing, current_trace
from pipeline.tracing.ids_only import sampler

TRACER = TracerProvider().get_tracer("test")


def test_a_note_continues_its_own_trace_whoever_sends_it_on() -> None:
    with TRACER.start_as_current_span("the upload of a note"):
        own = current_trace()
    with TRACER.start_as_current_span("the stage of another note"):
        other = current_trace()
        with continuing(own):
            assert current_trace() == own
        assert current_trace() == other
        with continuing(None):
            assert current_trace() is None
    assert own != other


def test_outside_a_trace_there_is_none_to_carry() -> None:
    assert current_trace() is None


def test_what_a_client_adds_to_its_trace_goes_no_further() -> None:
    given = {
        "traceparent": "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
        "tracestate": "patient=jane",
        "baggage": "patient=jane",
    }
    found = TraceparentAlone().extract(given, Context())
    span = trace.get_current_span(found).get_span_context()
    assert f"{span.trace_id:032x}" == "0123456789abcdef0123456789abcdef"
    assert not span.trace_state
    carried: dict[str, str] = {}
    TraceparentAlone().inject(carried, found)
    assert list(carried) == ["traceparent"]


def test_calls_to_a_store_outside_any_work_are_not_traced() -> None:
    chosen = sampler(1.0)
    assert chosen.should_sample(None, 1, "BRPOP", SpanKind.CLIENT).decision is Decision.DROP
    assert chosen.should_sample(None, 1, "POST", SpanKind.SERVER).decision is Decision.RECORD_AND_SAMPLE


def test_a_client_does_not_decide_what_is_traced() -> None:
    given = {"traceparent": "00-ffffffffffffffffffffffffffffffff-0123456789abcdef-01"}
    asked = TraceparentAlone().extract(given, Context())
    decided = sampler(0.01).should_sample(asked, (1 << 128) - 1, "POST", SpanKind.SERVER).decision
    assert decided is Decision.DROP
