"""Transcripts that invite an engine to say what was not said; see ``adversarial.toml``."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest

from pipeline.models import NoteOptions, SectionName, Speaker
from pipeline.notes.engine import NoteEngine, load_engine
from pipeline.notes.facts import in_digits
from tests.notes.conftest import transcript_of


class Case(TypedDict, total=False):
    turns: list[str]
    says: list[str]
    never: list[str]
    known_failure: str


CASES: dict[str, list[Case]] = tomllib.loads(
    Path(__file__).with_name("adversarial.toml").read_text(encoding="utf-8")
)


def faults(case: Case, engine: NoteEngine) -> list[str]:
    """What is wrong with the note of a case: patterns missing, patterns that must not be there."""
    speakers = [Speaker.CLINICIAN if turn.startswith("D:") else Speaker.PATIENT for turn in case["turns"]]
    transcript = transcript_of([turn[2:].strip() for turn in case["turns"]], speakers)
    note = engine.write(transcript, NoteOptions(specialty="physician"))
    written = "\n".join(getattr(note, section) for section in SectionName)
    text = f"{written}\n{in_digits(written)}"
    missing = [p for p in case.get("says", []) if not re.search(p, text, re.I | re.M)]
    invented = [p for p in case.get("never", []) if re.search(p, text, re.I | re.M)]
    return [f"lacks {p}" for p in missing] + [f"says {p}" for p in invented]


def _each_case() -> Iterator[pytest.ParameterSet]:
    for kind, cases in CASES.items():
        for number, case in enumerate(cases):
            why = case.get("known_failure", "")
            marks = [pytest.mark.xfail(reason=why, strict=False)] if why else []
            yield pytest.param(case, id=f"{kind}-{number}", marks=marks)


def test_the_set_has_at_least_eighty_cases() -> None:
    assert sum(map(len, CASES.values())) >= 80


@pytest.mark.parametrize("case", list(_each_case()))
def test_the_offline_note_holds_what_was_said_and_nothing_else(case: Case) -> None:
    assert not faults(case, load_engine("grounded"))
