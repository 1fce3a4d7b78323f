from pathlib import Path

import pytest
from dotenv import dotenv_values

from pipeline.configuration import BadSettings, load_settings
from pipeline.local.plan import StackPlan, plan_stack


@pytest.mark.parametrize(
    "name",
    ["it's a folder", 'with "quotes"', "back\\slash\\", "cost ${HOME} $5", "hash # mark", "two\nlines"],
)
def test_what_a_folder_of_any_name_remembers_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / name
    plan = plan_stack(folder)
    monkeypatch.setenv("SOAPLINE_LOCAL_DIR", str(folder))
    found = load_settings()
    assert dotenv_values(folder / "stack.env")["SOAPLINE_LOCAL_DIR"] == str(folder)
    assert found.archive.key_file == folder / "archive.keys"
    assert found.redis.url == plan.settings.redis.url


def test_a_second_plan_of_the_folder_keeps_its_secrets(tmp_path: Path) -> None:
    def secrets(plan: StackPlan) -> list[str]:
        names = ("DEV_API_KEY", "LOCAL_FLOWER_PASSWORD", "REDIS_URL", "S3_SECRET_ACCESS_KEY")
        return [plan.environment[f"SOAPLINE_{name}"] for name in names]

    assert secrets(plan_stack(tmp_path)) == secrets(plan_stack(tmp_path))


@pytest.mark.parametrize("name", ["BUCKET", "REGION", "SECRET_ACCESS_KEY"])
def test_a_name_within_a_store_does_not_mean_an_operators_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"SOAPLINE_S3_{name}", "clinic")
    plan = plan_stack(tmp_path)
    assert plan.own_s3
    assert plan.environment[f"SOAPLINE_S3_{name}"] == "clinic"
    assert plan.settings.s3.endpoint_url == plan.environment["SOAPLINE_S3_ENDPOINT_URL"]


@pytest.mark.parametrize(
    ("name", "value"), [("ENDPOINT_URL", "https://storage.clinic.example"), ("ACCESS_KEY_ID", "AKIA")]
)
def test_an_address_or_an_account_means_an_operators_own_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SOAPLINE_S3_{name}", value)
    plan = plan_stack(tmp_path)
    assert not plan.own_s3
    assert "SOAPLINE_LOCAL_S3_PORT" not in plan.environment


def test_bad_settings_are_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOAPLINE_LOCAL_REDIS_PORT", "hush")
    with pytest.raises(BadSettings) as caught:
        plan_stack(tmp_path)
    assert caught.value.details[0].field == "SOAPLINE_LOCAL_REDIS_PORT"
    assert not list(tmp_path.iterdir())
