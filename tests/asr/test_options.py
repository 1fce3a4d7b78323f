import pytest

from pipeline.asr.options import ENGLISH_PROMPT, ModelOptions


@pytest.mark.parametrize(
    ("set_to", "language", "prompt"),
    [
        (None, "en", ENGLISH_PROMPT),
        (None, "de", ""),
        ("", "en", ""),
        ("Was führt Sie her?", "de", "Was führt Sie her?"),
    ],
)
def test_english_has_a_prompt_of_its_own_unless_another_or_none_is_set(
    set_to: str | None, language: str, prompt: str
) -> None:
    assert ModelOptions(path="", prompt=set_to).prompt_in(language) == prompt
