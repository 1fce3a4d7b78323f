"""Spoken text to plain text: no fillers, false starts or repeats; usual spellings.

Nothing that carries a fact is touched: only fillers, repeats and set phrases go.
"""

import re
from functools import lru_cache

from pipeline.notes.facts import SPLIT_DECIMAL
from pipeline.notes.grounded.reading.corrections import corrected
from pipeline.notes.grounded.reading.fillers import with_parts_joined, without_fillers, without_stray_commas
from pipeline.notes.grounded.reading.letters import with_words_joined
from pipeline.notes.grounded.reading.remedies import with_use
from pipeline.notes.grounded.reading.repeats import without_cut_words, without_false_starts, without_repeats
from pipeline.notes.grounded.reading.second_names import with_second_names
from pipeline.notes.grounded.reading.spellings import spelled

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for words whose meaning is lost, so that no sentence can be written from them."""
_COMMANDS = re.compile(
    r"\b(?:hey|hi|okay|ok)?,? ?dragon\b,?(?: (?:show me|order|finalize|schedule|refer"
    r"|go ahead)[^.?!\n]*)?[.?!]?",
    re.I,
)


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text of one utterance without fillers, cut words, repeats and dictation commands."""
    text = spelled(with_words_joined(SPLIT_DECIMAL.sub(UNREADABLE, text)))
    text = corrected(with_second_names(_COMMANDS.sub(" ", text)))
    text = without_cut_words(without_fillers(text))
    text = without_stray_commas(without_false_starts(re.sub(r"\s+", " ", text)))
    text = with_parts_joined(without_repeats(text))
    text = re.sub(r"([.?!])\s*,", r"\1", text)
    return with_use(re.sub(r"\s+", " ", text).strip(" ,-"))
