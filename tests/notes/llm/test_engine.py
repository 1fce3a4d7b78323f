"""The LLM engine against a server that speaks the protocol over a socket."""

import json

import pytest

from pipeline.models import CheckOutcome, EncounterContext, NoteOptions, PatientInfo, SectionName
from pipeline.notes.engine import NOT_DISCUSSED
from tests.notes.conftest import transcript_of
from tests.notes.llm.conftest import (
    ModelOnTheWire,
    is_rewrite,
    only,
    section_of,
    sentences,
)
from tests.notes.llm.encounter import OPTIONS, SAID, good


def test_a_note_has_every_sentence_with_its_segments_and_says_which_engine_wrote_it(
    model: ModelOnTheWire,
) -> None:
    model.says = good
    note = model.engine().write(SAID, OPTIONS)
    assert note.subjective.startswith("HISTORY OF PRESENT ILLNESS\n\nThe patient has had a cough")
    assert note.objective == "VITALS\n\nBlood pressure 120/80."
    assert note.plan.endswith("Take ibuprofen 400 mg twice a day.")
    denial = note.evidence[SectionName.SUBJECTIVE][1]
    assert denial.segments == ["s2", "s3"]
    assert {e.check for found in note.evidence.values() for e in found} == {CheckOutcome.SUPPORTED}
    assert note.generator.engine == "llm"
    assert "tiny" in note.generator.version
    assert note.warnings == []
    assert sorted(model.sections_asked()) == sorted(SectionName)


def test_a_section_without_sentences_is_not_discussed_and_nothing_else(model: ModelOnTheWire) -> None:
    model.says = only(
        "plan",
        ("plan", [6], "Take ibuprofen 400 mg twice a day."),
        ("plan", [], "No further plan was discussed."),
    )
    note = model.engine().write(SAID, OPTIONS)
    assert note.subjective == note.objective == note.assessment == NOT_DISCUSSED
    assert len(note.evidence[SectionName.PLAN]) == 1
    assert note.evidence[SectionName.OBJECTIVE] == []


def test_the_chart_is_shown_to_the_reader_as_the_chart_and_never_to_the_model(model: ModelOnTheWire) -> None:
    model.says = good
    context = EncounterContext(patient_info=PatientInfo(name="Jo", allergies=["penicillin"]))
    note = model.engine().write(SAID, NoteOptions(specialty="physician", context=context))
    assert "FROM THE CHART" in note.subjective
    assert "penicillin" not in json.dumps(model.asked)


def test_four_hours_of_talk_fit_the_models_budget(model: ModelOnTheWire) -> None:
    turns = [
        f"On day {i} I walked about {i} miles and my knee was sore again that night." for i in range(2500)
    ]
    said = transcript_of(turns)
    model.says = lambda body: (
        sentences(("history", [2], "Walked about 1 miles on day 1."))
        if section_of(body) == "subjective" and not is_rewrite(body)
        else sentences()
    )
    note = model.engine(context_tokens=8192, answer_tokens=1024, concurrency=4).write(said, OPTIONS)
    assert len(model.asked) > 40
    for body in model.asked:
        prompt = sum(len(m["content"].encode()) for m in body["messages"])
        assert prompt / 3 + body["max_tokens"] <= 8192
    shown = "".join(body["messages"][1]["content"] for body in model.asked if section_of(body) == "plan")
    assert all(f"[{n}] " in shown for n in range(1, 2501))
    assert note.subjective.count("Walked about 1 miles") == 1


def test_sections_are_handed_out_in_order_each_as_it_stands_in_the_note(model: ModelOnTheWire) -> None:
    model.says = good
    handed: list[tuple[SectionName, str]] = []
    asked_by_then: list[int] = []

    def hand_out(section: SectionName, text: str) -> None:
        handed.append((section, text))
        asked_by_then.append(len(model.asked))

    note = model.engine(concurrency=1).write_by_section(SAID, OPTIONS, hand_out)
    assert handed == [(section, getattr(note, section)) for section in SectionName]
    assert asked_by_then[0] < len(model.asked)


def test_a_section_that_is_handed_out_has_been_checked_and_mended(model: ModelOnTheWire) -> None:
    model.says = lambda body: (
        sentences(("plan", [6], f"Ibuprofen {4 if is_rewrite(body) else 8}00 mg twice a day."), replaces=1)
        if section_of(body) == "plan"
        else sentences()
    )
    handed: dict[SectionName, str] = {}
    model.engine().write_by_section(SAID, OPTIONS, handed.__setitem__)
    assert handed[SectionName.PLAN] == "Ibuprofen 400 mg twice a day."
    assert handed[SectionName.SUBJECTIVE] == NOT_DISCUSSED


def test_a_reader_who_leaves_ends_the_writing(model: ModelOnTheWire) -> None:
    def leave(section: SectionName, text: str) -> None:
        raise InterruptedError

    model.says = good
    with pytest.raises(InterruptedError):
        model.engine(concurrency=1).write_by_section(SAID, OPTIONS, leave)
    assert len(model.asked) < 4
