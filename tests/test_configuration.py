from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.cli.doctor import setting_rows
from pipeline.configuration import BadSettings, load_settings, local_api_url
from pipeline.settings import ApiSettings, Settings


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


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SOAPLINE_RDIS_URL", "SOAPLINE_REDIS_URL"),
        ("SOAPLINE_API_PROT", "SOAPLINE_API_PORT"),
        ("SOAPLINE_ARCHIVE_KEY", "SOAPLINE_ARCHIVE_KEYS"),
    ],
)
def test_a_misspelt_variable_is_named_with_what_was_meant_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "hush")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    (problem,) = caught.value.details
    assert problem.field == name
    assert meant in problem.message
    assert "hush" not in str(caught.value.details)


def test_a_misspelt_variable_in_the_stacks_own_file_is_refused(empty_folder: Path) -> None:
    (empty_folder / "stack.env").write_text("SOAPLINE_APPI_PORT='8100'\n")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert caught.value.details[0].field == "SOAPLINE_APPI_PORT"


def test_variables_of_tests_and_benchmarks_are_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_EVAL_DATA", "/nowhere")
    load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOAPLINE_REDIS_URL", "redis:hush"),
        ("SOAPLINE_REDIS_URL", "redis://:hush#6379@host:6379/0"),
        ("SOAPLINE_REDIS_URL", "http://:hush@host"),
        ("SOAPLINE_REDIS_URL", "redis://[hush/0"),
        ("SOAPLINE_S3_ENDPOINT_URL", "hush:9000"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert [problem.field for problem in caught.value.details] == [name]
    assert "hush" not in str(caught.value.details)


@pytest.mark.parametrize("url", ["redis://:p@h:6379/0", "rediss://h", "unix:///run/valkey.sock?db=1"])
def test_an_address_that_can_be_used_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SOAPLINE_REDIS_URL", url)
    assert load_settings().redis.url.get_secret_value() == url


def test_settings_that_do_not_validate_do_not_show_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_API_PORT", "hush")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - nothing is bound
        ("192.168.1.5", "http://192.168.1.5:8000"),
        ("::", "http://[::1]:8000"),
        ("fd00::5", "http://[fd00::5]:8000"),
    ],
)
def test_the_api_is_sought_where_it_listens(host: str, url: str) -> None:
    assert local_api_url(ApiSettings(host=host)) == url


def test_every_setting_says_what_it_does_and_secrets_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPLINE_REDIS_URL", "redis://:hush@host/0")
    rows = setting_rows(Settings())
    assert all(description for _, _, description in rows)
    assert "hush" not in str(rows)
