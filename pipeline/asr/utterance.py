"""What the model made of a window, and whether to believe it."""

import zlib
from dataclasses import dataclass

from pipeline.models import Word

# The limits of Whisper's own fallback (Radford et al. 2022, section 4.5).
MAX_COMPRESSION = 2.4
MIN_LOG_PROBABILITY = -1.0
MAX_NO_SPEECH = 0.6


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the model made of one window.

    Attributes:
        tokens: Ids of its text tokens.
        text: Their text.
        log_probability: Mean over the tokens.
        no_speech: Probability that the window holds no speech.
        words: Its words, timed from the start of the window; empty until aligned.
    """

    tokens: tuple[int, ...]
    text: str
    log_probability: float
    no_speech: float
    words: tuple[Word, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether nothing was said, as far as the model can tell."""
        improbable = self.log_probability < MIN_LOG_PROBABILITY
        return not self.text or (improbable and self.no_speech > MAX_NO_SPEECH)

    @property
    def doubtful(self) -> bool:
        """Whether it must be decoded again: too repetitive or too improbable."""
        return self.compression > MAX_COMPRESSION or self.log_probability < MIN_LOG_PROBABILITY

    @property
    def compression(self) -> float:
        """Size of the text over its compressed size; repetition compresses well."""
        data = self.text.encode()
        return len(data) / len(zlib.compress(data)) if data else 0.0
