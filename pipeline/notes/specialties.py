"""The specialties and their note templates, read from ``specialties.toml``."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from pipeline.errors import FieldProblem, Rejected
from pipeline.models import Noun


class Template(Noun):
    """A shape of note; ``id`` is what clients send as ``template``."""

    id: str
    name: str


class Specialty(Noun):
    """A specialty with its templates; the first template is the default."""

    id: str
    name: str
    templates: tuple[Template, ...] = Field(min_length=1)
    aliases: tuple[str, ...] = Field(default=(), exclude=True)


@cache
def list_specialties() -> tuple[Specialty, ...]:
    """Every specialty, in the order clients list them."""
    text = files(__package__).joinpath("specialties.toml").read_text(encoding="utf-8")
    return tuple(Specialty.model_validate(entry) for entry in tomllib.loads(text)["specialty"])


@cache
def _by_id() -> dict[str, Specialty]:
    return {key: specialty for specialty in list_specialties() for key in (specialty.id, *specialty.aliases)}


def find_specialty(specialty_id: str) -> Specialty:
    """The specialty with this id or alias.

    Raises:
        Rejected: there is none; the problem names the field ``specialty``.
    """
    specialty = _by_id().get(specialty_id)
    if specialty is None:
        raise _unknown("specialty", "Unknown specialty. GET /v1/specialties lists the ids.")
    return specialty


def find_template(specialty: Specialty, template_id: str | None) -> Template:
    """The specialty's template with this id; its default for ``None``.

    Raises:
        Rejected: the specialty has no such template; the problem names the field ``template``.
    """
    if template_id is None:
        return specialty.templates[0]
    for template in specialty.templates:
        if template.id == template_id:
            return template
    raise _unknown(
        "template",
        f"Unknown template for the specialty {specialty.id}. "
        "GET /v1/specialties lists each specialty's templates.",
    )


def _unknown(field: str, message: str) -> Rejected:
    return Rejected(message, details=[FieldProblem(field=field, message=message)])
