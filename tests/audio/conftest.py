from pathlib import Path

import pytest


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    """Where the speech goes: a folder of its own, to see what is left behind in it."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "speech.flac"
