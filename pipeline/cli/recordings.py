"""Which recordings a command line names: files, and the folders that hold them."""

from pathlib import Path

from pipeline.audio.formats import SUFFIXES
from pipeline.cli.console import err
from pipeline.errors import Rejected


class NoRecordings(Rejected):
    """A folder that was named holds nothing that could be a recording."""

    code = "NO_RECORDINGS"


def recordings_named(paths: list[Path]) -> list[Path]:
    """The files named and, in place of each folder, the recordings directly in it by name; each once.

    Says on standard error how many a folder holds. Raises `NoRecordings` where it holds none,
    `Rejected` where it cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found |= dict.fromkeys(_in_folder(path) if path.is_dir() else [path])
    return [*found]


def _in_folder(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError:
        raise Rejected("The folder cannot be read. Check its permissions.") from None
    recordings = sorted(path for path in files if path.suffix.lower() in SUFFIXES)
    others = len(files) - len(recordings)
    left_out = f"; {_count(others, 'other file')} left out" if others else ""
    err.print(f"{folder}: {_count(len(recordings), 'recording')}{left_out}.", markup=False, soft_wrap=True)
    if not recordings:
        raise NoRecordings(
            f"The folder holds no recordings. Put files directly into it whose names end in "
            f"{', '.join(SUFFIXES)}; a file with another name can be submitted by naming it."
        )
    return recordings


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
