"""From a speech file to its transcript."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.asr.batcher import Batcher
from pipeline.asr.channels import recording_windows
from pipeline.asr.decoder import Decoder
from pipeline.asr.recording import HeardWindow, Recording
from pipeline.asr.segments import segment, sentences
from pipeline.asr.speakers import Said, said, speakers
from pipeline.asr.speech_file import open_speech
from pipeline.asr.windows import Window
from pipeline.models import Priority, Speaker, Transcript, Word

log = logging.getLogger(__name__)


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
        apart = options.diarize and opened.channels > 1
    windows = recording_windows(speech, options.window_seconds, apart=apart)
    recording = Recording(batcher, decoder, priority, cancelled, options.language)
    spoken: list[Said] = []
    warnings: list[str] = []
    done = 0.0
    for heard in recording.hear(windows):
        spoken += [_said(heard.window, words, voiced=options.diarize) for words in sentences(heard.words)]
        warnings += [_lost(heard)] if heard.lost else []
        # Windows of two channels begin in order but do not end in order.
        done = max(done, min(1.0, heard.window.end / duration))
        on_progress(done)
    on_progress(1.0)
    spoken.sort(key=lambda one: one.words[0].start)
    told = _speakers(spoken, warnings) if options.diarize else [Speaker.UNKNOWN] * len(spoken)
    return Transcript(
        language=recording.language or "en",
        duration=duration,
        model=options.name,
        segments=[
            segment(one.words, number, speaker)
            for number, (one, speaker) in enumerate(zip(spoken, told, strict=True), 1)
        ],
        warnings=warnings,
    )


def _said(window: Window, words: Sequence[Word], *, voiced: bool) -> Said:
    """One sentence with the voice that said it; without the voice where that breaks."""
    try:
        return said(window, words, voiced=voiced)
    except Exception as failure:  # noqa: BLE001 - no failure here may cost the transcript
        log.warning("a voice could not be measured: %s", type(failure).__name__)
        return said(window, words, voiced=False)


def _speakers(spoken: list[Said], warnings: list[str]) -> list[Speaker]:
    """Tell the speakers; where that breaks, the transcript goes on without them."""
    try:
        return speakers(spoken)
    except Exception as failure:  # noqa: BLE001 - no failure here may cost the transcript
        log.warning("speakers could not be told: %s", type(failure).__name__)
        warnings.append("The speakers could not be told apart.")
        return [Speaker.UNKNOWN] * len(spoken)


def _lost(heard: HeardWindow) -> str:
    start, end = (
        f"{int(time) // 60}:{int(time) % 60:02d}" for time in (heard.window.start, heard.window.end)
    )
    return f"Speech between {start} and {end} could not be made out and was left out."
