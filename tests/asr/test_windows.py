from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from faster_whisper.vad import VadOptions, get_speech_timestamps

from pipeline.asr.speech_file import SAMPLE_RATE, Samples, open_speech
from pipeline.asr.windows import Piece, Window, speech_windows


def blocks_of(samples: Samples, size: int = 4096) -> Iterator[Samples]:
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


@pytest.fixture(scope="module")
def conversation(evaluation_data: Path, to_speech: Callable[..., Path]) -> Samples:
    """Three minutes of two people talking, shape (samples,)."""
    path = to_speech(evaluation_data / "encounters" / "RES0205.mp3", "-ss", "60", "-t", "150")
    with open_speech(path) as speech:
        return np.concatenate([block[0] for block in speech.blocks()])


def test_windows_hold_the_recording_s_own_samples_in_order(conversation: Samples) -> None:
    windows = list(speech_windows(blocks_of(conversation), 20))
    assert len(windows) > 5
    end = 0
    for window in windows:
        assert window.seconds <= 20
        for piece in window.pieces:
            assert piece.start >= end
            end = piece.end
        whole = [conversation[piece.start : piece.end] for piece in window.pieces]
        assert np.array_equal(window.samples, np.concatenate(whole))


def test_streaming_finds_the_speech_that_the_whole_recording_shows(conversation: Samples) -> None:
    streamed, whole = np.zeros((2, len(conversation)), bool)
    for window in speech_windows(blocks_of(conversation), 20):
        for piece in window.pieces:
            streamed[piece.start : piece.end] = True
    options = VadOptions(max_speech_duration_s=20, min_silence_duration_ms=160, speech_pad_ms=400)
    for found in get_speech_timestamps(conversation, options):
        whole[found["start"] : found["end"]] = True
    assert (streamed == whole).mean() > 0.95


def test_silence_has_no_windows() -> None:
    assert list(speech_windows(blocks_of(np.zeros(70 * SAMPLE_RATE, np.float32)), 20)) == []


def test_nothing_at_all_has_no_windows() -> None:
    assert list(speech_windows(iter([]), 20)) == []


def test_word_times_skip_the_silence_between_pieces() -> None:
    rate = SAMPLE_RATE
    pieces = (Piece(10 * rate, 12 * rate), Piece(30 * rate, 33 * rate))
    window = Window(pieces, np.zeros(5 * rate, np.float32))
    assert window.span(0.5, 1.0) == pytest.approx((10.5, 11.0))
    assert window.span(2.5, 3.0) == pytest.approx((30.5, 31.0))
    assert window.span(1.5, 2.2) == pytest.approx((11.5, 12.0))
    assert (window.start, window.end, window.seconds) == (10.0, 33.0, 5.0)
