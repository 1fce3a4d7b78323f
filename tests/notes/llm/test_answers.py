import pytest

from pipeline.notes.llm.answers import Answered, read_answer
from pipeline.notes.llm.failures import ModelUnreadable
from tests.notes.llm.conftest import sentences


def texts(answer: str) -> list[str]:
    return [answered.text for answered in read_answer(answer)]


def test_a_sentence_has_its_part_and_lines() -> None:
    answer = sentences(("plan", [3, 4, 3], "Rest."))
    assert read_answer(answer) == [Answered(part="plan", text="Rest.", lines=(3, 4))]


@pytest.mark.parametrize("lines", ['["[3]", "line 4"]', '"3, 4"', "[3.0, 4]"])
def test_line_numbers_are_read_however_they_are_written(lines: str) -> None:
    answer = f'{{"sentences": [{{"part": "plan", "lines": {lines}, "text": "Rest."}}]}}'
    assert read_answer(answer)[0].lines[0] == 3


@pytest.mark.parametrize(
    "around", ["```json\nJSON\n```", "Here it is: JSON I hope it helps.", "<think>no {} yet</think>JSON"]
)
def test_what_stands_around_the_json_is_passed_over(around: str) -> None:
    assert texts(around.replace("JSON", sentences(("plan", [1], "Rest.")))) == ["Rest."]


def test_markup_and_repeated_line_numbers_are_taken_off() -> None:
    assert texts(sentences(("plan", [1], "**Rest** at home. [1, 2]"))) == ["Rest at home."]


def test_two_sentences_in_one_are_checked_apart() -> None:
    text = "Rest at home. See Dr. Smith in 2 weeks. Call if worse."
    assert texts(sentences(("plan", [1], text))) == [
        "Rest at home.",
        "See Dr. Smith in 2 weeks.",
        "Call if worse.",
    ]


@pytest.mark.parametrize(
    "empty", ["Not discussed.", "N/A", "None", "No vital signs were mentioned in the transcript.", "...", ""]
)
def test_a_sentence_that_nothing_was_said_is_no_sentence(empty: str) -> None:
    assert texts(sentences(("plan", [1], empty))) == []


def test_a_denial_is_a_sentence() -> None:
    assert texts(sentences(("review", [1], "No known allergies."))) == ["No known allergies."]


@pytest.mark.parametrize("answer", ["", "Sorry.", "{", '{"note": 1}', '{"sentences": "none"}', "[1, 2]"])
def test_what_is_no_list_of_sentences_cannot_be_read(answer: str) -> None:
    with pytest.raises(ModelUnreadable):
        read_answer(answer)


def test_malformed_sentences_are_left_out() -> None:
    assert texts('{"sentences": [1, {"lines": [1]}, {"text": null}, {"text": "Rest."}]}') == ["Rest."]


def test_a_question_alone_is_left_out_and_one_with_its_answer_stays() -> None:
    alone = "The clinician asks if the patient has any numbness."
    answered = "The clinician asked about numbness, and the patient denies it."
    assert texts(sentences(("plan", [1], alone), ("plan", [1, 2], answered))) == [answered]
