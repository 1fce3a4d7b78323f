"""The inner headings of a note by specialty and template, read from ``headings.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.notes.specialties import Specialty, Template


@dataclass(frozen=True, slots=True)
class Headings:
    """Names of the parts of a note, and labels of examination lines with their cue patterns."""

    parts: Mapping[str, str]
    systems: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, part: str) -> str:
        """The heading of a part, e.g. "history"."""
        return self.parts[part]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))


def headings_for(specialty: Specialty, template: Template) -> Headings:
    """The headings of a specialty's template: the default's, renamed by specialty, then by template."""
    own = dict(_table()["specialty"].get(specialty.id, {}))
    systems = own.pop("systems", {})
    renamed = _table()["template"].get(template.id, {})
    return Headings({**_table()["default"], **own, **renamed}, systems)
