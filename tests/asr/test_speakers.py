import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.asr import SpeechModel
from pipeline.asr.roles import roles
from pipeline.asr.turns import tell_apart
from pipeline.asr.voices import voice_of
from pipeline.models import Speaker

DOCTOR = ["What brings you in today?", "How long have you had that?", "Any allergies?", "Do you smoke?"]
PATIENT = ["I've been having this pain in my chest.", "My mom had it.", "I don't know.", "Yeah my back."]


def test_questions_make_a_clinician_whichever_comes_first() -> None:
    assert roles(DOCTOR, PATIENT, surely_two=False) == (Speaker.CLINICIAN, Speaker.PATIENT)
    assert roles(PATIENT, DOCTOR, surely_two=False) == (Speaker.PATIENT, Speaker.CLINICIAN)


def test_words_that_tell_nothing_leave_the_roles_unknown() -> None:
    assert roles(["Okay."], ["Okay."], surely_two=True) == (Speaker.UNKNOWN, Speaker.UNKNOWN)


def test_a_clinician_cut_in_two_by_mistake_is_not_half_a_patient() -> None:
    assert roles(DOCTOR, DOCTOR * 9, surely_two=False) == (Speaker.UNKNOWN, Speaker.UNKNOWN)


def test_two_voices_are_told_apart_and_what_is_too_short_is_not_guessed() -> None:
    one, other = np.eye(2, 256, dtype=np.float32)
    told = tell_apart([one, other, None, one], [2.0, 3.0, 0.2, 1.0])
    assert told[2] is None
    assert told[0] == told[3] != told[1]


def test_one_voice_alone_is_nobody_s_turn() -> None:
    rng = np.random.default_rng(0)
    voices = [np.float32(1) + rng.normal(0, 0.1, 256).astype(np.float32) for _ in range(9)]
    assert tell_apart([voice / np.linalg.norm(voice) for voice in voices], [2.0] * 9) == [None] * 9


def test_too_little_speech_has_no_voice() -> None:
    assert voice_of(np.ones(1000, np.float32)) is None


@pytest.fixture(scope="module")
def headsets(
    evaluation_data: Path, to_speech: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[float], Path]:
    """The first 20 s of a dialogue with a channel for each speaker, leaking at some dB into the other."""
    source = evaluation_data / "voiced" / "primock57_day3_consultation06"
    turns = json.loads(source.with_suffix(".json").read_text())["turns"]
    doctor = "+".join(
        f"between(t\\,{turn['start']}\\,{turn['end']})" for turn in turns if turn["speaker"] == "doctor"
    )

    def make(leak: float) -> Path:
        gain = 10 ** (leak / 20)
        sides = f"aeval=val(0)*if({doctor}\\,1\\,{gain})|val(0)*if({doctor}\\,{gain}\\,1):c=stereo"
        mono = to_speech(source.with_suffix(".m4a"), "-t", "20")
        return to_speech(mono, channels=2, filters=sides)

    return make


@pytest.mark.parametrize("leak", [-60, -20])
def test_two_channels_give_each_word_once_with_its_speaker(
    tiny_model: SpeechModel, headsets: Callable[[float], Path], leak: float
) -> None:
    transcript = tiny_model.transcribe(headsets(leak), on_progress=lambda _: None)
    said = [(one.speaker, one.text.lower()) for one in transcript.segments]
    whole = " ".join(text for _, text in said)
    assert (
        whole.count("hello")
        == whole.count("jonathan")
        == whole.count("date of birth")
        == whole.count("your name")
        == 1
    )
    assert all(speaker is Speaker.PATIENT for speaker, text in said if "jonathan" in text)
    assert all(speaker is Speaker.CLINICIAN for speaker, text in said if "date of birth" in text)
    assert [one.start for one in transcript.segments] == sorted(one.start for one in transcript.segments)


def test_a_speaker_model_that_breaks_costs_the_speakers_alone(
    tiny_model: SpeechModel, headsets: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = headsets(-60)
    whole = tiny_model.transcribe(speech, on_progress=lambda _: None)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    for name in ("pipeline.asr.speakers.voice_of", "pipeline.asr.transcription.speakers"):
        monkeypatch.setattr(name, broken)
    found = tiny_model.transcribe(speech, on_progress=lambda _: None)
    assert [one.text for one in found.segments] == [one.text for one in whole.segments]
    assert {one.speaker for one in found.segments} == {Speaker.UNKNOWN}
    assert found.warnings == ["The speakers could not be told apart."]
