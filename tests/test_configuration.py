from pathlib import Path

import pytest

from pipeline.cli.doctor import setting_rows
from pipeline.configuration import BadSettings, load_settings
from pipeline.settings import Settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOAPLINE_LOCAL_DIR", str(tmp_path))
    return tmp_path


def test_a_variable_names_its_group_and_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_S3_ENDPOINT_URL", "http://storage:9000")
    monkeypatch.setenv("SOAPLINE_ASR_BEAM_SIZE", "1")
    settings = load_settings()
    assert settings.s3.endpoint_url == "http://storage:9000"
    assert settings.asr.beam_size == 1


def test_the_environment_goes_before_the_stacks_own_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "stack.env").write_text("SOAPLINE_API_PORT='8100'\nSOAPLINE_S3_BUCKET='from-file'\n")
    monkeypatch.setenv("SOAPLINE_API_PORT", "8200")
    settings = load_settings()
    assert (settings.api.port, settings.s3.bucket) == (8200, "from-file")


def test_a_bad_value_is_named_by_its_variable_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_API_PORT", "not-a-port")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert [problem.field for problem in caught.value.details] == ["SOAPLINE_API_PORT"]
    assert "not-a-port" not in str(caught.value.details)


def test_a_misspelt_variable_of_a_group_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_REDIS_ULR", "redis://x")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert caught.value.details[0].field == "SOAPLINE_REDIS_ULR"


def test_every_setting_says_what_it_does_and_secrets_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_REDIS_URL", "redis://:hush@host/0")
    rows = setting_rows(Settings())
    assert all(description for _, _, description in rows)
    assert "hush" not in str(rows)
