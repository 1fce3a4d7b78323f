import re
from pathlib import Path

import pytest

from pipeline.models import CheckOutcome, NoteOptions, SectionName, SoapNote
from pipeline.notes.engine import NOT_DISCUSSED, load_engine
from tests.notes.conftest import transcript_of

OPTIONS = NoteOptions(specialty="physician")


def write(texts: list[str]) -> SoapNote:
    return load_engine("grounded").write(transcript_of(texts), OPTIONS)


def test_an_unknown_engine_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no note engine"):
        load_engine("oracle")


def test_a_section_that_was_not_discussed_says_so_and_has_no_evidence() -> None:
    note = write(["I have had a bad cough and a sore throat for three days now."])
    assert note.plan == NOT_DISCUSSED
    assert note.evidence[SectionName.PLAN] == []


def test_every_sentence_of_a_section_is_listed_as_supported_evidence_in_order() -> None:
    note = write(
        [
            "What brings you in?",
            "I have had knee pain for two weeks. I take ibuprofen for it.",
            "I'm going to order an x-ray of your knee and I want you to rest it.",
        ]
    )
    for section in SectionName:
        text = getattr(note, section)
        at = 0
        for evidence in note.evidence[section]:
            at = text.index(evidence.sentence, at) + len(evidence.sentence)
            assert evidence.check is CheckOutcome.SUPPORTED
            assert evidence.segments


def test_the_encounters_and_dictations_never_give_an_empty_note(evaluation_data: Path) -> None:
    encounters = sorted(evaluation_data.glob("encounters/*.txt"))
    dictations = sorted(evaluation_data.glob("dictation/dictation_*.txt"))
    assert encounters
    assert dictations
    for path in encounters + dictations:
        texts = [re.sub(r"^[DP]:", "", line).strip() for line in path.read_text().splitlines()]
        note = write([text for text in texts if text])
        assert note.subjective != NOT_DISCUSSED, path.stem
