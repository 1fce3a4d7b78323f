"""What becomes of a sentence that was not said, or that names the wrong lines."""

from pipeline.models import CheckOutcome, SectionName
from pipeline.notes.engine import NOT_DISCUSSED
from pipeline.notes.llm.options import Unsupported
from tests.notes.llm.conftest import (
    Body,
    ModelOnTheWire,
    is_rewrite,
    only,
    section_of,
    sentences,
)
from tests.notes.llm.encounter import OPTIONS, SAID, all_text


def test_a_citation_to_a_line_that_does_not_exist_is_mended(model: ModelOnTheWire) -> None:
    model.says = only(
        "subjective",
        ("history", [99], "The patient has had a cough for three days."),
        ("review", [4, 77], "Denies fever."),
    )
    note = model.engine().write(SAID, OPTIONS)
    cough, fever = note.evidence[SectionName.SUBJECTIVE]
    assert cough.segments == ["s1"]
    assert set(fever.segments) >= {"s2", "s3"}
    assert {cough.check, fever.check} == {CheckOutcome.SUPPORTED}
    assert len(model.asked) == 4


def test_a_citation_to_a_line_that_does_not_exist_backs_nothing(model: ModelOnTheWire) -> None:
    model.says = lambda body: (
        sentences(("plan", [99], "Refer to cardiology."), replaces=1 if is_rewrite(body) else None)
        if section_of(body) == "plan"
        else sentences()
    )
    note = model.engine().write(SAID, OPTIONS)
    (evidence,) = note.evidence[SectionName.PLAN]
    assert (evidence.segments, evidence.check) == ([], CheckOutcome.UNSUPPORTED)
    assert evidence.missing == ["any cited segment"]
    assert any(w.startswith("Plan: 1 of 1 sentences") for w in note.warnings)


def test_a_fact_that_was_not_said_is_asked_for_again_with_the_reason(model: ModelOnTheWire) -> None:
    def mends(body: Body) -> str:
        if section_of(body) != "plan":
            return sentences()
        if is_rewrite(body):
            assert "800 mg" in body["messages"][1]["content"]
            return sentences(("plan", [6], "Take ibuprofen 400 mg twice a day."), replaces=1)
        return sentences(("plan", [6], "Take ibuprofen 800 mg twice a day."))

    model.says = mends
    note = model.engine().write(SAID, OPTIONS)
    assert [e.sentence for e in note.evidence[SectionName.PLAN]] == ["Take ibuprofen 400 mg twice a day."]
    assert "800" not in all_text(note)


def stubborn(body: Body) -> str:
    """A model that invents a dose and keeps to it."""
    if section_of(body) != "plan":
        return sentences()
    return sentences(
        ("plan", [6], "Take ibuprofen 800 mg twice a day."), replaces=1 if is_rewrite(body) else None
    )


def test_a_fact_that_was_never_said_is_flagged(model: ModelOnTheWire) -> None:
    model.says = stubborn
    note = model.engine().write(SAID, OPTIONS)
    (evidence,) = note.evidence[SectionName.PLAN]
    assert evidence.check is not CheckOutcome.SUPPORTED
    assert "800 mg" in evidence.missing
    assert any(w.startswith("Plan: 1 of 1 sentences") for w in note.warnings)
    assert sum(map(is_rewrite, model.asked)) == 1


def test_a_rewrite_that_says_not_what_it_replaces_changes_nothing(model: ModelOnTheWire) -> None:
    model.says = lambda body: stubborn(body).replace('"replaces": 1, ', "")
    note = model.engine().write(SAID, OPTIONS)
    assert [e.sentence for e in note.evidence[SectionName.PLAN]] == ["Take ibuprofen 800 mg twice a day."]
    assert note.evidence[SectionName.PLAN][0].check is not CheckOutcome.SUPPORTED


def test_a_rewrite_that_fares_worse_than_the_sentence_is_not_taken(model: ModelOnTheWire) -> None:
    first = ("subjective", ("history", [2], "The clinician suspects a cough for three days."))
    again = sentences(("history", [], "Purple elephants."), replaces=1)
    model.says = lambda body: again if is_rewrite(body) else only(*first)(body)
    (evidence,) = model.engine().write(SAID, OPTIONS).evidence[SectionName.SUBJECTIVE]
    assert evidence.sentence == "The clinician suspects a cough for three days."
    assert evidence.segments == ["s1"]
    assert evidence.check is CheckOutcome.PARTLY


def test_a_rewrite_that_only_drops_its_citations_is_not_taken(model: ModelOnTheWire) -> None:
    model.says = lambda body: stubborn(body).replace("[6]", "[]") if is_rewrite(body) else stubborn(body)
    (evidence,) = model.engine().write(SAID, OPTIONS).evidence[SectionName.PLAN]
    assert evidence.segments == ["s5"]
    assert evidence.missing == ["800 mg"]


def test_a_sentence_that_the_model_withdraws_is_gone(model: ModelOnTheWire) -> None:
    model.says = only("plan", ("plan", [6], "Take ibuprofen 800 mg twice a day."))
    assert model.engine().write(SAID, OPTIONS).plan == NOT_DISCUSSED


def test_a_fact_that_was_never_said_is_dropped_where_the_operator_says_so(model: ModelOnTheWire) -> None:
    model.says = stubborn
    note = model.engine(unsupported=Unsupported.DROP).write(SAID, OPTIONS)
    assert note.plan == NOT_DISCUSSED
    assert note.evidence[SectionName.PLAN] == []
