"""Claim: a transcript says who spoke, and says `unknown` where it cannot tell.

Transcribes the encounters (mono, roles known by line) and the timed dialogues: as they are, with
a channel for each speaker, and so with each leaking into the other at -20 dB. Prints for each the
share of the heard words that have the right role, no role, and the right voice (roles may be
swapped as a whole), and where turns are timed the diarisation error rate (`pyannote.metrics`,
0.25 s around borders not scored; speech that was not recognised counts as missed). The peer is
the best answer that listens to no voice: all to one speaker.

    python -m benchmarks.asr.speakers [--only MSK0001,RES0205] [--json FILE]
"""

import argparse
import json
import re
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from rich.console import Console
from rich.table import Table

from benchmarks.asr.recordings import RATE, Samples, data_folder, written
from benchmarks.asr.speaker_scores import Turn, diarization_error, word_score
from pipeline.asr import ModelOptions, SpeechModel, locate_weights
from pipeline.audio.decoder import DecodeLimits, find_ffmpeg
from pipeline.audio.formats import AudioFormat
from pipeline.audio.speech import LevelPolicy, normalize_audio
from pipeline.models import Segment, Speaker

ROLES = {
    "doctor": Speaker.CLINICIAN,
    "D": Speaker.CLINICIAN,
    "patient": Speaker.PATIENT,
    "P": Speaker.PATIENT,
}
LINE = re.compile(r"\s*([DP])\s*[:;](.*)")
LIMITS = DecodeLimits(14_400, 1, 600, 600, 1 << 30)
LEVEL = LevelPolicy(quiet_dbfs=-25, target_dbfs=-20)
LEAK = 0.1
# A turn's last sound fades out after its end, seconds.
FADE = 0.2
AT_ONCE = 6


@dataclass(frozen=True)
class Conversation:
    """A recording as clinics upload it, and who says what in it."""

    name: str
    upload: Path
    turns: list[Turn]

    @property
    def timed(self) -> bool:
        """Whether the reference says when."""
        return self.turns[-1].end > 0


def conversations(folder: Path, only: set[str]) -> Iterator[Conversation]:
    for path in sorted((data_folder() / "encounters").glob("*.mp3")):
        if not only or path.stem in only:
            yield Conversation(path.stem, _flac(folder, path.stem, _read(path)), list(lines(path)))
    for path in sorted((data_folder() / "voiced").glob("*.json")):
        if not only or path.stem in only:
            yield from dialogue(folder, path)


def lines(recording: Path) -> Iterator[Turn]:
    """Turns of an encounter; a line without a speaker goes on with the one before."""
    speaker = Speaker.CLINICIAN
    for line in recording.with_suffix(".txt").read_text(encoding="utf-8", errors="replace").splitlines():
        marked = LINE.match(line)
        speaker = ROLES[marked[1]] if marked else speaker
        yield Turn(speaker, marked[2] if marked else line)


def dialogue(folder: Path, path: Path) -> Iterator[Conversation]:
    """A timed dialogue: as it is, on two channels, and on two that leak into each other."""
    told = json.loads(path.read_text())["turns"]
    turns = [Turn(ROLES[one["speaker"]], one["text"], one["start"], one["end"]) for one in told]
    mono = _read(path.with_suffix(".m4a"))[0]
    clinician = np.zeros(len(mono), bool)
    for turn in turns:
        if turn.speaker is Speaker.CLINICIAN:
            clinician[int(turn.start * RATE) : int((turn.end + FADE) * RATE)] = True
    sides = np.stack([np.where(clinician, mono, 0), np.where(clinician, 0, mono)])
    name = path.stem.split("_")[0]
    yield Conversation(f"{name}, mono", _flac(folder, f"{name}1", mono[None]), turns)
    yield Conversation(f"{name}, 2 channels", _flac(folder, f"{name}2", sides), turns)
    leaking = sides + LEAK * sides[::-1]
    yield Conversation(f"{name}, leaks of -20 dB", _flac(folder, f"{name}3", leaking), turns)


def _read(path: Path) -> Samples:
    samples: Samples = decode_audio(str(path), sampling_rate=RATE)[None]
    return samples


def _flac(folder: Path, name: str, channels: Samples) -> Path:
    return written(folder / f"{name}.upload.flac", channels)


def segments_of(model: SpeechModel, upload: Path) -> list[Segment]:
    """Normalize as the service does, and transcribe."""
    speech = upload.with_suffix(".speech")
    normalize_audio(
        upload, speech, audio_format=AudioFormat.FLAC, ffmpeg=find_ffmpeg(None), limits=LIMITS, level=LEVEL
    )
    return model.transcribe(speech, on_progress=lambda _: None).segments


def row(one: Conversation, segments: list[Segment]) -> dict[str, object]:
    alone = [segment.model_copy(update={"speaker": Speaker.CLINICIAN}) for segment in segments]
    score, peer = word_score(one.turns, segments), word_score(one.turns, alone)
    error = diarization_error(one.turns, segments) if one.timed else None
    return {"recording": one.name, **asdict(score), "der": error, "one_speaker": peer.voice}


def show(rows: list[dict[str, object]]) -> None:
    table = Table("recording", "words", "right role %", "no role %", "right voice %", "all to one %", "DER %")
    for one in rows:
        shares = [one[key] for key in ("right", "unknown", "voice", "one_speaker", "der")]
        printed = ["-" if share is None else f"{100 * float(str(share)):.1f}" for share in shares]
        table.add_row(str(one["recording"]), str(one["words"]), *printed)
    Console(width=110).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="recordings by name, comma-separated")
    parser.add_argument("--model", default="base", help="packaged model or a local folder")
    parser.add_argument("--json", type=Path, help="write every figure here")
    args = parser.parse_args()
    if not data_folder().is_dir():
        raise SystemExit(f"no evaluation data at {data_folder()}; set SOAPLINE_EVAL_DATA")
    warnings.filterwarnings("ignore", message="'uem' was approximated")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = locate_weights(args.model, folder, allow_download=False)
        model = SpeechModel.load(ModelOptions(path=weights, name=args.model))
        heard = list(conversations(folder, set(filter(None, args.only.split(",")))))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = pool.map(lambda one: segments_of(model, one.upload), heard)
            rows = [row(one, segments) for one, segments in zip(heard, found, strict=True)]
        model.close()
    show(rows)
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
