"""`soapline transcribe`: the transcript alone, made here, without a server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.cli.console import err, show_error
from pipeline.configuration import load_settings
from pipeline.errors import SoaplineError
from pipeline.models import Transcript
from pipeline.settings import Settings

if TYPE_CHECKING:  # slow to import, and other commands must not wait for it
    from pipeline.asr import SpeechModel

AT_ONCE = 8
# Normalization's share of a bar; the rest is the model's.
NORMALIZED = 0.05


class TranscriptFormat(StrEnum):
    """How a transcript is written."""

    TEXT = "text"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"


def transcribe(
    recordings: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="Audio files.")
    ],
    form: Annotated[
        TranscriptFormat, typer.Option("--format", help="How transcripts are written.")
    ] = TranscriptFormat.TEXT,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output", file_okay=False, help="Folder for one file a recording; else all are printed."
        ),
    ] = None,
) -> None:
    """Transcribe recordings on this machine, several in the model at once.

    Exits with 1 if any could not be transcribed.
    """
    from pipeline.cli.subtitles import FORMATS
    from pipeline.stages.transcribe import load_speech_model

    settings = load_settings()
    made = transcribe_all(load_speech_model(settings), settings, recordings)
    for recording, transcript in zip(recordings, made, strict=True):
        if isinstance(transcript, SoaplineError):
            err.print(recording.name, markup=False, style="bold")
            show_error(transcript)
        else:
            _write(FORMATS[form](transcript), recording, form, folder)
    if any(isinstance(one, SoaplineError) for one in made):
        raise typer.Exit(1)


def transcribe_all(
    model: "SpeechModel", settings: Settings, recordings: list[Path]
) -> list[Transcript | SoaplineError]:
    """Transcripts in the order of the recordings, or why there is none; a progress bar each."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        bars = [progress.add_task(path.name, total=1.0) for path in recordings]

        def one(recording: Path, bar: TaskID) -> Transcript | SoaplineError:
            try:
                return _transcribed(
                    model, settings, recording, lambda done: progress.update(bar, completed=done)
                )
            except SoaplineError as error:
                return error

        with ThreadPoolExecutor(min(AT_ONCE, len(recordings))) as pool:
            return list(pool.map(one, recordings, bars))


def _transcribed(
    model: "SpeechModel", settings: Settings, recording: Path, report: Callable[[float], None]
) -> Transcript:
    from pipeline.audio.decoder import find_ffmpeg
    from pipeline.audio.formats import HEAD_BYTES, judge_format
    from pipeline.audio.speech import LevelPolicy, normalize_audio
    from pipeline.stages.folders import private_folder
    from pipeline.stages.normalize import decode_limits

    audio = settings.audio
    with recording.open("rb") as opened:
        audio_format = judge_format(opened.read(HEAD_BYTES))
    with private_folder() as folder:
        flac = folder / "speech.flac"
        normalize_audio(
            recording,
            flac,
            audio_format=audio_format,
            ffmpeg=find_ffmpeg(audio.ffmpeg),
            limits=decode_limits(audio),
            level=LevelPolicy(quiet_dbfs=audio.quiet_dbfs, target_dbfs=audio.target_dbfs),
            on_progress=lambda done: report(NORMALIZED * done),
        )
        return model.transcribe(flac, on_progress=lambda done: report(NORMALIZED + (1 - NORMALIZED) * done))


def _write(text: str, recording: Path, form: TranscriptFormat, folder: Path | None) -> None:
    if folder is None:
        print(text, end="")
        return
    folder.mkdir(parents=True, exist_ok=True)
    suffix = ".txt" if form is TranscriptFormat.TEXT else f".{form.value}"
    (folder / recording.name).with_suffix(suffix).write_text(text, encoding="utf-8")
