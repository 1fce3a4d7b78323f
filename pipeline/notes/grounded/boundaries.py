"""Sentence boundaries in run-on speech."""

import re

_RUN_ON = 25


def restore(text: str) -> str:
    """The text with sentence ends put back where a long stretch has none."""
    if len(text.split()) < _RUN_ON or re.search(r"[.?!]\s", text):
        return text
    return re.sub(r"\s(?=(?:okay so|and then|so i|now i|but i)\b)", ". ", text)
