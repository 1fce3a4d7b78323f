"""A local server that speaks the OpenAI chat protocol over a socket, honest or with faults."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from pipeline.deadline import wait_until
from pipeline.local.ports import free_port
from pipeline.notes.llm.engine import LlmEngine
from pipeline.notes.llm.options import LlmOptions
from pipeline.settings.group import LOOPBACK

Body = dict[str, Any]
Fault = Callable[[Body], Response | None]


@dataclass
class ModelOnTheWire:
    """What the server does: ``says`` makes the content, ``faults`` are spent one a request first."""

    url: str = ""
    says: Callable[[Body], str] = lambda body: sentences()
    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    asked: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most_at_once: int = 0
    at_once: int = 0
    engines: list[LlmEngine] = field(default_factory=list)

    def engine(self, **options: Any) -> LlmEngine:
        """An engine on this server; it gives up soon unless told otherwise."""
        given: dict[str, Any] = {"timeout": 5, "retries": 1, "api_key": "sk-secret"}
        self.engines.append(LlmEngine(LlmOptions(url=f"{self.url}/v1", model="tiny", **(given | options))))
        return self.engines[-1]

    def close(self) -> None:
        for engine in self.engines:
            engine.close()

    def sections_asked(self) -> list[str]:
        return [section_of(body) for body in self.asked]


def section_of(body: Body) -> str:
    """The section that a request asks for."""
    found = re.search(r"^Section: (\w+)\.", body["messages"][1]["content"], re.M)
    assert found, "the request names no section"
    return found.group(1).lower()


def is_rewrite(body: Body) -> bool:
    return '"replaces"' in body["messages"][1]["content"]


def sentences(*rows: tuple[str, list[int], str], replaces: int | None = None) -> str:
    """An answer with these sentences: part, lines, text."""
    extra = {} if replaces is None else {"replaces": replaces}
    return json.dumps({"sentences": [extra | {"part": p, "lines": n, "text": t} for p, n, t in rows]})


def only(section: str, *rows: tuple[str, list[int], str]) -> Callable[[Body], str]:
    """A model that writes these sentences in one section, nothing in the others, and rewrites nothing."""
    return lambda body: sentences(*(rows if section_of(body) == section and not is_rewrite(body) else ()))


def stream(content: str, *, finish: str | None = "stop", size: int = 20) -> Iterator[str]:
    """The content as server-sent events; without ``finish`` the stream just ends."""

    def event(delta: dict[str, str], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "tiny"}
        return f"data: {json.dumps(head | {'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    for at in range(0, len(content), size):
        yield event({"content": content[at : at + size]})
    if finish:
        yield event({}, finish)
        yield "data: [DONE]\n\n"


def answered(content: str, *, finish: str | None = "stop") -> Response:
    return StreamingResponse(stream(content, finish=finish), media_type="text/event-stream")


def refused(status: int, message: str = "no", **headers: str) -> Fault:
    """A fault: this status, with the message in the protocol's error shape."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return lambda _: JSONResponse(body, status_code=status, headers=headers)


def _application(model: ModelOnTheWire) -> FastAPI:
    app = FastAPI()
    counting = threading.Lock()

    @app.get("/v1/models")
    def models(request: Request) -> Response:
        model.headers.append(dict(request.headers))
        fault = model.faults.pop(0) if model.faults else model.always
        one = {"id": "tiny", "object": "model", "created": 0, "owned_by": "clinic"}
        return (fault and fault({})) or JSONResponse({"object": "list", "data": [one]})

    @app.post("/v1/chat/completions")
    def complete(body: Body, request: Request) -> Response:
        with counting:
            model.headers.append(dict(request.headers))
            model.asked.append(body)
            model.at_once += 1
            model.most_at_once = max(model.most_at_once, model.at_once)
            fault = model.faults.pop(0) if model.faults else model.always
        try:
            found = fault(body) if fault else None
            return found or answered(model.says(body))
        finally:
            with counting:
                model.at_once -= 1

    return app


@contextmanager
def model_on_the_wire() -> Iterator[ModelOnTheWire]:
    """A running server."""
    state = ModelOnTheWire()
    port = free_port()
    state.url = f"http://{LOOPBACK}:{port}"
    config = uvicorn.Config(_application(state), host=LOOPBACK, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert wait_until(lambda: server.started, seconds=20)
    yield state
    state.close()
    server.should_exit = server.force_exit = True
    thread.join(20)


@pytest.fixture
def model() -> Iterator[ModelOnTheWire]:
    """A running server."""
    with model_on_the_wire() as running:
        yield running
