from dataclasses import replace
from pathlib import Path

import pytest
from faster_whisper.audio import decode_audio

from pipeline.asr import ModelOptions
from pipeline.asr.decoder import Decoder
from pipeline.asr.features import Sound
from pipeline.asr.trimmed import TrimmedWhisper, trimmed_files
from pipeline.asr.vocabulary import english_part, read_vocabulary

RATE = 16_000


@pytest.fixture(scope="module")
def decoders(base_folder: str) -> list[Decoder]:
    """With the tokens of English alone, and with all."""
    return [
        Decoder(ModelOptions(path=base_folder, device="cpu", trim_vocabulary=trim)) for trim in (True, False)
    ]


def test_a_window_is_heard_alike_with_the_tokens_of_english_alone(
    decoders: list[Decoder], sample: Path
) -> None:
    assert [isinstance(one._whisper.model, TrimmedWhisper) for one in decoders] == [True, False]
    heard = decode_audio(str(sample))[: 18 * RATE]
    trimmed, whole = (one.decode([Sound(one.features(heard), 18.0, "en")])[0] for one in decoders)
    assert trimmed.tokens == whole.tokens
    assert len(trimmed.tokens) > 30
    assert [word.text for word in trimmed.words] == [word.text for word in whole.words]
    for one, other in zip(trimmed.words, whole.words, strict=True):
        assert one.start == pytest.approx(other.start, abs=0.05)
    assert trimmed.log_probability == pytest.approx(whole.log_probability, abs=0.05)


@pytest.mark.parametrize(
    "options", [{"language": None}, {"language": "de"}, {"trim_vocabulary": False}], ids=str
)
def test_other_languages_keep_every_token(base_folder: str, options: dict[str, object]) -> None:
    decoder = Decoder(ModelOptions(path=base_folder, device="cpu", **options))  # type: ignore[arg-type]
    assert not isinstance(decoder._whisper.model, TrimmedWhisper)


def test_a_model_file_that_ends_too_soon_is_refused(base_folder: str, tmp_path: Path) -> None:
    whole = Path(base_folder)
    for name in ("config.json", "vocabulary.txt"):
        (tmp_path / name).write_bytes((whole / name).read_bytes())
    with (whole / "model.bin").open("rb") as file:
        (tmp_path / "model.bin").write_bytes(file.read(2**20))
    vocabulary = english_part(read_vocabulary(whole))
    assert vocabulary
    with pytest.raises(ValueError, match="damaged"):
        trimmed_files(tmp_path, vocabulary)


def test_a_model_of_other_tokens_than_its_vocabulary_is_refused(base_folder: str) -> None:
    vocabulary = english_part(read_vocabulary(Path(base_folder)))
    assert vocabulary
    with pytest.raises(ValueError, match="not as many tokens"):
        trimmed_files(Path(base_folder), replace(vocabulary, whole=vocabulary.whole + 8))


def test_stretches_heard_with_timestamps_come_out_alike(decoders: list[Decoder], sample: Path) -> None:
    heard = decode_audio(str(sample))[: 19 * RATE]
    sounds = [Sound(one.features(heard), 19.0, "en", timed=True) for one in decoders]
    trimmed, whole = (one.decode([sound])[0] for one, sound in zip(decoders, sounds, strict=True))
    assert trimmed.text == whole.text
    again = [one.decode_again(sound) for one, sound in zip(decoders, sounds, strict=True)]
    assert again[0]
    assert again[1]
    assert again[0].text == again[1].text
