"""A Whisper model loaded with a part of its vocabulary, and used with the numbers of the whole."""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pipeline.asr.vocabulary import Vocabulary

_TOKEN_LISTS = ("suppress_ids", "suppress_ids_begin", "lang_ids")
_COMPANIONS = ("tokenizer.json", "preprocessor_config.json")


def trimmed_files(folder: Path, vocabulary: Vocabulary) -> dict[str, bytes]:
    """The files of a CTranslate2 Whisper model, with the kept tokens alone.

    Raises:
        OSError: A file is missing.
        ValueError: ``model.bin`` is not laid out as expected.
    """
    config = json.loads((folder / "config.json").read_bytes())
    config |= {name: vocabulary.shrink(config[name]) for name in _TOKEN_LISTS if name in config}
    with (folder / "model.bin").open("rb") as file:
        model = _trimmed_model(file, vocabulary)
    return {
        "model.bin": model,
        "config.json": json.dumps(config).encode(),
        "vocabulary.json": json.dumps(vocabulary.tokens).encode(),
        **{name: (folder / name).read_bytes() for name in _COMPANIONS if (folder / name).exists()},
    }


def _trimmed_model(file: BinaryIO, vocabulary: Vocabulary) -> bytes:
    """``model.bin`` with the rows of the kept tokens wherever a variable has a row a token.

    The layout is that of ``ModelSpec._serialize`` in ctranslate2/specs/model_spec.py (version 6):
    a head, then each variable as name, rank, dimensions, type, length in bytes, data; then aliases.
    """
    out = BytesIO()
    try:
        _copy(file, out, 4)
        _copy_name(file, out)
        _copy(file, out, 4)
        [variables] = struct.unpack("<I", _copy(file, out, 4))
        cut = sum(_copy_variable(file, out, vocabulary) for _ in range(variables))
    except struct.error as failure:
        raise ValueError("The model.bin is damaged. Fetch the weights again.") from failure
    if not cut:
        raise ValueError("The model.bin has not as many tokens as its vocabulary. Fetch the weights again.")
    out.write(file.read())
    return out.getvalue()


def _copy_variable(file: BinaryIO, out: BinaryIO, vocabulary: Vocabulary) -> bool:
    """Copy one variable; whether it had a row a token and was cut."""
    _copy_name(file, out)
    [rank] = struct.unpack("<B", _copy(file, out, 1))
    dimensions = list(struct.unpack(f"<{rank}I", file.read(4 * rank)))
    kind = file.read(1)
    [length] = struct.unpack("<I", file.read(4))
    data = file.read(length)
    if len(data) < length:
        raise struct.error
    cut = bool(dimensions) and dimensions[0] == vocabulary.whole
    if cut:
        dimensions[0] = len(vocabulary.kept)
        data = np.frombuffer(data, np.uint8).reshape(vocabulary.whole, -1)[vocabulary.kept].tobytes()
    out.write(struct.pack(f"<{rank}I", *dimensions) + kind + struct.pack("<I", len(data)))
    out.write(data)
    return cut


def _copy_name(file: BinaryIO, out: BinaryIO) -> None:
    [length] = struct.unpack("<H", _copy(file, out, 2))
    _copy(file, out, length)


def _copy(file: BinaryIO, out: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    out.write(data)
    return data


@dataclass(frozen=True, slots=True)
class Generated:
    """What the model wrote for one window, as CTranslate2's own results name it."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


class TrimmedWhisper:
    """A model of fewer tokens behind the numbers of the whole vocabulary."""

    is_multilingual = True

    def __init__(self, model: Any, vocabulary: Vocabulary) -> None:
        self.device: str = model.device
        self.device_index: list[int] = model.device_index
        self._model = model
        self._vocabulary = vocabulary

    def encode(self, features: Any, **options: Any) -> Any:
        """As `ctranslate2.models.Whisper.encode`."""
        return self._model.encode(features, **options)

    def generate(
        self,
        features: Any,
        prompts: Sequence[Sequence[int]],
        *,
        suppress_tokens: Sequence[int],
        **options: Any,
    ) -> list[Generated]:
        """As `ctranslate2.models.Whisper.generate`."""
        shrink, restore = self._vocabulary.shrink, self._vocabulary.restore
        results = self._model.generate(
            features,
            [shrink(prompt) for prompt in prompts],
            suppress_tokens=shrink(suppress_tokens),
            **options,
        )
        return [
            Generated([restore(one) for one in found.sequences_ids], found.scores, found.no_speech_prob)
            for found in results
        ]

    def align(
        self,
        features: Any,
        start_sequence: Sequence[int],
        text_tokens: Sequence[Sequence[int]],
        frames: Sequence[int],
        **options: Any,
    ) -> list[Any]:
        """As `ctranslate2.models.Whisper.align`."""
        shrink = self._vocabulary.shrink
        texts = [shrink(text) for text in text_tokens]
        aligned: list[Any] = self._model.align(features, shrink(start_sequence), texts, frames, **options)
        return aligned
