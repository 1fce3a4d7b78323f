import dataclasses
import hashlib
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.asr import locate_weights
from pipeline.asr.weights import PACKAGED
from pipeline.errors import SoaplineError


def test_packaged_weights_are_joined_with_their_companions(tmp_path: Path) -> None:
    folder = Path(locate_weights("tiny.en", tmp_path, allow_download=False))
    assert folder == tmp_path / "whisper-tiny.en"
    assert sorted(p.name for p in folder.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    ]
    assert hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest() == PACKAGED["tiny.en"].sha256


def test_base_is_joined_from_its_two_packages(tmp_path: Path) -> None:
    folder = Path(locate_weights("base", tmp_path, allow_download=False))
    assert hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest() == PACKAGED["base"].sha256


def test_weights_are_joined_only_once(tmp_path: Path) -> None:
    first = Path(locate_weights("tiny.en", tmp_path, allow_download=False)) / "model.bin"
    before = first.stat().st_mtime_ns
    locate_weights("tiny.en", tmp_path, allow_download=False)
    assert first.stat().st_mtime_ns == before


def _locate(folder: Path) -> str:
    return locate_weights("tiny.en", folder, allow_download=False)


def test_processes_that_race_agree_on_one_whole_model(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(_locate, [tmp_path] * 3, chunksize=1)
    assert set(found) == {str(tmp_path / "whisper-tiny.en")}
    assert [p.name for p in tmp_path.iterdir()] == ["whisper-tiny.en"]


def test_damaged_weights_in_the_data_folder_are_refused(tmp_path: Path) -> None:
    folder = Path(locate_weights("tiny.en", tmp_path, allow_download=False))
    with (folder / "model.bin").open("r+b") as model:
        model.write(b"damaged")
    with pytest.raises(SoaplineError, match=r"SHA-256 differs.*Delete the folder") as refusal:
        locate_weights("tiny.en", tmp_path, allow_download=False)
    assert refusal.value.code == "MODEL_DAMAGED"


def test_packages_with_other_weights_are_refused_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACKAGED, "tiny.en", dataclasses.replace(PACKAGED["tiny.en"], sha256="0" * 64))
    with pytest.raises(SoaplineError, match=r"SHA-256 differs.*Reinstall"):
        locate_weights("tiny.en", tmp_path, allow_download=False)
    assert list(tmp_path.iterdir()) == []


def test_missing_packages_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = dataclasses.replace(PACKAGED["base"], parts=(("no_such_weights", "model.bin"),))
    monkeypatch.setitem(PACKAGED, "base", absent)
    with pytest.raises(SoaplineError, match=r"Install soapline\[weights\]"):
        locate_weights("base", tmp_path, allow_download=False)


def test_a_local_folder_is_used_as_it_is(tmp_path: Path, tiny_folder: str) -> None:
    assert locate_weights(tiny_folder, tmp_path, allow_download=False) == tiny_folder


def test_a_local_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoaplineError, match=r"holds no model\.bin"):
        locate_weights(str(tmp_path), tmp_path, allow_download=False)


def test_a_hub_name_needs_permission(tmp_path: Path) -> None:
    with pytest.raises(SoaplineError, match="SOAPLINE_ASR_ALLOW_DOWNLOAD"):
        locate_weights("large-v3", tmp_path, allow_download=False)


def test_importing_the_package_does_not_import_the_model_libraries() -> None:
    heavy = "{'faster_whisper', 'ctranslate2', 'onnxruntime', 'av'}"
    program = f"import sys, pipeline.asr; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
