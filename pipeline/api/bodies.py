"""Request bodies and links as the OpenAPI document shows them. `pipeline.api.options` reads them."""

from typing import Any

from pipeline.models import Priority
from pipeline.notes.specialties import list_specialties

MIN_CHARACTERS = 50
MAX_CHARACTERS = 1_000_000

_SPECIALTY_IDS = [key for one in list_specialties() for key in (one.id, *one.aliases)]
_OPTIONS: dict[str, Any] = {
    "specialty": {
        "type": "string",
        "enum": _SPECIALTY_IDS,
        "description": "An id of GET /v1/specialties",
    },
    "template": {"type": "string", "description": "An id of the specialty's templates"},
    "include_billing_codes": {"type": "boolean"},
    "include_patient_summary": {"type": "boolean"},
    "include_transcript": {"type": "boolean", "default": True},
    "priority": {"type": "string", "enum": list(Priority), "default": Priority.ROUTINE},
}
_CONTEXT = {
    "type": "object",
    "description": "patient_info, patient_history, chat_messages, custom_instructions",
}
_AUDIO = {"type": "string", "format": "binary", "description": "MP3, M4A/MP4, WAV, OGG, WebM or FLAC"}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key and body within 24 hours gives the first answer again",
}
_EXAMPLE = {
    "transcript": "Doctor: What brings you in today?\nPatient: I have had a sore throat for three days.",
    "specialty": "physician",
}


def _form(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["audio", *required],
        "properties": {"audio": _AUDIO, **properties},
    }
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}},
        "parameters": [_IDEMPOTENCY_KEY],
    }


AUDIO_WITH_FIELDS = _form(
    _OPTIONS | {"context": {"type": "string", "description": "A JSON object as a string"}}, ["specialty"]
)
AUDIO_WITH_METADATA = _form(
    {"metadata": {"type": "string", "description": "A JSON object of POST's fields"}}, ["metadata"]
)
TEXT = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "required": ["transcript", "specialty"],
                    "properties": {
                        "transcript": {
                            "type": "string",
                            "minLength": MIN_CHARACTERS,
                            "maxLength": MAX_CHARACTERS,
                        },
                        **_OPTIONS,
                        "context": _CONTEXT,
                    },
                },
                "examples": {"dialogue": {"value": _EXAMPLE}},
            }
        }
    },
    "parameters": [_IDEMPOTENCY_KEY],
}


def _link(operation: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {"note_id": "$response.body#/noteId"}}


# Where the id in an answer leads.
NOTE_LINKS = {
    "status": _link("get_status_v1_audio_status__note_id__get"),
    "note": _link("get_note_v1_note__note_id__get"),
    "deletion": _link("delete_note_v1_note__note_id__delete"),
}
