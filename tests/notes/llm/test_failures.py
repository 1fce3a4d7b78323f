"""What becomes of a note when the model's server is slow, breaks off, refuses or talks nonsense."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.responses import Response, StreamingResponse

from pipeline.notes.llm.engine import FALLEN_BACK
from pipeline.notes.llm.failures import ModelAway, ModelFailed, ModelRefuses, ModelUnreadable
from pipeline.notes.llm.options import Away, LlmOptions
from tests.notes.llm.conftest import (
    Body,
    Fault,
    ModelOnTheWire,
    answered,
    refused,
    section_of,
    stream,
)
from tests.notes.llm.encounter import GOOD, OPTIONS, SAID, good


def slowly(seconds: float) -> Callable[[Body], Response]:
    """A fault: events that keep coming until so many seconds are over, and never end the answer."""

    def drip(_: Body) -> Response:
        def events() -> Any:
            end = time.monotonic() + seconds
            piece = next(iter(stream(" ", finish=None)))
            while time.monotonic() < end:
                yield piece
                time.sleep(0.02)

        return StreamingResponse(events(), media_type="text/event-stream")

    return drip


def silent(seconds: float) -> Fault:
    """A fault: the connection stays open without a byte of an answer."""

    def wait(_: Body) -> None:
        threading.Event().wait(seconds)

    return wait


def cut(_: Body) -> Response:
    """A fault: the connection breaks in the middle of the answer."""

    def events() -> Any:
        yield from list(stream(GOOD["subjective"], finish=None))[:4]
        raise ConnectionResetError

    return StreamingResponse(events(), media_type="text/event-stream")


@pytest.mark.parametrize(
    "fault",
    [refused(429, **{"Retry-After": "1"}), refused(503), refused(500), cut],
    ids=["429", "503", "500", "cut"],
)
def test_one_fault_is_got_over(model: ModelOnTheWire, fault: Callable[[Body], Response]) -> None:
    model.faults, model.says = [fault], good
    started = time.monotonic()
    note = model.engine().write(SAID, OPTIONS)
    assert "Bronchitis" in note.assessment
    if fault is not cut:
        assert len(model.asked) == 5
    assert time.monotonic() - started < 30


def test_invalid_json_is_asked_for_again_with_more_variety(model: ModelOnTheWire) -> None:
    model.faults, model.says = [lambda _: answered('{"sentences": oops')], good
    engine = model.engine(concurrency=1)
    assert "cough" in engine.write(SAID, OPTIONS).subjective
    assert model.asked[0]["temperature"] == 0 < model.asked[1]["temperature"]


def test_answers_that_can_never_be_read_are_a_failure_with_a_code(model: ModelOnTheWire) -> None:
    model.always = lambda _: answered("I cannot do that.")
    with pytest.raises(ModelUnreadable) as failure:
        model.engine().write(SAID, OPTIONS)
    assert failure.value.code == "NOTE_MODEL_UNREADABLE"


@pytest.mark.parametrize(
    "fault", [cut, lambda _: answered(GOOD["plan"], finish=None)], ids=["cut", "unended"]
)
def test_answers_that_always_break_off_make_the_note_wait(
    model: ModelOnTheWire, fault: Callable[[Body], Response]
) -> None:
    model.always = fault
    with pytest.raises(ModelAway):
        model.engine(retries=0).write(SAID, OPTIONS)


def test_of_an_answer_that_is_too_long_the_finished_sentences_are_kept(model: ModelOnTheWire) -> None:
    def long(body: Body) -> Response | None:
        if section_of(body) != "subjective":
            return None
        return answered(GOOD["subjective"][:-30], finish="length")

    model.always, model.says = long, good
    note = model.engine().write(SAID, OPTIONS)
    assert "cough for three days." in note.subjective


def test_a_server_that_is_silent_is_asked_again_after_the_time_limit(model: ModelOnTheWire) -> None:
    model.faults, model.says = [silent(2)], good
    note = model.engine(timeout=0.5).write(SAID, OPTIONS)
    assert "Bronchitis" in note.assessment
    assert len(model.asked) == 5


def test_a_server_that_stays_silent_makes_the_note_wait(model: ModelOnTheWire) -> None:
    model.always = silent(2)
    started = time.monotonic()
    with pytest.raises(ModelAway):
        model.engine(timeout=0.5, retries=0).write(SAID, OPTIONS)
    assert time.monotonic() - started < 10


def test_a_server_that_drips_is_given_up_after_the_time_limit(model: ModelOnTheWire) -> None:
    model.always = slowly(3)
    started = time.monotonic()
    with pytest.raises(ModelAway):
        model.engine(timeout=0.5, retries=0, concurrency=4).write(SAID, OPTIONS)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("status", "kind"), [(401, ModelRefuses), (404, ModelRefuses), (429, ModelAway), (500, ModelAway)]
)
def test_a_lasting_refusal_says_nothing_of_key_prompt_or_answer(
    model: ModelOnTheWire, status: int, kind: type[ModelFailed]
) -> None:
    model.always = refused(status, "sk-secret bronchitis ibuprofen")
    with pytest.raises(kind) as failure:
        model.engine(retries=0).write(SAID, OPTIONS)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    for secret in ("sk-secret", "bronchitis", "ibuprofen"):
        assert secret not in str(failure.value)
    assert "sk-secret" not in repr(LlmOptions("u", "m", api_key="sk-secret"))


def test_a_server_that_is_away_makes_the_note_wait() -> None:
    with pytest.raises(ModelAway) as failure:
        ModelOnTheWire(url="http://127.0.0.1:9").engine(retries=0).write(SAID, OPTIONS)
    assert failure.value.code == "NOTE_MODEL_AWAY"


def test_the_offline_engine_stands_in_where_the_operator_says_so() -> None:
    engine = ModelOnTheWire(url="http://127.0.0.1:9").engine(retries=0, away=Away.GROUNDED)
    note = engine.write(SAID, OPTIONS)
    assert note.generator.engine == "grounded"
    assert note.warnings[0] == FALLEN_BACK
    assert "cough" in note.subjective
