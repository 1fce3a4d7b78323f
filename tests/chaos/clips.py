"""Short clips of clear speech, cut from the sample recording and the evaluation's encounters."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pipeline.audio.decoder import find_ffmpeg
from pipeline.local.sample import SAMPLE_RECORDING
from pipeline.models import Transcript

SAMPLE_CLIPS = 4
ENCOUNTER_CLIPS = 4


@dataclass(frozen=True)
class Clip:
    """A recording and, once it was transcribed undisturbed, the digest of its transcript."""

    name: str
    audio: bytes
    digest: str = ""


def digest(transcript: Transcript) -> str:
    """Stands for a transcript's bytes, so that a failing check prints none of them."""
    return hashlib.sha256(transcript.model_dump_json().encode()).hexdigest()


def cut_clips(folder: Path, evaluation_data: Path | None) -> list[Clip]:
    """Clips of 3 to 6 s; the encounters' only where the evaluation data is present."""
    places = [(SAMPLE_RECORDING, 1 + 9 * n, 3 + n % 4) for n in range(SAMPLE_CLIPS)]
    if evaluation_data is not None:
        encounters = sorted((evaluation_data / "encounters").glob("*.mp3"))[:ENCOUNTER_CLIPS]
        places += [(path, 90 + 7 * n, 4 + n % 3) for n, path in enumerate(encounters)]
    return [_cut(folder / f"clip{n:02}.wav", *place) for n, place in enumerate(places)]


def _cut(target: Path, source: Path, start: float, seconds: float) -> Clip:
    where = ["-ss", str(start), "-t", str(seconds), "-i", str(source)]
    command: list[str | Path] = [
        find_ffmpeg(None),
        "-v",
        "error",
        *where,
        "-ac",
        "1",
        "-ar",
        "16000",
        str(target),
    ]
    subprocess.run(command, check=True)
    return Clip(target.stem, target.read_bytes())
