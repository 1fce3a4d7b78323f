"""A note by a language model, streamed section by section, through the whole service."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import Stack, start_stack, stop_stack
from tests.notes.llm.conftest import Body, ModelOnTheWire, model_on_the_wire, section_of
from tests.notes.llm.encounter import SPEAKERS, TURNS, good

SPOKEN = "\n".join(f"{who.value}: {turn}" for who, turn in zip(SPEAKERS, TURNS, strict=True))
BODY = {"transcript": SPOKEN, "specialty": "physician"}


@pytest.fixture(scope="module")
def by_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, ModelOnTheWire]]:
    """A service whose notes are written by a model on the wire, one question at a time."""
    folder: Path = tmp_path_factory.mktemp("by-model") / "stack"
    with model_on_the_wire() as model:
        variables = {
            "SOAPLINE_NOTES_ENGINE": "llm",
            "SOAPLINE_NOTES_LLM_URL": f"{model.url}/v1",
            "SOAPLINE_NOTES_LLM_MODEL": "tiny",
            "SOAPLINE_NOTES_LLM_CONCURRENCY": "1",
        }
        stack = start_stack(folder, variables=variables)
        yield stack, model
        stop_stack(stack)


def test_a_section_is_sent_while_the_next_is_still_being_written(
    by_model: tuple[Stack, ModelOnTheWire],
) -> None:
    stack, model = by_model
    read = threading.Event()

    def waits_for_the_reader(body: Body) -> str:
        assert section_of(body) == "subjective" or read.wait(60)
        return good(body)

    model.says = waits_for_the_reader
    events = []
    with httpx.stream(
        "POST", f"{stack.url}/v1/stream/note", headers=stack.authorization, json=BODY, timeout=90
    ) as response:
        for line in response.iter_lines():
            if line.startswith("data: "):
                events.append(line.removeprefix("data: "))
                read.set()
    assert events.pop() == "[DONE]"
    sections = [json.loads(event) for event in events]
    assert [event["section"] for event in sections] == ["subjective", "objective", "assessment", "plan"]
    assert sections[3]["content"] == "Take ibuprofen 400 mg twice a day."
