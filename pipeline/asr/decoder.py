"""The Whisper model on windows of speech: encode, generate, align."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from pipeline.asr.features import FRAMES_PER_SECOND, Features, Sound, spectrogram
from pipeline.asr.loading import load_whisper
from pipeline.asr.options import Hardware, ModelOptions
from pipeline.asr.processor import keep_memory_mapped, prepare_processor
from pipeline.asr.speech_file import Samples
from pipeline.asr.utterance import Utterance
from pipeline.asr.words import words_of

# What a doubtful window is decoded with, one after the other, until the text is credible.
# Whisper's own fallback raises the temperature, that is, draws random numbers: the same
# recording would give another transcript in each run. Forbidding repetition, ever more strictly,
# mends the same failure (text that runs in circles) and always ends alike.
_SECOND_HEARINGS: tuple[dict[str, Any], ...] = (
    {"timed": True},
    {},
    {"repetition_penalty": 1.1},
    {"repetition_penalty": 1.2, "no_repeat_ngram_size": 4},
)
# Whisper gives half of its 448 tokens to what precedes the text.
_MAX_PROMPT_TOKENS = 223
_MAX_TOKENS = 224
# Fast English is 6 tokens a second, the encounters' median 2.7. A text that runs in circles never
# ends by itself, and while it goes on the rest of its batch waits.
_TOKENS_PER_SECOND = 8
_SHORTEST_LIMIT = 48
# The search ends when as many texts are finished (the patience of Kasai et al. 2022, arXiv:2204.05424):
# waiting for more takes longer, and errs no less (beam 5 on the encounters: 12.6 % of words either way).
_FINISHED = 2


class Decoder:
    """A loaded model; its methods may be called from several threads at once."""

    def __init__(self, options: ModelOptions) -> None:
        """Load the weights; raises `OSError`, `RuntimeError` or `ValueError` where they cannot be."""
        prepare_processor()
        self.options = options
        self.hardware = Hardware.of(options)
        self._whisper: Any = load_whisper(options, self.hardware)
        keep_memory_mapped()
        self._tokenizer = lru_cache(maxsize=None)(self._load_tokenizer)
        self._suppressed = list(get_suppressed_tokens(self._tokenizer("en"), [-1]))

    def _load_tokenizer(self, language: str) -> Any:
        multilingual = self._whisper.model.is_multilingual
        return Tokenizer(self._whisper.hf_tokenizer, multilingual, task="transcribe", language=language)

    def features(self, samples: Samples, *, full: bool = False) -> Features:
        """`spectrogram` with this model's mel bands."""
        return spectrogram(self._whisper.feature_extractor, samples, full=full)

    def detect_language(self, features: Features) -> str:
        """ISO 639-1 code of the most probable language of a window."""
        if not self._whisper.model.is_multilingual:
            return "en"
        token, _ = self._whisper.model.detect_language(self._encode([features]))[0][0]
        return str(token).strip("<|>")

    def decode(self, sounds: Sequence[Sound]) -> list[Utterance]:
        """Transcribe windows of one context and language together; their words come timed.

        Raises:
            RuntimeError: The model failed, for example for lack of memory.
        """
        encoded = self._encode([sound.features for sound in sounds])
        found = self._generate(
            encoded,
            sounds,
            seconds=sounds[0].context / FRAMES_PER_SECOND,
            prompt=self.options.prompt_in(sounds[0].language),
            timed=sounds[0].timed,
        )
        return self._aligned(encoded, sounds, found)

    def decode_again(self, sound: Sound) -> Utterance | None:
        """Transcribe one doubtful window, unprompted, in the full context, against repetition.

        Returns None where no attempt is credible.
        """
        encoded = self._encode([sound.features])
        for against in _SECOND_HEARINGS:
            found = self._generate(encoded, [sound], seconds=sound.seconds, **against)
            if found[0].silent:
                return found[0]
            if not found[0].doubtful:
                [aligned] = self._aligned(encoded, [sound], found)
                return None if aligned.doubtful else aligned
        return None

    def _encode(self, features: list[Features]) -> Any:
        """Encoder states of windows of one context.

        On a CPU they are encoded one by one: the attention of one window fits the cache,
        that of several does not, and a batch takes longer than its windows alone.
        """
        if self.hardware.device == "cuda" or len(features) == 1:
            return self._whisper.encode(np.stack(features))
        states = [np.array(self._whisper.encode(one)) for one in features]
        return ctranslate2.StorageView.from_array(np.concatenate(states))

    def _generate(
        self,
        encoded: Any,
        sounds: Sequence[Sound],
        *,
        seconds: float,
        prompt: str = "",
        timed: bool = False,
        **search: Any,
    ) -> list[Utterance]:
        before = [self._before_text(sound.language, prompt, timed=timed) for sound in sounds]
        # The library takes for the text what remains after the prompt, and half at most.
        limit = min(_MAX_TOKENS, max(_SHORTEST_LIMIT, int(seconds * _TOKENS_PER_SECOND)))
        results = self._whisper.model.generate(
            encoded,
            before,
            max_length=limit + max(limit, len(before[0])),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            beam_size=self.options.beam_size,
            patience=min(1.0, _FINISHED / self.options.beam_size),
            **search,
        )
        return [self._utterance(result) for result in results]

    def _before_text(self, language: str, prompt: str, *, timed: bool) -> list[int]:
        """What precedes the text of a window.

        Timestamps are not asked for at first. With them the model leaves out the end of what
        it takes for a sentence cut off; without, it now and then leaps over whole sentences,
        and is asked again. Word times come from the alignment in both cases.
        """
        tokenizer = self._tokenizer(language)
        start = [*tokenizer.sot_sequence] if timed else [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if not prompt:
            return start
        before = tokenizer.encode(" " + prompt.strip())
        return [tokenizer.sot_prev, *before[:_MAX_PROMPT_TOKENS], *start]

    def _utterance(self, result: Any) -> Utterance:
        tokenizer = self._tokenizer("en")
        tokens = result.sequences_ids[0]
        spoken = tuple(token for token in tokens if token < tokenizer.eot)
        return Utterance(
            tokens=spoken,
            text=tokenizer.decode(spoken).strip(),
            # The score is the mean over the tokens; the closing token counts as one more.
            log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech=result.no_speech_prob,
        )

    def _aligned(
        self,
        encoded: Any,
        sounds: Sequence[Sound],
        found: list[Utterance],
    ) -> list[Utterance]:
        """Add word times to utterances of one language."""
        alignments = self._alignments(encoded, sounds, [list(one.tokens) for one in found])
        return [replace(one, words=words_of(pieces)) for one, pieces in zip(found, alignments, strict=True)]

    def _alignments(self, encoded: Any, sounds: Sequence[Sound], tokens: list[list[int]]) -> list[Any]:
        """faster-whisper's alignment: on a GPU all together, on a CPU one by one.

        On a CPU a batch saves no time, and the probabilities would depend on its other texts.
        """
        align = partial(self._whisper.find_alignment, self._tokenizer(sounds[0].language))
        frames = [sound.frames for sound in sounds]
        if self.hardware.device == "cuda" or len(sounds) == 1:
            return list(align(tokens, encoded, frames))
        states = np.array(encoded)
        view = ctranslate2.StorageView.from_array
        return [align([tokens[n]], view(states[n : n + 1]), [frames[n]])[0] for n in range(len(sounds))]
