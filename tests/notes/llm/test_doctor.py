"""What `soapline doctor` says of the configured model server."""

import pytest
from pydantic import SecretStr

from pipeline.checks import Finding, run_checks
from pipeline.settings import NoteSettings, Settings
from tests.notes.llm.conftest import Fault, ModelOnTheWire, refused


def note_engine(notes: NoteSettings) -> Finding:
    settings = Settings.model_construct(**{**dict(Settings(_env_file=None)), "notes": notes})
    return next(finding for finding in run_checks(settings) if finding.part == "Note engine")


def asking(url: str, model: str = "tiny") -> NoteSettings:
    return NoteSettings(engine="llm", llm_url=url, llm_model=model, llm_api_key=SecretStr("sk-secret"))


def test_the_offline_engine_needs_no_server() -> None:
    found = note_engine(NoteSettings())
    assert (found.works, found.seen) == (True, "grounded, which needs no server")


def test_a_model_that_is_there_is_named_with_its_host_and_without_passwords(model: ModelOnTheWire) -> None:
    found = note_engine(asking(f"{model.url}/v1".replace("://", "://user:pass@")))
    assert found.works, found
    assert found.seen == f"llm: the server at {model.url[7:]} answers and has model 'tiny'"
    assert model.asked == []


def test_a_model_that_the_server_lacks_is_told_with_those_it_has(model: ModelOnTheWire) -> None:
    found = note_engine(asking(f"{model.url}/v1", "large"))
    assert not found.works
    assert "has no model 'large'. It has: tiny." in found.seen
    assert "SOAPLINE_NOTES_LLM_URL" in found.mend


@pytest.mark.parametrize(
    ("fault", "seen"), [(refused(401, "sk-secret"), "refuses: HTTP 401."), (refused(503), "does not answer.")]
)
def test_a_server_that_refuses_or_is_overloaded_is_told(
    model: ModelOnTheWire, fault: Fault, seen: str
) -> None:
    model.always = fault
    found = note_engine(asking(f"{model.url}/v1"))
    assert not found.works
    assert found.seen.endswith(seen)
    assert "sk-secret" not in found.seen


def test_a_server_that_is_away_is_told() -> None:
    found = note_engine(asking("http://127.0.0.1:9/v1"))
    assert (found.works, found.seen) == (False, "The model server at 127.0.0.1:9 does not answer.")


def test_an_engine_without_its_settings_is_told_which() -> None:
    found = note_engine(NoteSettings(engine="llm"))
    assert not found.works
    assert "needs a server and a model" in found.seen
