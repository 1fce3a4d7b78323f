"""The engines that are compared. Each loads its model once and then takes lists of recordings.

Left out: openai-whisper and whisper.cpp. Their weights for `base` come from a model hub or
a vendor's server; no Python package carries them.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faster_whisper import BatchedInferencePipeline, WhisperModel

from pipeline.asr import ModelOptions, SpeechModel

# Transcribes recordings, calling back at the first segment of each; the texts, in order.
Run = Callable[[list[Path], Callable[[], None]], list[str]]


@dataclass(frozen=True)
class Setup:
    """Weights and device that all engines share.

    Attributes:
        model: Folder of a CTranslate2 Whisper model.
        peer_batch: Batch size of faster-whisper's batched pipeline.
        at_once: Recordings in hand of soapline's engine.
    """

    model: str
    device: str = "cpu"
    compute_type: str = "int8"
    peer_batch: int = 8
    at_once: int = 24


def load_sequential(setup: Setup) -> Run:
    """(a) faster-whisper's `transcribe`, as documented: beam 5."""
    model = _whisper(setup)

    def run(recordings: list[Path], first: Callable[[], None]) -> list[str]:
        found = (model.transcribe(str(one), beam_size=5, language="en")[0] for one in recordings)
        return [_joined(segments, first) for segments in found]

    return run


def load_batched(setup: Setup) -> Run:
    """(b) faster-whisper's `BatchedInferencePipeline`, beam 5, one recording at a time."""
    return _batched(setup, 0)


def load_batched_twice(setup: Setup) -> Run:
    """(b) in two processes of one thread each, recordings shared out as they become free."""
    pool = multiprocessing.get_context("spawn").Pool(2, _load_in_process, (setup,))
    pool.map(_ready, range(2), chunksize=1)

    def run(recordings: list[Path], first: Callable[[], None]) -> list[str]:
        texts = []
        for text in pool.imap(_run_in_process, recordings, chunksize=1):
            first()
            texts.append(text)
        return texts

    return run


def load_soapline(setup: Setup) -> Run:
    """(d) soapline, word times included; speakers are not told apart, as none of the others does."""
    model = SpeechModel.load(
        ModelOptions(path=setup.model, device=setup.device, compute_type=setup.compute_type, diarize=False)
    )

    def run(recordings: list[Path], first: Callable[[], None]) -> list[str]:
        def one(recording: Path) -> str:
            transcript = model.transcribe(recording, on_progress=lambda _: first())
            return " ".join(segment.text for segment in transcript.segments)

        with ThreadPoolExecutor(setup.at_once) as pool:
            return list(pool.map(one, recordings))

    return run


ENGINES: dict[str, Callable[[Setup], Run]] = {
    "a: sequential": load_sequential,
    "b: batched": load_batched,
    "b: batched twice": load_batched_twice,
    "d: soapline": load_soapline,
}


def _whisper(setup: Setup, threads: int = 0) -> Any:
    return WhisperModel(
        setup.model, device=setup.device, compute_type=setup.compute_type, cpu_threads=threads
    )


def _batched(setup: Setup, threads: int) -> Run:
    model = BatchedInferencePipeline(_whisper(setup, threads))

    def run(recordings: list[Path], first: Callable[[], None]) -> list[str]:
        return [
            _joined(model.transcribe(str(one), batch_size=setup.peer_batch, language="en")[0], first)
            for one in recordings
        ]

    return run


def _joined(segments: Any, first: Callable[[], None]) -> str:
    texts = []
    for segment in segments:
        first()
        texts.append(segment.text.strip())
    return " ".join(texts)


_in_process: list[Run] = []


def _load_in_process(setup: Setup) -> None:
    _in_process.append(_batched(setup, 1))


def _ready(number: int) -> int:
    return number


def _run_in_process(recording: Path) -> str:
    return _in_process[0]([recording], lambda: None)[0]
