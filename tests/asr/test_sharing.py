"""Many recordings in one model: what befalls one leaves the others as they were."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.asr import SpeechModel
from pipeline.asr.recording import Cancelled
from pipeline.errors import Permanent
from pipeline.models import Transcript

CLIPS = 12


class Deleted(Exception):
    """What a stage raises from its progress report when the note is gone."""


@pytest.fixture(scope="module")
def clips(evaluation_data: Path, to_speech: Callable[..., Path]) -> list[Path]:
    """Clips of 4 to 10 s from four encounters."""
    sources = sorted((evaluation_data / "encounters").glob("*.mp3"))[:4]
    return [
        to_speech(sources[n % 4], "-ss", str(90 + 25 * (n // 4)), "-t", str(4 + n / 2)) for n in range(CLIPS)
    ]


def refuse(_: float) -> None:
    raise Deleted


def run_together(jobs: list[Callable[[], Transcript]]) -> list[Future[Transcript]]:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [pool.submit(job) for job in jobs]


def digest(transcript: Transcript) -> str:
    """Stands for the transcript's bytes, so that a failing test prints none of them."""
    return hashlib.sha256(transcript.model_dump_json().encode()).hexdigest()


def plain(model: SpeechModel, clip: Path) -> Callable[[], Transcript]:
    return lambda: model.transcribe(clip, on_progress=lambda _: None)


def test_a_cancelled_a_deleted_and_a_broken_recording_leave_the_others_byte_equal(
    tiny_model: SpeechModel, clips: list[Path], tmp_path: Path
) -> None:
    alone = [digest(plain(tiny_model, clip)()) for clip in clips]
    broken = tmp_path / "speech.flac"
    whole = clips[9].read_bytes()
    broken.write_bytes(whole[:1000] + b"\0" * (len(whole) - 1000))
    begun = threading.Event()
    jobs = [plain(tiny_model, clip) for clip in clips]
    jobs[3] = lambda: tiny_model.transcribe(clips[3], on_progress=lambda _: None, cancelled=begun.is_set)
    jobs[6] = lambda: tiny_model.transcribe(clips[6], on_progress=refuse)
    jobs[9] = lambda: tiny_model.transcribe(broken, on_progress=lambda _: None)
    begun.set()
    done = run_together(jobs)

    with pytest.raises(Cancelled):
        done[3].result()
    with pytest.raises(Deleted):
        done[6].result()
    with pytest.raises(Permanent):
        done[9].result()
    for number in set(range(CLIPS)) - {3, 6, 9}:
        assert digest(done[number].result()) == alone[number]
