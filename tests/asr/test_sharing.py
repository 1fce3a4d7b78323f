"""Many recordings in one model: what befalls one leaves the others as they were."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from pipeline.asr import SpeechModel
from pipeline.asr.channels import recording_windows
from pipeline.asr.features import Sound
from pipeline.asr.recording import Cancelled
from pipeline.asr.utterance import Utterance
from pipeline.errors import Permanent, Retryable
from pipeline.models import Transcript

CLIPS = 12
DISTURBED = 6


class Deleted(Exception):
    """What a stage raises from its progress report when the note is gone."""


@pytest.fixture(scope="module")
def clips(evaluation_data: Path, to_speech: Callable[..., Path]) -> list[Path]:
    """Clips of 4 to 10 s from four encounters."""
    sources = sorted((evaluation_data / "encounters").glob("*.mp3"))[:4]
    return [
        to_speech(sources[n % 4], "-ss", str(90 + 25 * (n // 4)), "-t", str(4 + n / 2)) for n in range(CLIPS)
    ]


@pytest.fixture(scope="module")
def undisturbed(tiny_model: SpeechModel, clips: list[Path]) -> list[str]:
    """Digest of each clip's transcript, made alone."""
    return [digest(plain(tiny_model, clip)()) for clip in clips]


def digest(transcript: Transcript) -> str:
    """Stands for the transcript's bytes, so that a failing test prints none of them."""
    return hashlib.sha256(transcript.model_dump_json().encode()).hexdigest()


def plain(model: SpeechModel, clip: Path) -> Callable[[], Transcript]:
    return lambda: model.transcribe(clip, on_progress=lambda _: None)


def ended(
    model: SpeechModel, clips: list[Path], undisturbed: list[str], job: Callable[[], Transcript]
) -> BaseException | None:
    """Run all clips together, ``job`` in place of one; check the other eleven, and say how it ended."""
    jobs = [plain(model, clip) for clip in clips]
    jobs[DISTURBED] = job
    with ThreadPoolExecutor(CLIPS) as pool:
        done = [pool.submit(one) for one in jobs]
    others = set(range(CLIPS)) - {DISTURBED}
    assert [digest(done[n].result()) for n in others] == [undisturbed[n] for n in others]
    return done[DISTURBED].exception()


def test_a_cancelled_recording_leaves_the_other_eleven_byte_equal(
    tiny_model: SpeechModel, clips: list[Path], undisturbed: list[str]
) -> None:
    asked = count(1)

    def cancelled_in_flight() -> bool:
        """Asked before the window goes to the model, and again while it is there."""
        return next(asked) > 1

    how = ended(
        tiny_model,
        clips,
        undisturbed,
        lambda: tiny_model.transcribe(
            clips[DISTURBED], on_progress=lambda _: None, cancelled=cancelled_in_flight
        ),
    )
    assert isinstance(how, Cancelled)


def test_a_deleted_recording_leaves_the_other_eleven_byte_equal(
    tiny_model: SpeechModel, clips: list[Path], undisturbed: list[str]
) -> None:
    def deleted(_: float) -> None:
        raise Deleted

    how = ended(
        tiny_model,
        clips,
        undisturbed,
        lambda: tiny_model.transcribe(clips[DISTURBED], on_progress=deleted),
    )
    assert isinstance(how, Deleted)


def test_a_damaged_recording_leaves_the_other_eleven_byte_equal(
    tiny_model: SpeechModel, clips: list[Path], undisturbed: list[str], tmp_path: Path
) -> None:
    damaged = tmp_path / "speech.flac"
    whole = clips[DISTURBED].read_bytes()
    damaged.write_bytes(whole[:1000] + b"\0" * (len(whole) - 1000))
    how = ended(tiny_model, clips, undisturbed, plain(tiny_model, damaged))
    assert isinstance(how, Permanent)


def test_a_recording_that_crashes_the_model_leaves_the_other_eleven_byte_equal(
    tiny_model: SpeechModel, clips: list[Path], undisturbed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its window fails every batch that it is in; the others are decoded without it."""
    decode = tiny_model._decoder.decode
    poison = {window.seconds for window in recording_windows(clips[DISTURBED], 20, apart=False)}
    crashes: list[int] = []

    def crashing(sounds: Sequence[Sound]) -> list[Utterance]:
        if any(sound.seconds in poison for sound in sounds):
            crashes.append(len(sounds))
            raise RuntimeError("the model failed")
        return decode(sounds)

    monkeypatch.setattr(tiny_model._decoder, "decode", crashing)
    how = ended(tiny_model, clips, undisturbed, plain(tiny_model, clips[DISTURBED]))
    assert isinstance(how, Retryable)
    assert 1 in crashes
