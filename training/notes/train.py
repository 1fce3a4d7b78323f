"""Builds the weights of the offline note engine from the train files of the dialogues.

python -m training.notes.train
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.notes.grounded.language.linear import load_model
from training.notes import draft_models, prose_model, speech_models
from training.notes.corpus import ROOT, read
from training.notes.fit import Fitted

PACKAGE = ROOT / "pipeline" / "notes" / "grounded" / "language"


@dataclass(frozen=True)
class Words:
    """Words learned beside the models: how notes write some with capitals, and the commonest."""

    casing: dict[str, str]
    common: list[str]


def save(models: dict[str, Fitted], words: Words, folder: Path) -> None:
    """Write ``weights.npz`` and ``weights.json`` into the folder; models not given stay as they are."""
    arrays, described = _present(folder)
    arrays |= {
        f"{name}.{field}": getattr(fitted, field)
        for name, fitted in models.items()
        for field in ("weights", "scale", "bias")
    }
    np.savez_compressed(folder / "weights.npz", **arrays)
    described |= {name: {"classes": list(fitted.classes)} for name, fitted in models.items()}
    lists = {"casing": words.casing, "common_words": " ".join(words.common)}
    text = json.dumps({"models": described, **lists}, indent=1, sort_keys=True)
    (folder / "weights.json").write_text(text + "\n", encoding="utf-8")


def _present(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, dict[str, list[str]]]]:
    if not (folder / "weights.npz").is_file():
        return {}, {}
    described = json.loads((folder / "weights.json").read_text(encoding="utf-8"))["models"]
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        return dict(arrays), described


def main() -> None:
    """Train every model and write the package's weights."""
    aci = list(read("aci-bench_train"))
    mts = list(read("mts-dialog_train"))
    models = {"boundary": speech_models.boundary(aci + mts), "role": speech_models.role(aci + mts)}
    words = Words(speech_models.casing(aci + mts), prose_model.common_words(aci))
    save(models, words, PACKAGE)
    load_model.cache_clear()
    models["prose"] = prose_model.prose(aci, words.common)
    save(models, words, PACKAGE)
    load_model.cache_clear()
    models["section"], models["value"] = draft_models.section_and_value(aci + mts)
    save(models, words, PACKAGE)
    print({p.name: p.stat().st_size for p in PACKAGE.glob("weights.*")})


if __name__ == "__main__":
    main()
