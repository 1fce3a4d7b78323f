"""The LLM engine against a real model server, which the operator of the test names.

    SOAPLINE_NOTES_LLM_URL=http://127.0.0.1:8080/v1 SOAPLINE_NOTES_LLM_MODEL=NAME \\
        .venv/bin/python -m pytest -m slow tests/notes/llm/test_real_server.py

`pipeline/notes/llm/README.md` says how to start one with a small model from packages.
"""

import pytest

from pipeline.configuration import load_settings
from pipeline.models import CheckOutcome, NoteOptions, SectionName, SoapNote
from pipeline.notes.engine import NOT_DISCUSSED, NoteEngine
from pipeline.notes.evidence import check_sentence
from pipeline.notes.llm.engine import LlmEngine
from pipeline.stages.write import load_note_engine
from tests.notes.llm.encounter import SAID

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def note() -> SoapNote:
    """The note of a short encounter, by the named server's model."""
    settings = load_settings().notes
    if not settings.llm_url or not settings.llm_model:
        pytest.skip("no model server: set SOAPLINE_NOTES_LLM_URL and SOAPLINE_NOTES_LLM_MODEL")
    engine: NoteEngine = load_note_engine(settings.model_copy(update={"engine": "llm"}))
    assert isinstance(engine, LlmEngine)
    try:
        return engine.write(SAID, NoteOptions(specialty="physician"))
    finally:
        engine.close()


def test_the_models_note_has_all_sections_and_its_own_name(note: SoapNote) -> None:
    assert note.generator.engine == "llm"
    assert all(getattr(note, section) for section in SectionName)
    assert any(note.evidence.values())


def test_every_sentence_stands_in_its_section_with_the_outcome_of_the_check(note: SoapNote) -> None:
    texts = {segment.id: segment.text for segment in SAID.segments}
    for section, found in note.evidence.items():
        text = getattr(note, section)
        assert bool(found) is not text.startswith(NOT_DISCUSSED)
        for evidence in found:
            assert evidence.sentence in text
            cited = [texts[segment] for segment in evidence.segments]
            assert check_sentence(evidence.sentence, cited).outcome is evidence.check


def test_what_was_not_said_is_flagged(note: SoapNote) -> None:
    flagged = [e for found in note.evidence.values() for e in found if e.check is not CheckOutcome.SUPPORTED]
    assert all(evidence.missing for evidence in flagged)
    assert bool(flagged) is any("not found in what was said" in warning for warning in note.warnings)
