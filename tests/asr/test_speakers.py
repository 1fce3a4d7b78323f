from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.asr import SpeechModel
from pipeline.asr.roles import roles
from pipeline.asr.turns import tell_apart
from pipeline.asr.voices import voice_of
from pipeline.errors import Permanent
from pipeline.models import Speaker

DOCTOR = ["What brings you in today?", "How long have you had that?", "Any allergies?", "Do you smoke?"]
PATIENT = ["I've been having this pain in my chest.", "My mom had it.", "I don't know.", "Yeah my back."]


def test_questions_make_a_clinician_whichever_comes_first() -> None:
    assert roles(DOCTOR, PATIENT) == (Speaker.CLINICIAN, Speaker.PATIENT)
    assert roles(PATIENT, DOCTOR) == (Speaker.PATIENT, Speaker.CLINICIAN)


def test_words_that_tell_nothing_leave_the_roles_unknown() -> None:
    assert roles(["Okay."], ["Okay."]) == (Speaker.UNKNOWN, Speaker.UNKNOWN)


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


def test_two_channels_have_a_speaker_each(
    tiny_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    """The left channel talks while the right is silent, and the other way round."""
    sides = "aeval=if(lt(t\\,12)\\,val(0)\\,0)|if(lt(t\\,12)\\,0\\,val(0)):c=stereo"
    source = evaluation_data / "encounters" / "RES0205.mp3"
    speech = to_speech(source, "-ss", "60", "-t", "24", channels=2, filters=sides)
    transcript = tiny_model.transcribe(speech, on_progress=lambda _: None)
    assert transcript.segments[0].start < 12 < transcript.segments[-1].start
    assert [one.start for one in transcript.segments] == sorted(one.start for one in transcript.segments)


@pytest.mark.parametrize("name", ["noise1.wav", "noise4.wav"])
def test_noise_is_no_speech(
    tiny_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path], name: str
) -> None:
    with pytest.raises(Permanent) as refusal:
        tiny_model.transcribe(to_speech(evaluation_data / "noise" / name), on_progress=lambda _: None)
    assert refusal.value.code == "NO_SPEECH"
