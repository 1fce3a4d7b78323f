from pathlib import Path

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from pipeline.asr.features import levelled
from pipeline.asr.speech_file import Samples

RATE = 16_000


@pytest.fixture(scope="module")
def speech(sample: Path) -> Samples:
    heard: Samples = decode_audio(str(sample))[: 10 * RATE]
    return heard


@pytest.mark.parametrize("decibels", [-30, -6, 12])
def test_speech_of_any_level_reaches_the_model_alike(speech: Samples, decibels: int) -> None:
    louder = speech * np.float32(10 ** (decibels / 20))
    assert np.allclose(levelled(louder), levelled(speech), rtol=1e-3, atol=1e-6)


def test_a_pause_does_not_make_the_speech_louder(speech: Samples) -> None:
    paused = np.concatenate([speech, np.zeros(5 * RATE, np.float32)])
    assert np.allclose(levelled(paused)[: len(speech)], levelled(speech), rtol=0.05)


def test_a_slammed_door_does_not_make_the_speech_quieter(speech: Samples) -> None:
    slam, later = slice(RATE, RATE + RATE // 10), slice(2 * RATE, None)
    quiet = speech * np.float32(0.02)
    quiet[slam] = 0.9
    assert np.allclose(levelled(quiet)[later], levelled(speech)[later], rtol=0.1, atol=1e-4)


def test_silence_stays_silent_and_a_faint_noise_faint() -> None:
    assert not levelled(np.zeros(RATE, np.float32)).any()
    faint = np.random.default_rng(1).standard_normal(RATE).astype(np.float32) * 1e-5
    assert np.abs(levelled(faint)).max() < 0.01


def test_less_than_a_frame_is_left_as_it_is() -> None:
    assert levelled(np.ones(10, np.float32)).tolist() == [1.0] * 10
