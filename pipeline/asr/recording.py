"""One recording on its way through the batcher."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.asr.batcher import Batcher
from pipeline.asr.decoder import Decoder
from pipeline.asr.features import Sound, levelled
from pipeline.asr.speech_file import SAMPLE_RATE, Samples
from pipeline.asr.utterance import Utterance
from pipeline.asr.windows import Window
from pipeline.models import Priority, Word

# Windows of one recording that wait for the model at once, in batches.
_BATCHES_AHEAD = 2
# How often a waiting recording looks whether it was cancelled, seconds.
_LOOK = 0.25
# Windows hold pauses of at most 0.8 s: a longer time without a word is speech passed over.
_HOLE = 3.5
# How long the word before it is taken to last, seconds.
_WORD = 0.6


class Cancelled(Exception):
    """The recording is not wanted any more."""


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """A window and its words, timed in the recording; no words where nothing credible was said.

    Attributes:
        lost: Whether there was speech that could not be made out.
    """

    window: Window
    words: tuple[Word, ...]
    lost: bool


@dataclass(slots=True)
class Recording:
    """What one recording needs to get its windows decoded in order.

    Attributes:
        language: ISO 639-1 code; detected on the first window where it is None.
        cancelled: Asked while waiting; True ends the work.
    """

    batcher: Batcher
    decoder: Decoder
    priority: Priority
    cancelled: Callable[[], bool]
    language: str | None
    _owner: object = field(default_factory=object)
    _waiting: deque[tuple[Window, Future[Utterance | None]]] = field(default_factory=deque)

    def hear(self, windows: Iterator[Window]) -> Iterator[HeardWindow]:
        """Yield what was said in each window, in their order, as they finish.

        The next windows are prepared while the model works on the ones before.

        Raises:
            Cancelled: ``cancelled`` became true.
            RuntimeError: The model failed on a window of this recording.
        """
        ahead = _BATCHES_AHEAD * self.decoder.options.batch_size
        try:
            for window in windows:
                self._submit(window)
                while self._waiting and (len(self._waiting) >= ahead or self._waiting[0][1].done()):
                    yield self._next()
            while self._waiting:
                yield self._next()
        finally:
            self.batcher.withdraw(self._owner)

    def _submit(self, window: Window) -> None:
        if self.cancelled():
            raise Cancelled
        features = self.decoder.features(levelled(window.samples))
        if self.language is None:
            self.language = self.decoder.detect_language(features)
        sound = Sound(features, window.seconds, self.language)
        self._waiting.append((window, self.batcher.submit(self._owner, sound, priority=self.priority)))

    def _next(self) -> HeardWindow:
        window, result = self._waiting.popleft()
        utterance = self._result(result)
        # Silence may be the prompt's doing; where there was none the model is believed.
        prompted = bool(self.decoder.options.prompt_in(self.language or "en"))
        if utterance is not None and (prompted if utterance.silent else utterance.doubtful):
            utterance = self._result(self._submit_again(window))
        if utterance is None or utterance.silent:
            return HeardWindow(window, (), lost=utterance is None)
        if passed_over(utterance.words, window.seconds):
            utterance = self._heard_fuller(window, utterance)
        words = [*utterance.words, *self._missed(window, utterance)]
        timed = (_timed(window, word) for word in sorted(words, key=lambda word: word.start))
        return HeardWindow(window, tuple(timed), lost=False)

    def _heard_fuller(self, window: Window, utterance: Utterance) -> Utterance:
        """What timestamps make of a window in which stretches were passed over, if they leave out less."""
        again = self._result(self._submit_timed(levelled(window.samples)))
        if again is None or again.silent or again.doubtful:
            return utterance
        return min(utterance, again, key=lambda one: _unheard(one.words, window.seconds))

    def _missed(self, window: Window, utterance: Utterance) -> Iterator[Word]:
        """Words of the stretches that the model passed over, each decoded as a window of its own."""
        # At the window's own level: a murmur by itself would be raised to a voice.
        heard = levelled(window.samples)
        for start, end in passed_over(utterance.words, window.seconds):
            samples = heard[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
            found = self._result(self._submit_timed(samples))
            if found is None or found.silent or found.doubtful:
                continue
            for word in found.words:
                shifted = {"start": word.start + start, "end": min(word.end + start, end)}
                yield word.model_copy(update=shifted)

    def _submit_timed(self, samples: Samples) -> Future[Utterance | None]:
        features = self.decoder.features(samples)
        sound = Sound(features, len(samples) / SAMPLE_RATE, self.language or "en", timed=True)
        return self.batcher.submit(self._owner, sound, priority=self.priority)

    def _submit_again(self, window: Window) -> Future[Utterance | None]:
        features = self.decoder.features(levelled(window.samples), full=True)
        sound = Sound(features, window.seconds, self.language or "en")
        return self.batcher.submit(self._owner, sound, priority=self.priority, alone=True)

    def _result(self, result: Future[Utterance | None]) -> Utterance | None:
        while True:
            if self.cancelled():
                raise Cancelled
            with contextlib.suppress(StillWaiting):
                return result.result(timeout=_LOOK)


def passed_over(words: Sequence[Word], seconds: float) -> list[tuple[float, float]]:
    """Stretches of a window, in seconds, in which no word begins although it is all speech.

    Whisper sometimes ends its text early, or leaps over a speaker after a pause.
    """
    starts = [0.0, *(word.start for word in words), seconds]
    return [
        (begin + (_WORD if n else 0.0), end)
        for n, (begin, end) in enumerate(pairwise(starts))
        if end - begin > _HOLE
    ]


def _unheard(words: Sequence[Word], seconds: float) -> float:
    """Seconds of a window that were passed over."""
    return sum(end - start for start, end in passed_over(words, seconds))


def _timed(window: Window, word: Word) -> Word:
    start, end = window.span(word.start, word.end)
    return word.model_copy(update={"start": round(start, 3), "end": round(end, 3)})
