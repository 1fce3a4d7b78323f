"""What the engines are measured on: encounters, a batch of short clips, one long recording."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray

RATE = 16_000
CLIPPED = ("MSK0001", "RES0198", "RES0205")
CLIPS = 64
SHORTEST, LONGEST = 5, 60
LONG_HOURS = 2.0

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """Recordings to transcribe together and what was said in them.

    Attributes:
        references: Text of each group of recordings, whose transcripts are joined to be scored.
        groups: Indices into ``recordings``; none where a task is not scored.
    """

    name: str
    recordings: list[Path]
    seconds: float
    references: list[str]
    groups: list[list[int]]


def data_folder() -> Path:
    beside = Path(__file__).parents[3] / "shared" / "data"
    return Path(os.environ.get("SOAPLINE_EVAL_DATA", beside))


def reference(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return " ".join(re.sub(r"^[DP]:\s*", "", line.strip()) for line in lines if line.strip())


def encounters(folder: Path, count: int) -> Task:
    """The first ``count`` encounters as 16 kHz FLAC, each scored by itself."""
    sources = sorted((data_folder() / "encounters").glob("*.mp3"), key=lambda p: (p.stem not in CLIPPED, p))
    heard = {source.stem: decode_audio(str(source)) for source in sources[:count]}
    return Task(
        "encounters",
        [written(folder / f"{name}.flac", samples) for name, samples in heard.items()],
        sum(map(len, heard.values())) / RATE,
        [reference(data_folder() / "encounters" / f"{name}.txt") for name in heard],
        [[n] for n in range(len(heard))],
    )


def clips(folder: Path, count: int) -> Task:
    """Three encounters cut at quiet moments into clips of 5-60 s; an encounter is scored whole.

    ``count`` takes the first clips alone, unscored, for a quick look.
    """
    made: list[Path] = []
    groups: list[list[int]] = []
    seconds = 0.0
    rng = np.random.default_rng(1)
    for name, share in zip(CLIPPED, (22, 20, 22), strict=True):
        samples = decode_audio(str(data_folder() / "encounters" / f"{name}.mp3"))
        groups.append([])
        for clip in _cut(samples, share, rng):
            if len(made) == count:
                break
            groups[-1].append(len(made))
            made.append(written(folder / f"clip{len(made):02d}.flac", clip))
            seconds += len(clip) / RATE
    whole = count >= CLIPS
    references = [reference(data_folder() / "encounters" / f"{name}.txt") for name in CLIPPED]
    return Task("clips", made, seconds, references if whole else [], groups if whole else [])


def long_recording(folder: Path, hours: float) -> Task:
    """All encounters joined and repeated to ``hours``; for speed and memory, unscored."""
    sources = sorted((data_folder() / "encounters").glob("*.mp3"))
    joined = np.concatenate([decode_audio(str(source)) for source in sources])
    samples = np.resize(joined, int(hours * 3600 * RATE))
    return Task("long", [written(folder / "long.flac", samples)], len(samples) / RATE, [], [])


def _cut(samples: Samples, count: int, rng: np.random.Generator) -> Iterator[Samples]:
    """Cut into ``count`` clips at the quietest moment near random borders."""
    total = len(samples) / RATE
    while True:
        lengths = np.clip(rng.lognormal(0, 0.7, count) * total / count / 1.2, SHORTEST + 2, LONGEST - 2)
        lengths *= total / lengths.sum()
        if lengths.min() >= SHORTEST + 2 and lengths.max() <= LONGEST - 2:
            break
    borders = [_quietest(samples, int(border * RATE)) for border in lengths.cumsum()[:-1]]
    for start, end in zip([0, *borders], [*borders, len(samples)], strict=True):
        yield samples[start:end]


def _quietest(samples: Samples, near: int) -> int:
    frame = RATE // 10
    start = near - 10 * frame
    level = np.square(samples[start : start + 20 * frame]).reshape(20, frame).mean(1)
    return start + int(level.argmin()) * frame + frame // 2


def written(path: Path, samples: Samples) -> Path:
    """A 16 kHz FLAC of samples of shape (samples,) or (channels, samples)."""
    pcm = (np.clip(np.atleast_2d(samples), -1, 1) * 32767).astype(np.int16).T
    layout = "mono" if pcm.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE, layout=layout)
        stream.codec_context.format = "s16"
        for start in range(0, len(pcm), RATE):
            second = pcm[start : start + RATE].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(second, format="s16", layout=layout)
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
