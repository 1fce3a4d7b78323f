"""The note engine that the settings name, and what a worker says of settings it cannot use."""

import io

import pytest
import redis
import structlog
from pydantic import SecretStr, ValidationError

from pipeline.archive import Archive
from pipeline.configuration import BadSettings
from pipeline.leases import Lease
from pipeline.models import NoteOptions
from pipeline.notes.llm.engine import LlmEngine
from pipeline.notes.llm.failures import ModelAway
from pipeline.settings import ArchiveSettings, NoteSettings, Settings
from pipeline.stages.work import Workbench
from pipeline.stages.write import load_note_engine, write
from pipeline.status import StatusBoard, opening_status
from tests.conftest import make_request
from tests.notes.conftest import transcript_of
from workers.run import check_ready

NOWHERE = "http://127.0.0.1:9/v1"
SAID = transcript_of(["What brings you in?", "I have had a gallbladder attack and a cough for three days."])


def notes(**changes: object) -> NoteSettings:
    given = {"engine": "llm", "llm_url": NOWHERE, "llm_model": "tiny", "llm_retries": 0}
    return NoteSettings.model_validate(given | changes)


@pytest.mark.parametrize("field", ["llm_url", "llm_model"])
def test_a_writing_worker_does_not_start_without_the_models_server_and_name(field: str) -> None:
    settings = Settings(
        archive=ArchiveSettings(keys=SecretStr("k:" + "a2tr" * 10 + "a2s=")), notes=notes(**{field: None})
    )
    with pytest.raises(BadSettings) as refusal:
        check_ready(settings, ["write"])
    assert [problem.field for problem in refusal.value.details] == [f"SOAPLINE_NOTES_{field.upper()}"]
    check_ready(settings, [])


def test_a_budget_that_leaves_no_room_is_named() -> None:
    with pytest.raises(BadSettings) as refusal:
        load_note_engine(notes(llm_context_tokens=2048))
    assert refusal.value.details[0].field == "SOAPLINE_NOTES_LLM_CONTEXT_TOKENS"


@pytest.mark.parametrize("url", ["localhost:8080/v1", "ftp://host/v1"])
def test_an_address_that_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="no usable URL"):
        notes(llm_url=url)


def test_the_offline_engine_needs_no_settings_and_no_client() -> None:
    assert load_note_engine(NoteSettings()).name == "grounded"


def test_a_key_a_prompt_or_an_answer_never_reaches_the_logs(lines: io.StringIO) -> None:
    engine = load_note_engine(notes(llm_api_key="sk-of-the-clinic"))
    assert isinstance(engine, LlmEngine)
    try:
        engine.write(SAID, NoteOptions(specialty="physician"))
    except ModelAway:
        structlog.get_logger().exception("stage broke")
    engine.close()
    assert "ModelAway" in lines.getvalue()
    for secret in ("sk-of-the-clinic", "gallbladder", "cough", "transcript>"):
        assert secret not in lines.getvalue()


def test_the_log_says_that_another_engine_stood_in(
    archive: Archive, board: StatusBoard, client: "redis.Redis", lines: io.StringIO
) -> None:
    request = make_request("note_01")
    archive.put_request(request)
    board.put(opening_status(request))
    archive.put_transcript("note_01", SAID)
    engine = load_note_engine(notes(llm_away="grounded"))
    write(Workbench(archive, board, Settings(), Lease("note_01", client)), engine, "note_01")
    assert isinstance(engine, LlmEngine)
    engine.close()
    stored = archive.get_note("note_01")
    assert stored is not None
    assert stored.generator.engine == "grounded"
    assert '"wrote": "grounded"' in lines.getvalue()
    assert "gallbladder" not in lines.getvalue()
