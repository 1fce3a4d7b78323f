"""Words from the pieces that the model's attention was aligned to."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.models import Word


def words_of(pieces: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    """Join aligned pieces to words; only a leading space starts one.

    faster-whisper splits "49-year-old," in four, punctuation apart. A word is as probable
    as its least probable piece.

    Args:
        pieces: ``word``, ``start``, ``end`` (seconds in the window) and ``probability``.
    """
    words: list[Word] = []
    for piece in pieces:
        if not piece["word"].strip():
            continue
        if words and not piece["word"].startswith(" "):
            words[-1] = _extended(words[-1], piece)
        else:
            words.append(_word(piece))
    return tuple(words)


def _word(piece: Mapping[str, Any]) -> Word:
    return Word(
        start=float(piece["start"]),
        end=float(piece["end"]),
        text=piece["word"].strip(),
        probability=min(1.0, float(piece["probability"])),
    )


def _extended(word: Word, piece: Mapping[str, Any]) -> Word:
    return Word(
        start=word.start,
        # A trailing mark is aligned to the pause after the word, which is not part of it.
        end=float(piece["end"]) if any(map(str.isalnum, piece["word"])) else word.end,
        text=word.text + piece["word"].strip(),
        probability=min(word.probability, float(piece["probability"])),
    )
