"""Transcripts that invite an engine to say what was not said; see ``adversarial.toml``."""

import re
import tomllib
from pathlib import Path
from typing import TypedDict

import pytest

from pipeline.models import NoteOptions, SectionName, Speaker
from pipeline.notes.engine import load_engine
from tests.notes.conftest import transcript_of


class Case(TypedDict, total=False):
    turns: list[str]
    says: list[str]
    never: list[str]


CASES: dict[str, list[Case]] = tomllib.loads(
    Path(__file__).with_name("adversarial.toml").read_text(encoding="utf-8")
)


def faults(case: Case) -> list[str]:
    """What is wrong with the note of a case: patterns missing, patterns that must not be there."""
    speakers = [Speaker.CLINICIAN if turn.startswith("D:") else Speaker.PATIENT for turn in case["turns"]]
    transcript = transcript_of([turn[2:].strip() for turn in case["turns"]], speakers)
    note = load_engine("grounded").write(transcript, NoteOptions(specialty="physician"))
    text = "\n".join(getattr(note, section) for section in SectionName)
    missing = [p for p in case.get("says", []) if not re.search(p, text, re.I | re.M)]
    invented = [p for p in case.get("never", []) if re.search(p, text, re.I | re.M)]
    return [f"lacks {p}" for p in missing] + [f"says {p}" for p in invented]


def test_the_set_has_at_least_sixty_cases() -> None:
    assert sum(map(len, CASES.values())) >= 60


@pytest.mark.parametrize("kind", CASES)
def test_nothing_is_said_that_was_not_said(kind: str) -> None:
    invented = {
        " / ".join(case["turns"]): [f for f in faults(case) if f.startswith("says")] for case in CASES[kind]
    }
    assert not {turns: wrong for turns, wrong in invented.items() if wrong}


@pytest.mark.parametrize("kind", CASES)
def test_most_of_the_expected_facts_are_in_the_note(kind: str) -> None:
    right = sum(not faults(case) for case in CASES[kind])
    assert right >= 0.7 * len(CASES[kind])
