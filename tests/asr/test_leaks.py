from collections.abc import Iterator

import numpy as np

from pipeline.asr.leaks import FRAME, Leaks, find_leaks, without_leaks
from pipeline.asr.speech_file import SAMPLE_RATE, Samples

TURN = 2 * SAMPLE_RATE
LEAK = 0.1


def channels(*sides: int) -> Samples:
    """Turns of 2 s, each on one side (2: on both) and leaking into the other; shape (2, samples)."""
    voice = np.random.default_rng(5).normal(0, 0.1, (2, TURN)).astype(np.float32)
    gains = {
        0: np.array([[1, 0], [LEAK, 0]]),
        1: np.array([[0, LEAK], [0, 1]]),
        2: np.array([[1, 1], [1, 1]]),
    }
    return np.concatenate([gains[side].astype(np.float32) @ voice for side in sides], axis=1)


def blocks(samples: Samples, size: int = 4608) -> Iterator[Samples]:
    for start in range(0, samples.shape[1], size):
        yield samples[:, start : start + size]


def turns(leaks: Leaks, channel: int) -> list[float]:
    """Share of each turn, without its borders, that is a leak."""
    per_turn = leaks[:, channel].reshape(-1, TURN // FRAME)[:, 5:-5]
    return [float(share) for share in per_turn.mean(axis=1)]


def test_a_leak_is_found_on_the_other_channel_and_nowhere_else() -> None:
    leaks = find_leaks(blocks(channels(0, 1, 0, 1)))
    assert turns(leaks, 0) == [0, 1, 0, 1]
    assert turns(leaks, 1) == [1, 0, 1, 0]


def test_speakers_who_talk_at_once_are_both_kept() -> None:
    leaks = find_leaks(blocks(channels(0, 1, 2, 0)))
    assert turns(leaks, 0)[2] == turns(leaks, 1)[2] == 0


def test_leaks_are_silenced_and_the_voice_is_untouched() -> None:
    samples = channels(0, 1, 0, 1)
    leaks = find_leaks(blocks(samples))
    left = np.concatenate(list(without_leaks(blocks(samples, 1000), leaks, 0)))
    assert left.shape == (samples.shape[1],)
    assert np.array_equal(left[:TURN], samples[0, :TURN])
    assert not left[TURN + SAMPLE_RATE // 2 : 2 * TURN - SAMPLE_RATE // 2].any()


def test_a_speaker_s_first_sound_is_kept_right_after_the_other_s_last() -> None:
    leaks = find_leaks(blocks(channels(0, 1, 0, 1)))
    borders = [n * TURN // FRAME for n in (1, 3)]
    assert not any(leaks[border : border + 3, 1].any() for border in borders)


def test_a_leak_that_follows_a_pause_is_found_from_its_start() -> None:
    samples = np.concatenate([np.zeros((2, TURN), np.float32), channels(0, 1)], axis=1)
    assert find_leaks(blocks(samples))[TURN // FRAME : TURN // FRAME + 5, 1].all()


def test_nothing_leaks_into_an_empty_recording() -> None:
    assert find_leaks(iter([])).shape == (0, 2)
