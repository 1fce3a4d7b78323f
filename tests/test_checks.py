import http.server
import sys
import threading
from pathlib import Path
from typing import Literal

import pytest

from pipeline import __version__, checks_of_peers
from pipeline.broker import QUEUES
from pipeline.checks import Finding, run_checks
from pipeline.checks_of_peers import NotWorking, check_api, check_encryption, check_workers
from pipeline.configuration import STACK_FILE, read_settings
from pipeline.local.plan import plan_stack
from pipeline.local.ports import free_port
from pipeline.redis_link import connect
from pipeline.roll_call import Present
from pipeline.settings import AudioSettings, RedisSettings, Settings
from pipeline.settings.group import LOOPBACK


def find(part: str, **groups: object) -> Finding:
    settings = Settings.model_construct(**{**dict(Settings(_env_file=None)), **groups})
    return next(finding for finding in run_checks(settings) if finding.part == part)


def program(folder: Path, text: str) -> str:
    path = folder / "ffmpeg"
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(0o700)
    return str(path)


def test_ffmpeg_is_run_and_its_version_shown() -> None:
    found = find("ffmpeg")
    assert found.works, found
    assert "version" in found.seen


@pytest.mark.parametrize(
    "text", ["import sys; sys.exit(127)", "print('convert version 6')", "import os; os.abort()"]
)
def test_an_ffmpeg_that_is_there_but_does_not_run_is_found(tmp_path: Path, text: str) -> None:
    found = find("ffmpeg", audio=AudioSettings(ffmpeg=program(tmp_path, text)))
    assert not found.works
    assert str(tmp_path) in found.seen
    assert found.mend


def test_a_redis_that_refuses_config_can_still_be_checked(redis_url: str) -> None:
    with connect(RedisSettings.model_validate({"url": redis_url})) as client:
        client.acl_setuser(
            "managed", enabled=True, passwords=["+pw"], keys=["*"], categories=["+@all"], commands=["-config"]
        )
    url = redis_url.replace("redis://", "redis://managed:pw@")
    found = find("Redis", redis=RedisSettings.model_validate({"url": url}))
    # The test's own server keeps the default, which is noeviction.
    assert found.works, found


def test_a_check_that_breaks_is_a_finding_by_its_type_alone() -> None:
    broken = RedisSettings.model_construct(sentinels=None)  # type: ignore[arg-type]
    findings = list(
        run_checks(Settings.model_construct(**{**dict(Settings(_env_file=None)), "redis": broken}))
    )
    (redis,) = [finding for finding in findings if finding.part == "Redis"]
    assert (redis.works, redis.seen) == (False, "The check broke: AttributeError.")
    assert findings[-1].part == "Free disk space"


@pytest.mark.parametrize(
    ("redis", "s3", "protected"),
    [
        ("redis://127.0.0.1:6379/0", "http://localhost:9000", True),
        ("redis://[::1]:6379/0", "http://127.0.0.2:9000", True),
        ("rediss://cache.example:6379/0", "https://s3.example", True),
        ("unix:///run/redis.sock", None, True),
        ("redis://cache.example:6379/0", "https://s3.example", False),
        ("rediss://cache.example:6379/0", "http://s3.example", False),
    ],
)
def test_what_leaves_the_machine_must_be_encrypted(redis: str, s3: str | None, protected: bool) -> None:
    settings = Settings.model_validate({"redis": {"url": redis}, "s3": {"endpoint_url": s3}})
    if protected:
        assert check_encryption(settings)
    else:
        with pytest.raises(NotWorking, match="not encrypted"):
            check_encryption(settings)


def test_an_api_of_another_version_or_another_program_is_found() -> None:
    class Other(http.server.BaseHTTPRequestHandler):
        answers = iter([b'{"status": "ok", "version": "0.0.1"}', b"{}", b"<html>", b"<html>"])

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(next(self.answers))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        settings = Settings.model_validate({"client": {"url": f"http://127.0.0.1:{server.server_port}"}})
        with pytest.raises(NotWorking, match=r"version 0\.0\.1"):
            check_api(settings)
        with pytest.raises(NotWorking, match="No soapline API"):
            check_api(settings)
        server.shutdown()
        thread.join(10)


@pytest.mark.slow
def test_a_container_is_not_blamed_for_what_another_one_does() -> None:
    """Slow: nothing runs here, and each of three doctors waits for stores that do not answer."""
    settings = Settings.model_construct(**dict(Settings(_env_file=None)))

    def parts(*container: Literal["api", "worker"]) -> set[str]:
        return {finding.part for finding in run_checks(settings, *container)}

    assert parts() - parts("api") == {"ffmpeg", "Speech model", "Free disk space"}
    assert parts() - parts("worker") == {"API"}


def test_nobody_needs_a_worker_for_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other stages' workers are there; their queues are asked of real ones elsewhere."""
    present = Present(frozenset({"normalize", "transcribe", "write"}), {"all@here": __version__})
    monkeypatch.setattr(checks_of_peers, "call_roll", lambda _settings, seconds: present)
    assert check_workers(Settings(_env_file=None)).endswith("write; none serves deliver, which webhooks need")


def test_where_all_are_served_the_worker_of_webhooks_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    present = Present(frozenset(QUEUES), {"all@here": __version__})
    monkeypatch.setattr(checks_of_peers, "call_roll", lambda _settings, seconds: present)
    assert check_workers(Settings(_env_file=None)).endswith("normalize, transcribe, write, deliver")


def test_stages_without_a_worker_are_named(redis_url: str) -> None:
    settings = Settings.model_validate({"redis": {"url": redis_url}})
    with pytest.raises(NotWorking, match="serves normalize, transcribe, write, deliver"):
        check_workers(settings)


def test_where_nobody_named_a_server_the_stack_of_this_machine_is_the_remedy(tmp_path: Path) -> None:
    plan_stack(tmp_path)
    stopped, unset = read_settings(tmp_path / STACK_FILE), Settings(_env_file=None)
    for settings in (stopped, unset):
        found = next(finding for finding in run_checks(settings) if finding.part == "Redis")
        assert not found.works
        assert "soapline up" in found.mend
    deployed = find(
        "Redis", redis=RedisSettings.model_validate({"url": f"redis://{LOOPBACK}:{free_port()}/0"})
    )
    assert not deployed.works
    assert "soapline up" not in deployed.mend
