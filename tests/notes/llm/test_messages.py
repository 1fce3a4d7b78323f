import pytest

from pipeline.models import SectionName
from pipeline.notes.headings import headings_for
from pipeline.notes.llm.engine import LONGEST_WISHES
from pipeline.notes.llm.messages import PARTS, SectionPrompt, family_of
from pipeline.notes.llm.options import PROMPT_TOKENS, LlmOptions
from pipeline.notes.specialties import Specialty, list_specialties


@pytest.mark.parametrize("specialty", list_specialties(), ids=lambda specialty: specialty.id)
def test_every_specialty_has_a_prompt_for_every_section_that_leaves_room_for_a_passage(
    specialty: Specialty,
) -> None:
    for template in specialty.templates:
        headings = headings_for(specialty, template)
        for section in SectionName:
            named = {part: headings[part] for part in PARTS[section]}
            prompt = SectionPrompt(section, family_of(specialty.id), named, "w" * LONGEST_WISHES)
            system = prompt.ask([], 5)[0]["content"]
            assert f"Section: {section.value.upper()}." in system
            assert all(f'"{part}"' in system for part in PARTS[section])
            assert prompt.cost + 400 <= PROMPT_TOKENS


def test_a_budget_without_room_for_a_transcript_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        LlmOptions("http://127.0.0.1/v1", "m", context_tokens=4096, answer_tokens=1024)
