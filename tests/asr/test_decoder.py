from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from pipeline.asr import ModelOptions
from pipeline.asr.decoder import Decoder
from pipeline.asr.features import Sound
from pipeline.asr.utterance import Utterance

RATE = 16_000


@pytest.fixture(scope="module")
def decoder(tiny_folder: str) -> Decoder:
    return Decoder(ModelOptions(path=tiny_folder, device="cpu", threads=2, prompt=""))


def in_noise(decoder: Decoder, recording: Path) -> Sound:
    """Ten seconds of speech under noise four times as loud."""
    speech = decode_audio(str(recording))[: 10 * RATE]
    level = 4 * float(np.sqrt(np.square(speech).mean()))
    noise = np.random.default_rng(6).standard_normal(len(speech)) * level
    heard = (speech + noise).astype(np.float32)
    return Sound(decoder.features(heard, full=True), 10.0, "en")


def test_a_doubtful_window_becomes_the_same_in_every_thread(decoder: Decoder, sample: Path) -> None:
    sound = in_noise(decoder, sample)
    assert decoder.decode([sound])[0].doubtful

    def again(_: int) -> Utterance | None:
        return decoder.decode_again(sound)

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(again, range(4))
    assert all(other == first for other in others)


def test_a_text_that_never_ends_is_cut_at_what_can_be_said_in_its_time(
    decoder: Decoder, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = decoder._tokenizer("en").eot
    monkeypatch.setattr(decoder, "_suppressed", [*decoder._suppressed, end])
    heard = decode_audio(str(sample))[: 9 * RATE]
    [found] = decoder.decode([Sound(decoder.features(heard), 9.0, "en")])
    # 9 s and the silence after it make a context of 12 s, and 8 tokens a second are allowed.
    assert len(found.tokens) == 12 * 8
