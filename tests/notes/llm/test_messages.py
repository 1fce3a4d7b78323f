import pytest

from pipeline.models import SectionName
from pipeline.notes.headings import headings_for
from pipeline.notes.llm.answers import Answered
from pipeline.notes.llm.checking import check
from pipeline.notes.llm.engine import LONGEST_WISHES
from pipeline.notes.llm.messages import PARTS, SectionPrompt, family_of
from pipeline.notes.llm.options import PROMPT_TOKENS, LlmOptions
from pipeline.notes.llm.passages import Line, hear
from pipeline.notes.specialties import Specialty, list_specialties
from tests.notes.conftest import transcript_of


@pytest.mark.parametrize("specialty", list_specialties(), ids=lambda specialty: specialty.id)
def test_every_specialty_has_a_prompt_for_every_section_that_leaves_room_for_a_passage(
    specialty: Specialty,
) -> None:
    for template in specialty.templates:
        headings = headings_for(specialty, template)
        for section in SectionName:
            named = {part: headings[part] for part in PARTS[section]}
            prompt = SectionPrompt(section, family_of(specialty.id), named, "w" * LONGEST_WISHES)
            asked = prompt.ask([], 5)[1]["content"]
            assert f"Section: {section.value.upper()}." in asked
            assert all(f'"{part}"' in asked for part in PARTS[section])
            assert prompt.cost + 400 <= PROMPT_TOKENS


def test_a_budget_without_room_for_a_transcript_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        LlmOptions("http://127.0.0.1/v1", "m", context_tokens=4096, answer_tokens=1024)


def test_all_requests_of_a_note_begin_alike_up_to_the_end_of_the_transcript() -> None:
    passage = (Line(1, "patient", "I have had a cough for three days."),)
    failed = check(Answered("plan", "Fly to the moon.", (1,)), hear(transcript_of(["A cough."])), within=[0])
    prompts = [
        SectionPrompt(section, "medical", dict.fromkeys(PARTS[section], "X")) for section in SectionName
    ]
    asked = [p.ask(passage, 5) for p in prompts] + [p.ask_again(passage, [failed]) for p in prompts]
    assert len({messages[0]["content"] for messages in asked}) == 1
    assert len({messages[1]["content"].split("</transcript>")[0] for messages in asked}) == 1
