from typing import Any

import pytest
from rich.console import Console

from pipeline.cli.printing import print_note

LONG = (
    "We will prescribe doxycycline, 100 mg, twice daily for 7 days, and order a chest x-ray this afternoon."
)


def evidence(
    sentence: str, *segments: str, check: str = "supported", missing: list[str] | None = None
) -> object:
    return {"sentence": sentence, "segments": [*segments], "check": check, "missing": missing or []}


@pytest.fixture
def note() -> dict[str, Any]:
    subjective = (
        "CHIEF COMPLAINT\n\nCough.\n\nREVIEW OF SYSTEMS\n\n"
        "Respiratory: Reports cough. Denies wheezing.\n\nFROM THE CHART\n\nAge: 40"
    )
    return {
        "noteId": "note_01",
        "subjective": subjective,
        "objective": "Not discussed.",
        "assessment": "",
        "plan": LONG,
        "evidence": {
            "subjective": [
                evidence("Cough.", "s1"),
                evidence("Reports cough.", "s1"),
                evidence("Denies wheezing.", "s2", "gone"),
            ],
            "objective": [],
            "plan": [evidence(LONG, "s1", check="partly", missing=["100 mg", "7 days"])],
        },
        "segments": [
            {"id": "s1", "start": 65.4, "speaker": "patient", "text": "I have a cough."},
            {"id": "s2", "start": None, "speaker": "unknown", "text": "No wheezing [at all]."},
        ],
        "generator": {"engine": "grounded", "version": "1.0"},
    }


def printed(note: dict[str, Any], *, width: int = 160) -> str:
    console = Console(width=width, no_color=True)
    with console.capture() as capture:
        print_note(console, note, evidence=True)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_evidence_stands_under_the_sentences_of_a_note_that_reads_as_it_is(note: dict[str, Any]) -> None:
    expected = """SUBJECTIVE
CHIEF COMPLAINT

Cough. [supported]
    1:05 patient: I have a cough.

REVIEW OF SYSTEMS

Respiratory: Reports cough. [supported]
    1:05 patient: I have a cough.
Denies wheezing. [supported]
    No wheezing [at all].
    segment gone

FROM THE CHART

Age: 40

OBJECTIVE
Not discussed.
"""
    assert expected in printed(note)


def test_a_sentence_wider_than_the_terminal_is_not_cut(note: dict[str, Any]) -> None:
    assert LONG in " ".join(printed(note, width=40).split())


def test_what_was_not_found_is_named(note: dict[str, Any]) -> None:
    assert f"{LONG} [partly; not found: 100 mg, 7 days]" in printed(note)


def test_a_sentence_that_is_not_in_its_section_is_shown_all_the_same(note: dict[str, Any]) -> None:
    note["evidence"]["subjective"].insert(1, evidence("Has a cold.", "s1"))
    shown = printed(note)
    assert "Has a cold. [supported]" in shown
    assert "Respiratory: Reports cough. [supported]" in shown
