"""Recordings as the service's own normalization and speech model write them down."""

import os
import tempfile
from pathlib import Path

from pipeline.asr import SpeechModel
from pipeline.audio.decoder import find_ffmpeg
from pipeline.audio.formats import AudioFormat
from pipeline.audio.speech import LevelPolicy, normalize_audio
from pipeline.models import Transcript
from pipeline.settings import Settings
from pipeline.stages.normalize import decode_limits
from pipeline.stages.transcribe import load_speech_model


def data_folder() -> Path:
    beside = Path(__file__).parents[3] / "shared" / "data"
    return Path(os.environ.get("SOAPLINE_EVAL_DATA", beside))


def load() -> SpeechModel:
    return load_speech_model(Settings())


def transcribe(recording: Path, model: SpeechModel) -> Transcript:
    audio = Settings().audio
    with tempfile.TemporaryDirectory() as folder:
        flac = Path(folder) / "speech.flac"
        normalize_audio(
            recording,
            flac,
            audio_format=AudioFormat.MP4 if recording.suffix == ".m4a" else AudioFormat.MP3,
            ffmpeg=find_ffmpeg(audio.ffmpeg),
            limits=decode_limits(audio),
            level=LevelPolicy(quiet_dbfs=audio.quiet_dbfs, target_dbfs=audio.target_dbfs),
            on_progress=lambda _: None,
        )
        return model.transcribe(flac, on_progress=lambda _: None)
