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
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="Audio files: MP3, M4A, WAV, OGG, WebM, FLAC."
        ),
    ],
    form: Annotated[
        TranscriptFormat,
        typer.Option("--format", help="text: a line a sentence; json: everything; srt, vtt: subtitles."),
    ] = TranscriptFormat.TEXT,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output", file_okay=False, help="Folder for one file a recording; else all are printed."
        ),
    ] = None,
) -> None:
    """Transcribe recordings on this machine: nothing is sent anywhere, no server is needed.

    Several recordings go through the model together, in any format that the service accepts. Lines begin
    with `Clinician:` or `Patient:` where the speaker can be told. A speaker on each of two channels is
    heard for himself; so record that way if you can.

    [bold]Examples[/bold]

    soapline transcribe visit.mp3

    soapline transcribe --format vtt --output captions monday/*.m4a

    soapline transcribe --format json visit.wav > visit.json    (times and probability of every word)

    SOAPLINE_ASR_LANGUAGE=de soapline transcribe besuch.mp3    (all of SOAPLINE_ASR_*: soapline doctor
    --settings)

    Exits with 1 if any could not be transcribed; the others are written all the same.
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
            for warning in transcript.warnings:
                err.print(f"{recording.name}: {warning}", markup=False)
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
        measured = normalize_audio(
            recording,
            flac,
            audio_format=audio_format,
            ffmpeg=find_ffmpeg(audio.ffmpeg),
            limits=decode_limits(audio),
            level=LevelPolicy(quiet_dbfs=audio.quiet_dbfs, target_dbfs=audio.target_dbfs),
            on_progress=lambda done: report(NORMALIZED * done),
        )
        transcript = model.transcribe(
            flac, on_progress=lambda done: report(NORMALIZED + (1 - NORMALIZED) * done)
        )
    return transcript.model_copy(update={"warnings": [*measured.warnings, *transcript.warnings]})


def _write(text: str, recording: Path, form: TranscriptFormat, folder: Path | None) -> None:
    if folder is None:
        print(text, end="")
        return
    folder.mkdir(parents=True, exist_ok=True)
    suffix = ".txt" if form is TranscriptFormat.TEXT else f".{form.value}"
    (folder / recording.name).with_suffix(suffix).write_text(text, encoding="utf-8")
