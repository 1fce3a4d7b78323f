import sys
from pathlib import Path

import pytest

from pipeline.checks import Finding, run_checks
from pipeline.redis_link import connect
from pipeline.settings import AudioSettings, RedisSettings, Settings


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
    broken = RedisSettings.model_construct(url=None, status_ttl_margin=1)  # type: ignore[arg-type]
    findings = list(
        run_checks(Settings.model_construct(**{**dict(Settings(_env_file=None)), "redis": broken}))
    )
    (redis,) = [finding for finding in findings if finding.part == "Redis"]
    assert (redis.works, redis.seen) == (False, "The check broke: AttributeError.")
    assert findings[-1].part == "Free disk space"
