"""Who says what: by channel where each speaker has one, else by voice; roles by words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.asr.roles import roles
from pipeline.asr.turns import LEAST_SHARE, tell_apart
from pipeline.asr.voices import Voice, voice_of
from pipeline.asr.windows import Window
from pipeline.models import Speaker, Word


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what tells its speaker.

    Attributes:
        words: Timed in the recording.
        channel: Where it was heard.
        voice: Its embedding; None where not asked for, or too short to tell.
    """

    words: Sequence[Word]
    channel: int
    voice: Voice | None = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.words[-1].end - self.words[0].start

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)


def said(window: Window, words: Sequence[Word], *, voiced: bool) -> Said:
    """A sentence of a window, with its voice if ``voiced``."""
    voice = voice_of(window.excerpt(words[0].start, words[-1].end)) if voiced else None
    return Said(words, window.channel, voice)


def speakers(sentences: Sequence[Said]) -> list[Speaker]:
    """The speaker of each sentence of a recording; unknown wherever it cannot be told."""
    groups: list[int | None] = [one.channel for one in sentences]
    surely_two = _on_both_channels(sentences)
    if not surely_two:
        groups = tell_apart([one.voice for one in sentences], [one.seconds for one in sentences])
    texts: tuple[list[str], list[str]] = ([], [])
    for one, group in zip(sentences, groups, strict=True):
        if group is not None:
            texts[group].append(one.text)
    role = roles(*texts, surely_two=surely_two)
    return [Speaker.UNKNOWN if group is None else role[group] for group in groups]


def _on_both_channels(sentences: Sequence[Said]) -> bool:
    """Whether each channel has a speaker: what is on one alone may still be two."""
    if not sentences:
        return False
    shares = np.bincount([one.channel for one in sentences], [one.seconds for one in sentences], minlength=2)
    return bool(shares.min() >= LEAST_SHARE * shares.sum())
