"""Log-mel spectrograms in contexts of a few lengths."""

from dataclasses import dataclass, field

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from pipeline.asr.speech_file import SAMPLE_RATE, Samples

FULL_CONTEXT = 30
# Contexts the encoder is run with, seconds. Its cost grows faster than its length (attention
# is quadratic), so short windows get a short one; few lengths, so that windows share batches.
CONTEXTS = (8, 12, 16, 19, 22, 26, FULL_CONTEXT)
# Silence that must follow the speech in its context: with less the model loses the end or repeats.
TAIL_SECONDS = 2.0

FRAMES_PER_SECOND = 100

# Root mean square of the speech that the model hears best, of full scale (-24 dBFS): benchmarks/asr/README.md
# has the figures of other levels.
_SPEECH_LEVEL = 10 ** (-24 / 20)
_LEVEL_FRAME = SAMPLE_RATE // 20
# As in `pipeline.audio.level`: the loudest twentieth gives the level, 20 dB below it are pauses and 12 dB
# above it knocks.
_LOUD_SHARE = 0.05
_PAUSE, _KNOCK = 10 ** (-20 / 10), 10 ** (12 / 10)
# More would make a voice of the noise of a muted microphone.
_MOST_GAIN = 10 ** (40 / 20)

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """A window ready for the model.

    Attributes:
        features: Log-mel spectrogram, padded to its context; shape (mel bands, frames of 10 ms).
        seconds: Length of the speech in it.
        language: ISO 639-1 code; empty where it is still to be detected.
        timed: Ask the model for timestamps, which keeps sentences that it leaps over without.
    """

    features: Features = field(repr=False)
    seconds: float
    language: str
    timed: bool = False

    @property
    def context(self) -> int:
        """Length of the context, frames of 10 ms."""
        return int(self.features.shape[1])

    @property
    def frames(self) -> int:
        """Length of the speech, frames of 10 ms."""
        return min(self.context, int(self.seconds * FRAMES_PER_SECOND))


def spectrogram(extractor: FeatureExtractor, samples: Samples, *, full: bool = False) -> Features:
    """Log-mel spectrogram of a window in the shortest context that fits it.

    The padding is silence in the signal, as in Whisper's training; zeros put into the
    spectrogram instead would sound like a steady murmur.

    Args:
        extractor: faster-whisper's, for the model's number of mel bands.
        samples: Shape (samples,), at most 30 s.
        full: Use the whole context of 30 s.
    """
    needed = len(samples) / SAMPLE_RATE + TAIL_SECONDS
    fitting = [seconds for seconds in CONTEXTS if seconds >= needed and not full]
    context = fitting[0] if fitting else FULL_CONTEXT
    heard = samples[: context * SAMPLE_RATE]
    padded = np.pad(heard, (0, context * SAMPLE_RATE - len(heard)))
    return np.ascontiguousarray(extractor(padded)[:, : context * FRAMES_PER_SECOND], dtype=np.float32)


def levelled(samples: Samples) -> Samples:
    """A window with its speech at the level that the model hears best; shape (samples,), not clipped.

    Each window by itself: a patient who turns away becomes as loud as before.
    """
    whole = len(samples) // _LEVEL_FRAME * _LEVEL_FRAME
    power = np.sort(np.square(samples[:whole]).reshape(-1, _LEVEL_FRAME).mean(axis=1))[::-1]
    if not len(power) or power[0] == 0:
        return samples
    loud = power[int(len(power) * _LOUD_SHARE)]
    voiced = power[(power >= loud * _PAUSE) & (power <= loud * _KNOCK)]
    speech = float(np.sqrt(voiced.mean()))
    return samples * np.float32(_SPEECH_LEVEL / max(speech, _SPEECH_LEVEL / _MOST_GAIN))
