"""What the model made of a window, and whether to believe it."""

import math
import zlib
from dataclasses import dataclass

from pipeline.models import Word

# The limits of Whisper's own fallback (Radford et al. 2022, section 4.5).
MAX_COMPRESSION = 2.4
MIN_LOG_PROBABILITY = -1.0
MAX_NO_SPEECH = 0.6
# Words that the prompt put into noise measured 0.005 to 0.18.
MIN_WORD_PROBABILITY = 0.2
_LEAST_PROBABILITY = 1e-3
# A few words said over and over compress too little to be noticed. People say "no, no, no" less often.
_MOST_REPEATS = 7
_LONGEST_LOOP = 3


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
        """Whether it must be decoded again: too repetitive, too improbable, or heard nowhere."""
        return (
            self.compression > MAX_COMPRESSION
            or self.circling
            or self.log_probability < MIN_LOG_PROBABILITY
            or (bool(self.words) and self.word_probability < MIN_WORD_PROBABILITY)
        )

    @property
    def circling(self) -> bool:
        """Whether one, two or three words are repeated again and again."""
        words = self.text.lower().split()
        return any(_repeats(words, length) >= _MOST_REPEATS for length in range(1, _LONGEST_LOOP + 1))

    @property
    def word_probability(self) -> float:
        """Geometric mean over the words, given the sound alone and no prompt."""
        logs = [math.log(max(word.probability, _LEAST_PROBABILITY)) for word in self.words]
        return math.exp(sum(logs) / len(logs))

    @property
    def compression(self) -> float:
        """Size of the text over its compressed size; repetition compresses well."""
        data = self.text.encode()
        return len(data) / len(zlib.compress(data)) if data else 0.0


def _repeats(words: list[str], length: int) -> int:
    """How often the most repeated run of ``length`` words follows itself."""
    same = most = 0
    for before, after in zip(words, words[length:], strict=False):
        same = same + 1 if before == after else 0
        most = max(most, same)
    return 1 + most // length
