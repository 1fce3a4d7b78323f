from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.asr import ModelOptions, SpeechModel
from pipeline.errors import Permanent, Retryable


def test_speech_becomes_segments_with_timed_words(
    tiny_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    progress: list[float] = []
    speech = to_speech(evaluation_data / "dictation" / "jfk.flac")
    transcript = tiny_model.transcribe(speech, on_progress=progress.append)

    said = " ".join(segment.text for segment in transcript.segments).lower()
    assert "ask not what your country can do for you" in said
    assert [segment.id for segment in transcript.segments] == [
        f"s{number}" for number in range(1, len(transcript.segments) + 1)
    ]
    assert (transcript.language, transcript.model) == ("en", "tiny.en")
    assert transcript.duration == pytest.approx(11.0, abs=0.1)
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_words_lie_inside_their_segment_in_order(
    tiny_model: SpeechModel, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    speech = to_speech(evaluation_data / "dictation" / "dictation_1.m4a")
    transcript = tiny_model.transcribe(speech, on_progress=lambda _: None)
    for segment in transcript.segments:
        assert [word.text for word in segment.words] == segment.text.split()
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert segment.start <= starts[0]
        assert segment.words[-1].end <= segment.end


def test_silence_is_no_speech(tiny_model: SpeechModel, to_speech: Callable[..., Path]) -> None:
    silence = to_speech(Path("anullsrc=r=16000:cl=mono"), "-t", "5")
    with pytest.raises(Permanent) as refusal:
        tiny_model.transcribe(silence, on_progress=lambda _: None)
    assert refusal.value.code == "NO_SPEECH"


def test_a_file_that_is_not_audio_is_unreadable(tiny_model: SpeechModel, tmp_path: Path) -> None:
    (tmp_path / "speech.flac").write_bytes(b"this is no audio at all" * 100)
    with pytest.raises(Permanent) as refusal:
        tiny_model.transcribe(tmp_path / "speech.flac", on_progress=lambda _: None)
    assert refusal.value.code == "UNREADABLE_AUDIO"


def test_a_model_that_cannot_be_loaded_is_retryable(tmp_path: Path) -> None:
    with pytest.raises(Retryable):
        SpeechModel.load(ModelOptions(path=str(tmp_path), device="cpu"))
