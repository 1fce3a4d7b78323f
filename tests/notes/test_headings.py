import re

import pytest

from pipeline.models import EncounterContext, NoteOptions, PatientInfo, SectionName, Speaker
from pipeline.notes.engine import load_engine
from pipeline.notes.headings import headings_for
from pipeline.notes.specialties import find_specialty, find_template, list_specialties
from tests.notes.conftest import transcript_of

VISIT = transcript_of(
    [
        "Any trouble sleeping?",
        "Yes, I have trouble sleeping and I feel anxious.",
        "On exam your speech is pressured and your mood is anxious. There is no suicidal ideation.",
        "We will start you on sertraline 50 milligrams daily.",
    ],
    [Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN, Speaker.CLINICIAN],
)


@pytest.mark.parametrize("specialty", list_specialties(), ids=lambda s: s.id)
def test_every_template_of_every_specialty_names_every_part_in_capitals(specialty) -> None:  # noqa: ANN001
    for template in specialty.templates:
        headings = headings_for(specialty, template)
        assert all(heading == heading.upper() for heading in headings.parts.values())
        assert all(re.compile(cue) for cue in headings.systems.values())


def test_a_psychiatric_note_has_a_mental_status_exam() -> None:
    note = load_engine("grounded").write(VISIT, NoteOptions(specialty="psychiatrist"))
    assert "MENTAL STATUS EXAM" in note.objective


def test_a_template_renames_parts_of_its_specialty() -> None:
    physician = find_specialty("physician")
    assert headings_for(physician, find_template(physician, "follow_up"))["history"] == "INTERVAL HISTORY"


def test_chart_data_stand_apart_and_without_evidence() -> None:
    chart = EncounterContext(patient_info=PatientInfo(age=44, medications=["warfarin"]))
    note = load_engine("grounded").write(VISIT, NoteOptions(specialty="physician", context=chart))
    said, _, from_chart = note.subjective.partition("FROM THE CHART (NOT SAID IN THE ENCOUNTER)")
    assert "warfarin" in from_chart
    assert "warfarin" not in said
    assert not any("warfarin" in e.sentence for s in SectionName for e in note.evidence[s])
