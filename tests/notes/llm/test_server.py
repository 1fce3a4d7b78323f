"""How a server is asked: where, with what, and in which of the ways it understands."""

import json

import pytest
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from pipeline.notes.llm.failures import ModelRefuses
from pipeline.notes.llm.options import LlmOptions
from tests.notes.llm.conftest import (
    Body,
    ModelOnTheWire,
    refused,
)
from tests.notes.llm.encounter import OPTIONS, SAID, good


def test_the_servers_key_and_address_are_the_configured_ones_alone(
    model: ModelOnTheWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.0.2.1/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "someone")
    model.says = good
    model.engine().write(SAID, OPTIONS)
    assert {h["authorization"] for h in model.headers} == {"Bearer sk-secret"}
    assert not any("openai-organization" in h for h in model.headers)


def test_a_redirect_to_another_host_is_not_followed(model: ModelOnTheWire) -> None:
    model.always = lambda _: RedirectResponse("http://192.0.2.1/v1/chat/completions", 307)
    with pytest.raises(ModelRefuses):
        model.engine(retries=0).write(SAID, OPTIONS)


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_json_schema_is_asked_for_a_json_object_with_the_schema(
    model: ModelOnTheWire, status: int
) -> None:
    def picky(body: Body) -> Response | None:
        return refused(status)(body) if body["response_format"]["type"] == "json_schema" else None

    model.always, model.says = picky, good
    engine = model.engine(retries=0, concurrency=1)
    engine.write(SAID, OPTIONS)
    formats = [body["response_format"] for body in model.asked]
    assert formats[1]["type"] == "json_object"
    assert formats[1]["schema"]["properties"]["sentences"]
    assert [f["type"] for f in formats].count("json_schema") == 1


def test_a_server_without_response_formats_is_asked_in_words(model: ModelOnTheWire) -> None:
    def old(body: Body) -> Response | None:
        return refused(400)(body) if "response_format" in body else None

    model.always = old
    model.says = lambda body: f"Here it is:\n```json\n{good(body)}\n```"
    note = model.engine(retries=0).write(SAID, OPTIONS)
    assert "Bronchitis" in note.assessment


def test_a_parameter_that_the_server_refuses_is_left_out(model: ModelOnTheWire) -> None:
    def modern(body: Body) -> Response | None:
        for name in ("max_tokens", "temperature"):
            if name in body:
                error = {"message": "unsupported", "type": "invalid_request_error", "param": name}
                return Response(json.dumps({"error": error}), 400, media_type="application/json")
        return None

    model.always, model.says = modern, good
    assert "Bronchitis" in model.engine().write(SAID, OPTIONS).assessment
    assert model.asked[-1]["max_completion_tokens"] == LlmOptions("", "").answer_tokens


def test_an_error_inside_the_stream_is_taken_as_a_refusal_of_the_format(model: ModelOnTheWire) -> None:
    def hasty(body: Body) -> Response | None:
        event = 'data: {"error": {"message": "no grammar", "type": "server_error"}}\n\n'
        strict = body["response_format"]["type"] == "json_schema"
        return StreamingResponse(iter([event]), media_type="text/event-stream") if strict else None

    model.always, model.says = hasty, good
    assert "Bronchitis" in model.engine(retries=0).write(SAID, OPTIONS).assessment


def test_no_more_requests_are_in_flight_than_allowed(model: ModelOnTheWire) -> None:
    model.says = good
    model.engine(concurrency=2).write(SAID, OPTIONS)
    assert 1 <= model.most_at_once <= 2
