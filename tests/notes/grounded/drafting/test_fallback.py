from dataclasses import replace

from pipeline.notes.grounded.drafting.conversation import read_conversation
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.fallback import supported
from tests.notes.conftest import transcript_of


def written(said: list[str], text: str, kind: Kind, wordings: tuple[str, ...] = ()) -> list[str]:
    """What is kept of a draft that rests on everything said."""
    read = read_conversation(transcript_of(said).segments, "male")
    by_patient = kind is Kind.DENIAL
    draft = Draft(text, tuple(read.units), 0, kind, by_patient, wordings=wordings)
    return [d.text for d in supported(replace(read, drafts=[draft]))]


def test_of_a_denial_only_what_was_denied_remains() -> None:
    said = ["Any fever?", "No."]
    assert written(said, "He denies fever or cough.", Kind.DENIAL, ("fever", "cough")) == ["He denies fever."]


def test_a_statement_whose_rewording_fails_is_told_in_its_own_words() -> None:
    said = ["I take metoprolol 15 milligrams in the evening."]
    kept = written(said, "He takes 50 mg of metoprolol in the evening.", Kind.STATEMENT)
    assert all("50" not in text for text in kept)
    assert any("15 milligrams" in text for text in kept)


def test_what_the_check_supports_stays_as_it_is() -> None:
    said = ["Any fever?", "No."]
    assert written(said, "He denies fever.", Kind.DENIAL, ("fever",)) == ["He denies fever."]
