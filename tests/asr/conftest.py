"""Real speech and a real model for the transcription tests."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from pipeline.asr import ModelOptions, SpeechModel, locate_weights


@pytest.fixture(scope="session")
def to_speech(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Convert a recording, or ffmpeg's description of one, to a 16 kHz FLAC; arguments say which part."""
    folder = tmp_path_factory.mktemp("speech")
    made = iter(range(10**6))

    def convert(recording: Path, *arguments: str, channels: int = 1, filters: str = "anull") -> Path:
        target = folder / f"{next(made)}.flac"
        source = ["-f", "lavfi"] if "=" in recording.name else []
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, *arguments, "-i", str(recording)]
        subprocess.run(
            [
                *command,
                "-af",
                filters,
                "-ac",
                str(channels),
                "-ar",
                "16000",
                "-sample_fmt",
                "s16",
                str(target),
            ],
            check=True,
        )
        return target

    return convert


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return locate_weights("tiny.en", tmp_path_factory.mktemp("weights"), allow_download=False)


@pytest.fixture(scope="session")
def tiny_model(tiny_folder: str) -> SpeechModel:
    return SpeechModel.load(ModelOptions(path=tiny_folder, name="tiny.en", device="cpu"))


@pytest.fixture(scope="session")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return locate_weights("base", tmp_path_factory.mktemp("weights"), allow_download=False)


@pytest.fixture(scope="session")
def base_model(base_folder: str) -> SpeechModel:
    return SpeechModel.load(ModelOptions(path=base_folder, device="cpu"))
