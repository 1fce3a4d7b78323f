from pathlib import Path

import pytest

from pipeline.configuration import STACK_FILE, read_settings
from pipeline.local.plan import plan_stack
from pipeline.remedies import is_embedded, remedy
from pipeline.settings import Settings


def test_a_stack_of_this_machine_is_known_by_its_servers(tmp_path: Path) -> None:
    plan_stack(tmp_path)
    assert is_embedded(read_settings(tmp_path / STACK_FILE))
    assert is_embedded(Settings(_env_file=None))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SOAPLINE_REDIS_URL", "redis://127.0.0.1:6379/0"),
        ("SOAPLINE_REDIS_URL", "unix:///run/redis.sock"),
        ("SOAPLINE_S3_ENDPOINT_URL", "https://storage.clinic.example"),
        ("SOAPLINE_S3_ACCESS_KEY_ID", "AKIA"),
        ("SOAPLINE_CLIENT_URL", "https://soapline.clinic.example"),
    ],
)
def test_a_server_that_the_operator_named_means_a_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert not is_embedded(Settings(_env_file=None))
    plan_stack(tmp_path)
    assert not is_embedded(read_settings(tmp_path / STACK_FILE))


def test_what_is_mended_alike_everywhere_has_one_remedy() -> None:
    assert remedy("ffmpeg", embedded=True) == remedy("ffmpeg", embedded=False)
    assert remedy("Workers", embedded=True) != remedy("Workers", embedded=False)
