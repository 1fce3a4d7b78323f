"""Linear models over hashed features, read from one ``weights.npz`` without pickle.

Each model is a matrix of 8-bit weights (hash buckets x classes) with one scale a class and
a bias a class; its class names and bucket count are in ``weights.json``.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Scores of classes as sums of the weights of the features present."""

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores

    def scores(self, features: Iterable[str]) -> Scores:
        """One score a class (log-odds scale), for binary features that may repeat."""
        rows = [bucket(f, len(self.weights)) for f in features]
        return np.asarray(self.weights[rows].sum(axis=0, dtype=np.int32) * self.scale + self.bias, np.float32)


def bucket(feature: str, buckets: int) -> int:
    """The hash bucket of a feature; the same on every machine."""
    return crc32(feature.encode()) % buckets


@cache
def load_model(name: str) -> LinearModel:
    """The trained model of this name from the package's weights."""
    folder = files(__package__)
    described = json.loads(folder.joinpath("weights.json").read_text(encoding="utf-8"))
    with as_file(folder.joinpath("weights.npz")) as path, np.load(path, allow_pickle=False) as arrays:
        return LinearModel(
            classes=tuple(described["models"][name]["classes"]),
            weights=arrays[f"{name}.weights"],
            scale=arrays[f"{name}.scale"],
            bias=arrays[f"{name}.bias"],
        )


@cache
def load_casing() -> dict[str, str]:
    """Words that notes write with capitals ("mri" gives "MRI"), learned from the training notes."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["casing"])


@cache
def load_common_words() -> frozenset[str]:
    """The commonest words of the training dialogues and notes, which the prose model tells apart."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return frozenset(json.loads(text)["common_words"].split())
