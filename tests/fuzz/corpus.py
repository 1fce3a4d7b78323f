"""The corpus of damaged and absurd media files: the same seed gives the same bytes."""

import itertools
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pipeline.audio.decoder import find_ffmpeg
from pipeline.local.sample import SAMPLE_RECORDING
from tests.fuzz.mutations import mutants
from tests.fuzz.oddities import no_media, odd_wavs, playlists

SEED = 20_240_601
BASE_SECONDS = "2.5"
# File name ending and encoder arguments of each accepted format.
_FORMATS = {
    "mp3": ("mp3", ["-c:a", "libmp3lame", "-b:a", "64k"]),
    "m4a": ("m4a", ["-c:a", "aac", "-b:a", "64k"]),
    "wav": ("wav", ["-c:a", "pcm_s16le"]),
    "vorbis": ("ogg", ["-c:a", "libvorbis", "-q:a", "3"]),
    "opus": ("ogg", ["-c:a", "libopus", "-b:a", "32k"]),
    "webm": ("webm", ["-c:a", "libopus", "-b:a", "32k"]),
    "flac": ("flac", ["-c:a", "flac"]),
}


def base_files(folder: Path) -> dict[str, bytes]:
    """The first seconds of the sample recording in every accepted format."""
    found = {}
    for kind, (ending, encoder) in _FORMATS.items():
        path = folder / f"{kind}.{ending}"
        cut = ["-v", "error", "-i", SAMPLE_RECORDING, "-t", BASE_SECONDS, "-bitexact", "-fflags", "+bitexact"]
        subprocess.run([find_ffmpeg(None), *cut, *encoder, path], check=True)
        found[kind] = path.read_bytes()
    return found


def corpus(folder: Path, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Every file of the corpus with its name; ``folder`` is where the base files are made."""
    bases = base_files(folder)
    return itertools.chain(bases.items(), mutants(bases, seed), odd_wavs(), playlists(), no_media())
