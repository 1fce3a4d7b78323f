"""normalize: audio -> speech."""

import time
from contextlib import suppress

from pipeline.audio.decoder import DecodeLimits, find_ffmpeg
from pipeline.audio.formats import AudioFormat
from pipeline.audio.speech import LevelPolicy, normalize_audio
from pipeline.errors import Retryable
from pipeline.metrics.instruments import audio_finished
from pipeline.models import Stage
from pipeline.settings import AudioSettings
from pipeline.stages.folders import private_folder
from pipeline.stages.work import (
    Workbench,
    drop_if_deleted,
    missing_input,
    open_request,
    report_progress,
)


def normalize(bench: Workbench, note_id: str) -> None:
    """Turn the upload into 16 kHz mono speech, once.

    Raises `NoteEnded`, `LeaseLost`, `Retryable` (a store is away) or `Permanent` (what is
    wrong with the recording).
    """
    request = open_request(bench, note_id)
    report = report_progress(bench, note_id, Stage.NORMALIZING)
    report(0)
    done = bench.archive.get_speech(note_id)
    if done is not None:
        bench.board.hand_on(bench.lease.fence, "transcribe", done.duration)
        return
    began, audio = time.perf_counter(), bench.settings.audio
    with private_folder() as folder:
        source, flac = folder / "audio", folder / "speech.flac"
        if not bench.archive.fetch_audio(note_id, source):
            raise missing_input("audio")
        speech = normalize_audio(
            source,
            flac,
            audio_format=AudioFormat(request.audio_format),
            ffmpeg=find_ffmpeg(audio.ffmpeg),
            limits=decode_limits(audio),
            level=LevelPolicy(quiet_dbfs=audio.quiet_dbfs, target_dbfs=audio.target_dbfs),
            on_progress=report,
        )
        bench.lease.check()
        bench.archive.put_speech(note_id, flac, speech)
    # A count that is lost with Redis is worth less than the note.
    if bench.audio_meter is not None and request.key_id:
        with suppress(Retryable):
            bench.audio_meter.add(request.key_id, speech.duration)
    audio_finished(Stage.NORMALIZING, speech.duration, time.perf_counter() - began)
    drop_if_deleted(bench, note_id)
    bench.board.measured(request, speech.duration)
    bench.board.hand_on(bench.lease.fence, "transcribe", speech.duration)


def decode_limits(audio: AudioSettings) -> DecodeLimits:
    """The decoder's limits from settings."""
    return DecodeLimits(
        max_seconds=audio.max_seconds,
        min_seconds=audio.min_seconds,
        wall_seconds=audio.time_limit,
        cpu_seconds=audio.cpu_limit,
        memory_bytes=audio.memory_limit,
    )
