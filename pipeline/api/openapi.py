"""What the OpenAPI document says of errors and events: the envelope, and no code that is never sent."""

from typing import Any

from fastapi import FastAPI

_ENVELOPE = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "properties": {
                "code": {"type": "string", "examples": ["VALIDATION_ERROR"]},
                "message": {"type": "string"},
                "details": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                    },
                },
            },
        }
    },
}
_ERROR = {
    "description": "Any refusal: 400, 401, 403, 404, 405, 409, 410, 413, 415, 429, 500 or 503",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorEnvelope"}}},
}

# FastAPI says "a string", which an event, with its name and data, is not.
_EVENTS = {"schema": {"description": "Server-sent events; the data of each is JSON or [DONE]"}}


def describe_errors(app: FastAPI) -> None:
    """Make the application's document name the envelope where FastAPI names its own 422."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["ErrorEnvelope"] = _ENVELOPE
        for calls in document["paths"].values():
            for call in calls.values():
                call["responses"].pop("422", None)
                call["responses"]["default"] = _ERROR
                for response in call["responses"].values():
                    if "text/event-stream" in response.get("content", {}):
                        response["content"]["text/event-stream"] = _EVENTS
        return document

    # FastAPI's documented way to extend the document.
    app.openapi = described  # type: ignore[method-assign]
