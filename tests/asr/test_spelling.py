import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from pipeline.asr.options import ENGLISH_PROMPT
from pipeline.asr.spelling import load_tokenizer


def spelled(path: Path, text: str) -> list[str]:
    tokens: list[str] = load_tokenizer(path).encode(text, add_special_tokens=False).tokens
    return tokens


def test_a_lost_first_merge_is_put_back(base_folder: str) -> None:
    path = Path(base_folder, "tokenizer.json")
    before = Tokenizer.from_file(str(path)).encode(" today", add_special_tokens=False).tokens
    assert before == ["Ġ", "t", "od", "ay"]
    assert spelled(path, " today") == ["Ġtoday"]
    assert "Ġ" not in spelled(path, f" {ENGLISH_PROMPT}")


@pytest.mark.parametrize("separate", [lambda merge: merge, lambda merge: list(merge.split(" "))])
def test_merges_of_either_form_are_left_alone_where_none_is_lost(
    base_folder: str, tmp_path: Path, separate: object
) -> None:
    described = json.loads(Path(base_folder, "tokenizer.json").read_bytes())
    assert callable(separate)
    described["model"]["merges"] = [separate(one) for one in ["Ġ t", *described["model"]["merges"]]]
    whole = tmp_path / "tokenizer.json"
    whole.write_text(json.dumps(described))
    assert spelled(whole, " today") == ["Ġtoday"]


def test_another_vocabulary_is_left_as_it_is(tiny_folder: str) -> None:
    path = Path(tiny_folder, "tokenizer.json")
    text = " The patient denies taking anything today."
    assert spelled(path, text) == Tokenizer.from_file(str(path)).encode(text, add_special_tokens=False).tokens


def test_a_damaged_tokenizer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match="damaged"):
        load_tokenizer(tmp_path / "tokenizer.json")
