"""transcribe: speech -> transcript."""

import time
from pathlib import Path

from pipeline.asr import ModelOptions, SpeechModel, locate_weights
from pipeline.metrics.instruments import audio_finished
from pipeline.models import Stage
from pipeline.settings import Settings
from pipeline.stages.folders import private_folder
from pipeline.stages.work import (
    Workbench,
    drop_if_deleted,
    missing_input,
    open_request,
    report_progress,
)


def find_weights(settings: Settings) -> str:
    """Folder of the configured model's weights, joined from packages at the first use.

    Raises a `SoaplineError` that says how to get the weights where they are missing.
    """
    asr = settings.asr
    return locate_weights(asr.model, settings.local.dir / "models", allow_download=asr.allow_download)


def load_speech_model(settings: Settings) -> SpeechModel:
    """The configured speech model, ready to use; a process loads it once.

    Raises a `SoaplineError` that says how to get the weights where they are missing.
    """
    asr = settings.asr
    return SpeechModel.load(
        ModelOptions(
            path=find_weights(settings),
            name=Path(asr.model).name,
            device=asr.device,
            compute_type=asr.compute_type,
            threads=asr.threads,
            beam_size=asr.beam_size,
            language=asr.language or None,
            prompt=asr.prompt,
            window_seconds=asr.window_seconds,
            batch_size=asr.batch_size,
            max_windows=asr.max_windows,
            trim_vocabulary=asr.trim_vocabulary,
            diarize=asr.diarize,
        )
    )


def transcribe(bench: Workbench, model: SpeechModel, note_id: str) -> None:
    """Write down what was said, once.

    Raises `NoteEnded`, `LeaseLost`, `Retryable` or `Permanent` (``NO_SPEECH`` where no words were found).
    """
    request = open_request(bench, note_id)
    report = report_progress(bench, note_id, Stage.TRANSCRIBING)
    report(0)
    done = bench.archive.get_transcript(note_id)
    if done is not None:
        bench.board.hand_on(bench.lease.fence, "write", done.duration)
        return
    began = time.perf_counter()
    with private_folder() as folder:
        flac = folder / "speech.flac"
        measured = bench.archive.get_speech(note_id)
        if measured is None or not bench.archive.fetch_speech(note_id, flac):
            raise missing_input("speech")
        transcript = model.transcribe(flac, on_progress=report, priority=request.options.priority)
    warnings = [*measured.warnings, *transcript.warnings]
    bench.lease.check()
    bench.archive.put_transcript(note_id, transcript.model_copy(update={"warnings": warnings}))
    audio_finished(Stage.TRANSCRIBING, measured.duration, time.perf_counter() - began)
    drop_if_deleted(bench, note_id)
    bench.board.hand_on(bench.lease.fence, "write", measured.duration)
