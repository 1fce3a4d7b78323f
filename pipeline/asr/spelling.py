"""The tokenizer of a Whisper model, which spells the prompt."""

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

# The first merge of Whisper's multilingual vocabulary: its first token that is no single byte.
_FIRST_MERGE = ("Ġ", "t")


def load_tokenizer(path: Path) -> Tokenizer:
    """Load a ``tokenizer.json``, with the first merge put back where it was lost.

    The converted `base` that is published lacks it, as if it were the heading that a list of merges may have:
    " today" is then spelled as space, t, od, ay, which the model never met in training.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no tokenizer.
    """
    described = json.loads(path.read_bytes())
    model: dict[str, Any] = described.get("model", {})
    merges: list[Any] = model.get("merges", [])
    first, second = _FIRST_MERGE
    known = {f"{first} {second}", (first, second)} & {
        merge if isinstance(merge, str) else tuple(merge) for merge in merges
    }
    if merges and not known and first + second in model.get("vocab", ()):
        merges.insert(0, f"{first} {second}" if isinstance(merges[0], str) else [first, second])
    try:
        return Tokenizer.from_str(json.dumps(described))
    except Exception as failure:  # the library raises nothing narrower
        raise ValueError("The tokenizer.json is damaged. Fetch the weights again.") from failure
