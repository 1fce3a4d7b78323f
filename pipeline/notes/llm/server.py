"""One OpenAI-compatible server: asks for JSON in the way it understands, and reads the stream.

Servers differ in how they take a JSON schema. The ways are tried in order, the strictest
first, until one is answered; that one is kept for the life of the process:

1. ``json_schema`` (OpenAI, vLLM, Ollama, llama.cpp's own server);
2. ``json_object`` with a ``schema`` (llama-cpp-python, which answers 500 to the first);
3. ``json_object``, the schema being in the prompt;
4. nothing but the prompt.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletionChunk

from pipeline.notes.llm.failures import ModelAway, ModelBrokeOff, ModelRefuses
from pipeline.notes.llm.options import LlmOptions

Messages = list[dict[str, str]]

CONNECT_SECONDS = 10.0
_CHARACTERS_A_TOKEN = 16
_AWAY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}
_OTHER_WAY = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.NOT_IMPLEMENTED,
}
_OPTIONAL = {"temperature", "max_tokens"}


class ModelServer:
    """Asks one model of one server; safe to share between threads."""

    def __init__(self, options: LlmOptions) -> None:
        timeout = openai.Timeout(options.timeout, connect=min(CONNECT_SECONDS, options.timeout))
        self._client = openai.OpenAI(
            base_url=options.url,
            api_key=options.api_key or "none",
            timeout=timeout,
            max_retries=options.retries,
            # A redirect would carry the transcript to a host that nobody configured.
            http_client=openai.DefaultHttpxClient(follow_redirects=False, timeout=timeout),
        )
        # The client fills these from OPENAI_* variables, which are not soapline's settings.
        self._client.organization = self._client.project = None
        self._options = options
        self._free = threading.BoundedSemaphore(options.concurrency)
        self._way = 0
        self._way_works = False
        self._refused: frozenset[str] = frozenset()

    def ask(self, messages: Messages, schema: dict[str, Any], *, temperature: float) -> str:
        """The text that the model answers, whole or cut at ``answer_tokens``.

        Raises `ModelAway`, `ModelBrokeOff` or `ModelRefuses`.
        """
        with self._free, _failures():
            return self._in_some_way(messages, schema, temperature)

    def models(self) -> list[str]:
        """The names of the models that the server says it has; raises as `ask` does."""
        with _failures():
            return [model.id for model in self._client.models.list()]

    def close(self) -> None:
        """Close the connections that are kept open for the next question."""
        self._client.close()

    def _in_some_way(self, messages: Messages, schema: dict[str, Any], temperature: float) -> str:
        while True:
            way = self._way
            try:
                text = self._send(messages, _ways(schema)[way], temperature)
            except openai.APIError as error:
                if not self._give_way(error, way, last=len(_ways(schema)) - 1):
                    raise
            else:
                self._way_works = True
                return text

    def _give_way(self, error: openai.APIError, way: int, *, last: int) -> bool:
        """Whether something was left out of the request, so that it is worth sending again."""
        if isinstance(error, openai.APIConnectionError):
            return False
        refused = frozenset({error.param or ""} & _OPTIONAL)
        if refused - self._refused:
            self._refused |= refused
            return True
        if self._way_works:
            return self._way != way
        # An error inside the stream has no status; servers that begin to answer too soon send it.
        status = getattr(error, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
        if status not in _OTHER_WAY or way == last:
            self._way = 0
            return False
        self._way = max(self._way, way + 1)
        return True

    def _send(self, messages: Messages, way: dict[str, Any], temperature: float) -> str:
        limits: dict[str, Any] = {
            "temperature": temperature,
            "max_tokens": self._options.answer_tokens,
        }
        request = {name: value for name, value in limits.items() if name not in self._refused}
        if "max_tokens" in self._refused:
            request["max_completion_tokens"] = self._options.answer_tokens
        create = cast("Any", self._client.chat.completions.create)
        stream = create(model=self._options.model, messages=messages, stream=True, **request, **way)
        with stream:
            return self._read(stream)

    def _read(self, stream: Iterator[ChatCompletionChunk]) -> str:
        parts: list[str] = []
        deadline = time.monotonic() + self._options.timeout
        room = self._options.answer_tokens * _CHARACTERS_A_TOKEN
        ended = False
        try:
            for chunk in stream:
                for choice in chunk.choices[:1]:
                    parts.append(choice.delta.content or "")
                    room -= len(parts[-1])
                    ended = ended or choice.finish_reason is not None
                if time.monotonic() > deadline:
                    raise ModelAway
                if room < 0:
                    break
        except openai.APITimeoutError:
            raise ModelAway from None
        except (openai.APIConnectionError, ValueError):  # cut off, or an event that is no JSON
            raise ModelBrokeOff from None
        if not ended and room >= 0:
            raise ModelBrokeOff
        return "".join(parts)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the client's errors into `ModelFailed`, without their texts, which quote prompts."""
    try:
        yield
    except openai.APIStatusError as error:
        away = error.status_code in _AWAY or error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        raise (ModelAway() if away else ModelRefuses(error.status_code)) from None
    except openai.APIConnectionError:
        raise ModelAway from None
    except openai.OpenAIError:
        raise ModelBrokeOff from None


def _ways(schema: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    named = {"name": "note_section", "strict": True, "schema": schema}
    return (
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object", "schema": schema}},
        {"response_format": {"type": "json_object"}},
        {},
    )
