"""From a speech file to its transcript."""

from collections.abc import Callable
from pathlib import Path

from pipeline.asr.batcher import Batcher
from pipeline.asr.channels import recording_windows, voices_apart
from pipeline.asr.decoder import Decoder
from pipeline.asr.recording import HeardWindow, Recording
from pipeline.asr.segments import segment, sentences
from pipeline.asr.speech_file import open_speech
from pipeline.models import Priority, Transcript, Word


def transcribe(
    speech: Path,
    decoder: Decoder,
    batcher: Batcher,
    on_progress: Callable[[float], None],
    priority: Priority,
    cancelled: Callable[[], bool],
) -> Transcript:
    """Transcribe one recording through the shared batcher; see `SpeechModel.transcribe`."""
    options = decoder.options
    with open_speech(speech) as opened:
        duration = opened.duration
    windows = recording_windows(speech, options.window_seconds, apart=voices_apart(speech))
    recording = Recording(batcher, decoder, priority, cancelled, options.language)
    spoken: list[list[Word]] = []
    warnings: list[str] = []
    for heard in recording.hear(windows):
        spoken += sentences(heard.words)
        warnings += [_lost(heard)] if heard.lost else []
        on_progress(min(1.0, heard.window.end / duration))
    on_progress(1.0)
    spoken.sort(key=lambda words: words[0].start)
    return Transcript(
        language=recording.language or "en",
        duration=duration,
        model=options.name,
        segments=[segment(words, number) for number, words in enumerate(spoken, 1)],
        warnings=warnings,
    )


def _lost(heard: HeardWindow) -> str:
    start, end = (
        f"{int(time) // 60}:{int(time) % 60:02d}" for time in (heard.window.start, heard.window.end)
    )
    return f"Speech between {start} and {end} could not be made out and was left out."
