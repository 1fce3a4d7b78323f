"""Whisper's known failure is text for no speech: none may come of what holds no words."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.asr import ModelOptions, SpeechModel
from pipeline.errors import Permanent

SOUNDS = {
    "digital silence": "anullsrc=r=16000:cl=mono",
    "room tone at -60 dBFS": "anoisesrc=color=brown:r=16000:seed=1,lowpass=f=400,volume=-50dB",
    "room tone raised to -30 dBFS": "anoisesrc=color=brown:r=16000:seed=2,lowpass=f=400,volume=-20dB",
    "hiss": "anoisesrc=color=white:a=0.05:r=16000:seed=3",
    "mains hum": "aevalsrc=0.05*sin(2*PI*50*t)+0.03*sin(2*PI*150*t):s=16000",
    "a melody": "aevalsrc=0.2*sin(2*PI*220*exp(log(2)/12*floor(mod(2*t\\,8)*1.5))*t):s=16000",
    "a chord that swells": "aevalsrc=0.1*(sin(2*PI*220*t)+sin(2*PI*277*t))*(1+sin(t)):s=16000",
}


def assert_no_words(model: SpeechModel, speech: Path) -> None:
    with pytest.raises(Permanent) as refusal:
        model.transcribe(speech, on_progress=lambda _: None)
    assert refusal.value.code == "NO_SPEECH"


@pytest.mark.parametrize("sound", SOUNDS.values(), ids=SOUNDS)
def test_thirty_seconds_of_no_speech_have_no_words(
    base_model: SpeechModel, to_speech: Callable[..., Path], sound: str
) -> None:
    assert_no_words(base_model, to_speech(Path(sound), "-t", "30"))


@pytest.mark.parametrize("name", ["noise1.wav", "noise4.wav"])
def test_recorded_noise_has_no_words(
    base_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path], name: str
) -> None:
    assert_no_words(base_model, to_speech(evaluation_data / "noise" / name))


def test_silence_around_speech_adds_no_words(
    base_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    silence = "adelay=15000:all=1,apad=pad_dur=15"
    speech = to_speech(evaluation_data / "dictation" / "jfk.flac", filters=silence)
    plain = to_speech(evaluation_data / "dictation" / "jfk.flac")
    told = [base_model.transcribe(one, on_progress=lambda _: None) for one in (plain, speech)]
    texts = [" ".join(segment.text for segment in transcript.segments) for transcript in told]
    # A pause of another length may move a comma.
    heard = [re.findall(r"[\w']+", text.lower()) for text in texts]
    assert heard[0] == heard[1]
    assert told[1].segments[0].start == pytest.approx(15 + told[0].segments[0].start, abs=0.3)


def test_a_border_in_the_middle_of_speech_neither_loses_nor_repeats_words(
    base_folder: str, base_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    """Windows of 5 s cut these 11 s of speech at least twice; one of 24 s holds them whole."""
    speech = to_speech(evaluation_data / "dictation" / "jfk.flac")
    narrow = SpeechModel.load(ModelOptions(path=base_folder, device="cpu", window_seconds=5))
    told = [model.transcribe(speech, on_progress=lambda _: None) for model in (base_model, narrow)]
    words = [" ".join(one.text for one in transcript.segments).lower() for transcript in told]
    spoken = [re.findall("[a-z]+", text) for text in words]
    assert len(spoken[0]) == len(spoken[1]) == 22
    assert spoken[0] == spoken[1]
