import random
import struct
from array import array

import pytest

from pipeline.audio.level import LevelMeter, LevelPolicy, SpeechLevel
from tests.audio.recordings import voice_pcm


def measure(*pieces: bytes) -> SpeechLevel | None:
    meter = LevelMeter()
    for piece in pieces:
        meter.add(piece)
    return meter.speech()


def noise(amplitude: int, seconds: float) -> bytes:
    source = random.Random(7)
    return array("h", (source.randint(-amplitude, amplitude) for _ in range(int(16_000 * seconds)))).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(int(32_000 * seconds))


def speech(volume: str = "0dB") -> bytes:
    return voice_pcm(volume=volume)


def level(*pieces: bytes) -> float:
    found = measure(*pieces)
    assert found is not None
    return found.dbfs


def test_pauses_do_not_lower_the_level_of_speech() -> None:
    assert level(speech(), silence(600)) == pytest.approx(level(speech()), abs=0.5)


def test_a_slammed_door_does_not_raise_the_level_of_quiet_speech() -> None:
    door = noise(32_000, 0.15)
    assert level(speech("-30dB"), door) == pytest.approx(level(speech("-30dB")), abs=1)


def test_room_noise_far_below_the_speech_does_not_count() -> None:
    assert level(speech(), noise(100, 6)) == pytest.approx(level(speech()), abs=0.5)


def test_the_level_follows_the_volume() -> None:
    assert level(speech("-20dB")) == pytest.approx(level(speech()) - 20, abs=0.2)


def test_speech_seconds_are_those_of_the_sound_not_of_the_pauses() -> None:
    found = measure(speech(), silence(10))
    assert found is not None
    assert found.seconds == pytest.approx(6 * 0.8 / 1.2, abs=0.4)


def test_pieces_measure_like_the_whole() -> None:
    whole = speech()
    pieces = [whole[at : at + 32_000] for at in range(0, len(whole), 32_000)]
    assert measure(*pieces) == measure(whole)


@pytest.mark.parametrize(
    "pcm",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(silence(5), id="digital silence"),
        pytest.param(noise(1, 5), id="dither"),
        pytest.param(noise(5, 5), id="a muted input"),
        pytest.param(silence(5) + struct.pack("<h", 32_000) * 800 + silence(5), id="one click"),
    ],
)
def test_silence_holds_no_speech(pcm: bytes) -> None:
    assert measure(pcm) is None


def test_very_quiet_speech_is_speech() -> None:
    assert level(speech("-50dB")) < -60


def test_only_quiet_speech_is_raised_and_just_to_the_target() -> None:
    policy = LevelPolicy(quiet_dbfs=-25, target_dbfs=-20)
    assert policy.gain_db(-24.9) == 0
    assert policy.gain_db(-10) == 0
    assert policy.gain_db(-25.1) == pytest.approx(5.1)
    assert policy.gain_db(-60) == pytest.approx(40)
