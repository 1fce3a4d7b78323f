"""How the speech model is loaded and run."""

import os
from dataclasses import dataclass
from typing import Self

# More than this many cores on one window gain little; further cores take further windows.
_MOST_THREADS_EACH = 4
_MOST_MODEL_THREADS = 4
# Without a text before it the model tidies talk up: it leaves out hesitations and the words around
# them. These are a clinician's questions, so nothing in them can be taken for a patient's fact.
ENGLISH_PROMPT = "So, um, what brings you in? And, uh, do you use any medications?"


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How the speech model is loaded and run.

    Attributes:
        path: Folder of a CTranslate2 Whisper model, from `locate_weights`.
        name: What transcripts call the model.
        device: ``cpu``, ``cuda`` or ``auto`` (CUDA where there is one).
        compute_type: A CTranslate2 type; ``auto`` is int8 on CPU and float16 on GPU.
        threads: CPU cores the model may use; 0 means all.
        beam_size: Beam width; 1 is greedy.
        language: ISO 639-1 code; None detects it, once a recording.
        prompt: Text put before each window; the model goes on in its manner and vocabulary.
            None is `ENGLISH_PROMPT` for English and no prompt for other languages.
        window_seconds: Most speech in one window; at most 28, so that silence follows it.
        batch_size: Most windows that are decoded together.
        max_windows: Most windows held for the model, over all recordings; about 1 MB each.
        trim_vocabulary: Whether a multilingual model that hears English on a CPU is loaded with the
            tokens of English alone.
        diarize: Whether to tell speakers apart.
    """

    path: str
    name: str = "base"
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0
    beam_size: int = 3
    language: str | None = "en"
    prompt: str | None = None
    window_seconds: float = 24.0
    batch_size: int = 8
    max_windows: int = 64
    trim_vocabulary: bool = True
    diarize: bool = True

    def prompt_in(self, language: str) -> str:
        """The text put before windows of a language; empty for none."""
        if self.prompt is None:
            return ENGLISH_PROMPT if language == "en" else ""
        return self.prompt


@dataclass(frozen=True, slots=True)
class Hardware:
    """What the model runs on, with nothing left to ``auto``.

    Attributes:
        device: ``cpu`` or ``cuda``.
        compute_type: A CTranslate2 type.
        workers: Batches the model works on at once.
        threads: CPU threads of each.
    """

    device: str
    compute_type: str
    workers: int
    threads: int

    @classmethod
    def of(cls, options: ModelOptions) -> Self:
        """Resolve what ``options`` leave to the machine.

        Cores are given to several workers of one thread before several threads of one
        worker: measured on two cores, a window costs a fifth less CPU time that way.
        """
        from ctranslate2 import get_cuda_device_count  # noqa: PLC0415 - slow to import

        device = options.device
        if device == "auto":
            device = "cuda" if get_cuda_device_count() else "cpu"
        compute_type = options.compute_type
        if compute_type == "auto":
            compute_type = "float16" if device == "cuda" else "int8"
        cores = options.threads or len(os.sched_getaffinity(0))
        workers = 1 if device == "cuda" else min(cores, _MOST_MODEL_THREADS)
        threads = min(max(1, cores // workers), _MOST_THREADS_EACH)
        return cls(device, compute_type, workers, threads)
