import random
from array import array
from itertools import chain

import pytest

from pipeline.audio.channels import Arrangement, ChannelMeter
from tests.audio.recordings import voice_pcm

TURN = 3


def samples(pcm: bytes) -> list[float]:
    return list(array("h", pcm))


def noise(count: int, amplitude: int = 20) -> list[float]:
    source = random.Random(3)
    return [source.uniform(-amplitude, amplitude) for _ in range(count)]


@pytest.fixture(scope="module")
def turns() -> tuple[list[float], list[float]]:
    """Two speakers who take turns of 3 s for 24 s."""
    voice, pause = samples(voice_pcm(TURN)), [0.0] * (TURN * 16_000)
    one, other = (voice + pause) * 4, (pause + [0.7 * sample for sample in voice]) * 4
    return [a + b for a, b in zip(one, noise(len(one)), strict=True)], other


def mixed(one: list[float], other: list[float], db: float) -> list[float]:
    """One channel, with the other leaking in at so many decibels."""
    gain = 10 ** (db / 20)
    return [a + gain * b for a, b in zip(one, other, strict=True)]


def arrangement(left: list[float], right: list[float]) -> Arrangement:
    meter = ChannelMeter()
    both = array("h", (round(sample) for sample in chain.from_iterable(zip(left, right, strict=True))))
    for start in range(0, len(both), 2 * 96_000):
        meter.add(both[start : start + 2 * 96_000].tobytes(), 2)
    return meter.arrangement()


@pytest.mark.parametrize("leak", [-60, -30, -20, -15])
def test_a_voice_of_its_own_on_each_channel_is_kept(
    turns: tuple[list[float], list[float]], leak: float
) -> None:
    one, other = turns
    assert arrangement(mixed(one, other, leak), mixed(other, one, leak)) is Arrangement.KEPT


def test_a_channel_may_be_much_quieter_than_the_other(turns: tuple[list[float], list[float]]) -> None:
    one, other = turns
    assert arrangement(one, [sample / 10 for sample in mixed(other, one, -20)]) is Arrangement.KEPT


@pytest.mark.parametrize("apart", [0, -3, -8])
def test_one_room_on_both_channels_is_mixed(turns: tuple[list[float], list[float]], apart: float) -> None:
    one, other = turns
    assert arrangement(mixed(one, other, apart), mixed(other, one, apart)) is Arrangement.MIXED


def test_a_channel_with_nothing_but_hum_is_mixed(turns: tuple[list[float], list[float]]) -> None:
    one, other = turns
    assert arrangement(mixed(one, other, 0), noise(len(one), 100)) is Arrangement.MIXED


def test_channels_of_opposite_phase_are_not_mixed(turns: tuple[list[float], list[float]]) -> None:
    room = mixed(*turns, 0)
    assert arrangement(room, [-sample for sample in room]) is Arrangement.LEFT


def test_each_kept_channel_has_a_level_of_its_own(turns: tuple[list[float], list[float]]) -> None:
    meter = ChannelMeter()
    both = array("h", (round(sample) for sample in chain.from_iterable(zip(*turns, strict=True))))
    meter.add(both.tobytes(), 2)
    left, right = (level.dbfs for level in meter.speech())
    assert left - right == pytest.approx(3.1, abs=0.3)


def test_a_decoder_stopped_within_a_sample_does_no_harm() -> None:
    meter = ChannelMeter()
    meter.add(bytes(4 * 16_000 + 3), 2)
    assert meter.speech() == []
