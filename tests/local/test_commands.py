from pathlib import Path

import pytest

from pipeline.local.children import Command
from pipeline.local.commands import server_commands, service_commands
from pipeline.local.plan import plan_stack


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Command]:
    monkeypatch.setenv("SOAPLINE_ARCHIVE_KEYS", "k1:aHVzaCBodXNoIGh1c2ggaHVzaCBodXNoIGh1c2ggaHU=")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    plan = plan_stack(tmp_path / "with spaces")
    return {command.name: command for command in [*server_commands(plan), *service_commands(plan)]}


@pytest.mark.parametrize("name", ["valkey", "s3"])
def test_a_server_knows_nothing_of_the_other_servers(commands: dict[str, Command], name: str) -> None:
    environment = commands[name].env
    assert "PATH" in environment
    assert not [variable for variable in environment if variable.startswith(("SOAPLINE_", "AWS_"))]


def test_flower_knows_where_the_queue_is_and_no_key(commands: dict[str, Command]) -> None:
    environment = commands["flower"].env
    assert {name for name in environment if name.startswith("SOAPLINE_")} <= {
        "SOAPLINE_LOCAL_DIR",
        "SOAPLINE_REDIS_URL",
        "SOAPLINE_LOG_LEVEL",
        "SOAPLINE_LOG_FORMAT",
    }
    assert "SOAPLINE_REDIS_URL" in environment
    assert "AWS_SECRET_ACCESS_KEY" not in environment


def test_workers_and_the_api_have_the_operators_whole_environment(commands: dict[str, Command]) -> None:
    for name in ("api", "worker-notes", "worker-transcribe"):
        assert commands[name].env["AWS_SECRET_ACCESS_KEY"] == "hush"
        assert commands[name].cwd is None


def test_no_secret_is_on_a_command_line(commands: dict[str, Command]) -> None:
    for command in commands.values():
        assert not any("redis://" in word or "hush" in word for word in command.argv)
