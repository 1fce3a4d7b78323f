from pipeline.models import CheckOutcome
from pipeline.notes.llm.answers import Answered
from pipeline.notes.llm.checking import Checked, check
from pipeline.notes.llm.passages import hear
from tests.notes.conftest import transcript_of

TURNS = [
    "Hello there.",
    "Any chest pain?",
    "No.",
    "And my son had chest pain.",
    "Oh dear.",
    "Take ibuprofen 400 milligrams.",
]
SAID = hear(transcript_of(TURNS))


def checked(text: str, *lines: int, within: range = range(6)) -> Checked:
    return check(Answered("history", text, lines), SAID, within=within)


def test_right_citations_stay_as_they_are() -> None:
    assert checked("Take ibuprofen 400 mg.", 6).segments == (5,)


def test_a_question_without_its_answer_is_given_the_answer() -> None:
    found = checked("Denies chest pain.", 2)
    assert found.supported
    assert found.segments == (1, 2)


def test_a_sentence_that_names_the_wrong_line_is_led_to_the_right_one() -> None:
    found = checked("Take ibuprofen 400 mg.", 1)
    assert found.supported
    assert found.segments == (5,)


def test_a_finding_that_the_cited_lines_deny_is_not_looked_for_elsewhere() -> None:
    said = hear(transcript_of(["Any rash?", "No rash.", "Good.", "Well.", "My son has a rash."]))
    found = check(Answered("history", "Has a rash.", (1, 2)), said, within=range(5))
    assert found.result.outcome is CheckOutcome.UNSUPPORTED
    assert found.segments == (0, 1)


def test_lines_outside_the_passage_are_no_evidence() -> None:
    found = checked("Take ibuprofen 400 mg.", 6, within=range(3))
    assert not found.supported
    assert found.segments == ()
    assert found.result.missing == ("any cited segment",)


def test_of_many_cited_lines_those_that_are_needed_stay() -> None:
    assert checked("Take ibuprofen 400 mg.", *range(1, 7)).segments == (5,)
    assert checked("Denies chest pain.", *range(1, 7)).segments == (1, 2)
