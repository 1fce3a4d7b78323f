"""The part of Whisper's tokens that English is written with.

The last layer scores every token of every language for each word of each beam. Rows for tokens
that English does not use can be left out (vocabulary trimming: Abdaoui et al. 2020,
doi:10.18653/v1/2020.sustainlp-1.16). The single bytes stay, so nothing becomes impossible to
write; rare words only take more tokens.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# What follows this token in the vocabulary is no text: languages, tasks, times.
_END_OF_TEXT = "<|endoftext|>"


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that a model keeps, numbered anew in their old order.

    Attributes:
        tokens: The kept tokens.
        kept: The old number of each, shape (kept tokens,), ascending.
        whole: How many tokens there were.
    """

    tokens: tuple[str, ...]
    kept: NDArray[np.int64]
    whole: int
    _numbers: dict[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {int(old): new for new, old in enumerate(self.kept)})

    def shrink(self, tokens: Iterable[int]) -> list[int]:
        """Old numbers to new ones; tokens that are not kept are left out."""
        return [self._numbers[token] for token in tokens if token in self._numbers]

    def restore(self, tokens: Sequence[int]) -> list[int]:
        """New numbers to old ones."""
        return [int(self.kept[token]) for token in tokens]


def english_part(tokens: Sequence[str], also: Iterable[int] = ()) -> Vocabulary | None:
    """The tokens of a model's vocabulary that English needs, ``also`` these, and all that are no text.

    None where its text tokens are not those of Whisper's multilingual models, for which the
    list was made: an English model has few to spare.
    """
    made = json.loads(files("pipeline.asr").joinpath("english_tokens.json").read_bytes())
    if _END_OF_TEXT not in tokens:
        return None
    text = tokens[: tokens.index(_END_OF_TEXT)]
    if fingerprint(text) != made["vocabulary"]:
        return None
    english = np.unpackbits(np.frombuffer(base64.b64decode(made["kept"]), np.uint8))[: len(text)]
    english[[token for token in also if token < len(text)]] = 1
    kept = np.concatenate([np.flatnonzero(english), np.arange(len(text), len(tokens))])
    return Vocabulary(tuple(tokens[number] for number in kept), kept, len(tokens))


def fingerprint(tokens: Sequence[str]) -> str:
    """SHA-256 of tokens in their order."""
    return hashlib.sha256("\n".join(tokens).encode()).hexdigest()


def read_vocabulary(folder: Path) -> list[str]:
    """The tokens of a CTranslate2 Whisper model, in the order of their numbers.

    Raises:
        OSError: There is no vocabulary in the folder.
    """
    listed = folder / "vocabulary.json"
    if listed.exists():
        return [str(token) for token in json.loads(listed.read_bytes())]
    lines = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
