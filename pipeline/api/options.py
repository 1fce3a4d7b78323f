"""The form fields of an audio call as `NoteOptions`, every problem named by its field."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from pipeline.errors import FieldProblem, Rejected
from pipeline.models import EncounterContext, NoteOptions, PatientInfo, Priority
from pipeline.notes.specialties import find_specialty, find_template

_FIELDS = {name for model in (NoteOptions, EncounterContext, PatientInfo) for name in model.model_fields}


def options_from_form(fields: Mapping[str, str]) -> NoteOptions:
    """Options from the text fields of ``POST``; raises `Rejected` with details."""
    return _options(fields)


def options_from_metadata(fields: Mapping[str, str]) -> NoteOptions:
    """Options from the one JSON string ``metadata`` of ``PUT``; raises `Rejected` with details."""
    if "metadata" not in fields:
        raise _rejected("metadata", "Send the options as one JSON object in the form field 'metadata'.")
    return _options(_json_object("metadata", fields["metadata"]))


def options_from_json(body: Mapping[str, Any], *, aliases: Mapping[str, str]) -> NoteOptions:
    """Options from a JSON body, older names of fields included; raises `Rejected` with details."""
    return _options({aliases.get(name, name): value for name, value in body.items()})


def declared_priority(fields: Mapping[str, str]) -> Priority:
    """The urgency that the fields before the audio name; the highest while none has been named.

    What cannot be read is judged later, with the whole form.
    """
    given: object = fields.get("priority")
    if given is None and "metadata" in fields:
        with suppress(Rejected):
            given = _json_object("metadata", fields["metadata"]).get("priority", Priority.ROUTINE)
    return next((priority for priority in Priority if priority == given), Priority.STAT)


def _options(values: Mapping[str, Any]) -> NoteOptions:
    if not values.get("specialty"):
        raise _rejected("specialty", "Required. GET /v1/specialties lists the ids.")
    # Clients write "nothing" as null or as an empty string: both mean the default.
    known = {name: value for name, value in values.items() if value is not None and value != ""}
    if isinstance(known.get("context"), str):
        known["context"] = _json_object("context", known["context"])
    try:
        options = NoteOptions.model_validate(known)
    except ValidationError as error:
        raise Rejected("Some fields cannot be used; see details.", details=_problems(error)) from None
    specialty = find_specialty(options.specialty)
    find_template(specialty, options.template)
    return options.model_copy(update={"specialty": specialty.id})


def _json_object(field: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _rejected(field, "Not valid JSON.") from None
    if not isinstance(value, dict):
        raise _rejected(field, "Must be a JSON object.")
    return value


def _problems(error: ValidationError) -> list[FieldProblem]:
    found = error.errors(include_input=False, include_context=False, include_url=False)
    return [FieldProblem(_known_path(item["loc"]), item["msg"]) for item in found]


def _known_path(location: tuple[int | str, ...]) -> str:
    # Deeper parts of a location can be keys of the client's own, which are not repeated.
    named = [part for part in location if part in _FIELDS]
    return ".".join(map(str, named)) or "body"


def _rejected(field: str, message: str) -> Rejected:
    return Rejected(
        f"The field '{field}' is missing or cannot be used.", details=[FieldProblem(field, message)]
    )
