"""What a voice sounds like: an embedding of each stretch of speech.

The encoder is Resemblyzer's (Apache-2.0), a GE2E speaker encoder (Wan et al. 2018), converted
to ONNX by ``training/asr/voice_model.py``.
"""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import onnxruntime
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from pipeline.asr.speech_file import SAMPLE_RATE, Samples

Voice = NDArray[np.float32]

# The encoder was trained on mel spectrograms (not logarithmic) of 40 bands in parts of 1.6 s,
# of speech at -30 dBFS.
_BANDS = 40
_WINDOW, _HOP = 400, 160
_PART_FRAMES = 160
_PART_STEP = 80
_LEVEL = 10 ** (-30 / 20)
# Less speech than this says nothing about its voice, seconds.
SHORTEST = 0.4


@lru_cache(maxsize=1)
def _session() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    weights = files("pipeline.asr").joinpath("voices.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def voice_of(samples: Samples) -> Voice | None:
    """Embedding of a stretch of one speaker's speech, a unit vector of 256 values.

    Args:
        samples: 16 kHz, shape (samples,).

    Returns None where there is too little speech to tell.
    """
    if len(samples) < SHORTEST * SAMPLE_RATE:
        return None
    level = float(np.sqrt(np.square(samples).mean()))
    mels = _mels(samples * (_LEVEL / max(level, 1e-6)))
    parts = np.stack([mels[start : start + _PART_FRAMES] for start in _part_starts(len(mels))])
    mean = _session().run(None, {"mels": parts})[0].mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _mels(samples: Samples) -> NDArray[np.float32]:
    """Mel power spectrogram, shape (frames, 40); short speech is repeated to one part."""
    least = _PART_FRAMES * _HOP
    heard = np.resize(samples, least) if len(samples) < least else samples
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    spectrum = FeatureExtractor.stft(heard, _WINDOW, _HOP, window=window, return_complex=True)
    filters = FeatureExtractor.get_mel_filters(SAMPLE_RATE, _WINDOW, n_mels=_BANDS)
    return np.ascontiguousarray((filters @ np.abs(spectrum) ** 2).T, dtype=np.float32)


def _part_starts(frames: int) -> list[int]:
    """Starts of half-overlapping parts; the last one ends with the speech."""
    last = frames - _PART_FRAMES
    return [*range(0, last, _PART_STEP), last]
