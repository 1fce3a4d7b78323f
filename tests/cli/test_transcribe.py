"""The whole command, with the small model on real speech."""

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.models import Transcript
from tests.conftest import SOAPLINE


@pytest.fixture
def recordings(evaluation_data: Path, tmp_path: Path) -> list[Path]:
    """Eleven seconds of speech, and a file that is no recording."""
    text = tmp_path / "letter.mp3"
    text.write_text("This is no recording. " * 100)
    return [evaluation_data / "dictation" / "jfk.flac", text]


def run(folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    variables = {"SOAPLINE_LOCAL_DIR": str(folder / "data"), "SOAPLINE_ASR_MODEL": "tiny.en"}
    return subprocess.run(
        [SOAPLINE, "transcribe", *arguments],
        env=os.environ | variables,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_file_that_is_no_recording_does_not_keep_the_others_from_being_written(
    tmp_path: Path, recordings: list[Path]
) -> None:
    done = run(tmp_path, "--format", "json", "--output", tmp_path / "out", *recordings)
    assert done.returncode == 1
    assert "UNSUPPORTED_MEDIA_TYPE" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["jfk.json"]
    transcript = Transcript.model_validate_json((tmp_path / "out" / "jfk.json").read_bytes())
    assert len([word for segment in transcript.segments for word in segment.words]) == 22


def test_help_shows_how_it_is_used(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help").stdout
    assert "soapline transcribe visit.mp3" in shown
    assert "SOAPLINE_ASR_" in shown
