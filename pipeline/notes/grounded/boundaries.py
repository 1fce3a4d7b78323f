"""Sentence ends and commas in run-on speech, put back by a learned model.

The model labels each gap between two words: nothing, a comma, a full stop or a question
mark. It sees two words before the gap and three after.
"""

import re
from collections.abc import Sequence

import numpy as np

from pipeline.notes.grounded.linear import load_model
from pipeline.notes.polarity import is_question

_RUN_ON = 12
_LONG_RUN_ON = 60
_MARKED = re.compile(r"[.?!](?=\s)|,(?=\s)")
_WORDS_PER_MARK = 30
_SHORTEST = 3
_LONG_QUESTION = 14
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_STOPS = {".", "?"}
_USUAL = 12
_STOP_BIAS = 1.0
_LONGER = 0.12
_PAUSE_BIAS = 1.5
_ASKS = re.compile(
    r"(?:do|did|are|were|can|could|would) you\b|have you (?:ever|also|been|had|noticed|tried"
    r"|taken|seen|felt|\w+ed)\b|have your\b|how (?:is|are|do|did|long|many|much|often|about"
    r"|would)\b"
    r"|what (?:is|are|do|did|about|kind|have|brings)\b|any (?:other|history|family|problems"
    r"|issues|fevers?|chest|nausea)\b"
    r"|tell me\b|(?:does|is|has) (?:it|the pain|that|your)\b|when (?:did|was|is)\b|where (?:is|does|do|did)\b"
)
_LEADS_IN = re.compile(
    r"so|and|what|how|when|where|why|that|as|if|or|now|okay|but|have|about|much|many|often|long"
    r"|because|which|think|know|say|said|says|like|where|while|than|then|well|sure|believe|mean|means"
)
_GOES_ON = re.compile(r"\b(?:can|could|would|will) you(?: please| just| also)?$|\b(?:how|what|which) [\w-]+$")
"""Openings of a question that the next words belong to ("could you | tell me", "how bad | would you")."""
_BEGINS = re.compile(
    r"(?:(?:so|now|and|okay|alright) ){0,2}(?:"
    r"(?:on|for|with) (?:your|the) (?:\w+ ){0,2}(?:exam|examination|results|assessment)\b"
    r"|(?:on|for) (?:your|the) (?:first|second|third|next|last) (?:problem|issue|diagnosis)\b"
    r"|(?<=so |nd |ow |ay |ht )any (?!of|more|further|better|questions)\w+|listening to your\b"
    r"|looking at your\b|(?:i'm|we're) (?:just )?going to (?:go ahead|have|order|prescribe"
    r"|give|put|send|refer|start|continue|increase|add|schedule|get|recommend|check|do|keep|see|take)\b"
    r"|what (?:i'm|we're) going to\b"
    r"|i (?:do|don't|also|did|didn't) (?:appreciate|see|hear|notice)\b|i (?:appreciate|recommend)\b"
    r"|(?:there's|there is) (?:no|some|a)\b|you (?:have|do have) (?:a|some|no|mild|positive)\b"
    r"|i (?:want|would like|'d like) (?:you )?to\b|your (?:lungs|heart|abdomen) (?:is|are|sounds?)\b)"
)
"""Words with which clinicians nearly always begin a sentence while they examine, judge and plan."""
_NEVER_LAST = re.compile(
    r"i|the|and|a|to|your|of|my|any|or|had|how|but|like|i'm|we|some|it's|she|just|when|as|that's|they|"
    r"has|an|if|i've|his|her|their|our|you're|need|let|looks|because|than|these|every|by|we'll|can't|"
    r"i'll|there's|what's|i'd|he's|which|very|other|get|got|appreciate|concern|want|sounds|seems"
)
_NEVER_FIRST = re.compile(
    r"of|had|me|been|be|up|an|than|too|ago|used|old|us|years|year|months|weeks|days|pain|out|day|long|"
    r"problem|problems|symptoms|lot|bit|side|down|better|feel|know|think"
)
"""Words that hardly ever end or open a sentence in the training dialogues, where the model may err."""


def features(words: Sequence[str], i: int) -> list[str]:
    """Features of the gap after word ``i``."""

    def at(offset: int) -> str:
        j = i + offset
        return words[j] if 0 <= j < len(words) else "<>"

    before, last, here, after, then = at(-1), at(0), at(1), at(2), at(3)
    return [
        f"0={last}", f"1={here}", f"2={after}", f"-1={before}", f"3={then}",
        f"01={last} {here}", f"12={here} {after}", f"-10={before} {last}", f"123={here} {after} {then}",
        f"-101={before} {last} {here}", f"012={last} {here} {after}", f"suffix={last[-3:]}",
        f"shape={last[-2:]} {here[-2:]}",
    ]  # fmt: skip


def ends_sentence(words: Sequence[str], i: int, since: int) -> bool:
    """Whether a sentence may well end after word ``i``, where the speaker also paused.

    ``words`` are lower-case without marks; ``since`` counts them from the last stop.
    """
    return _mark(words, i, since, paused=True) in _STOPS


def _mark(words: Sequence[str], i: int, since: int, *, paused: bool = False) -> str:
    model = load_model("boundary")
    following = " ".join(words[i + 1 : i + 8])
    if (_ASKS.match(following) or _BEGINS.match(following)) and not _LEADS_IN.fullmatch(words[i]):
        return "" if _GOES_ON.search(" ".join(words[max(0, i - 3) : i + 1])) else "."
    scores = model.scores(features(words, i))
    if _NEVER_LAST.fullmatch(words[i]) or _NEVER_FIRST.fullmatch(words[i + 1]):
        scores = np.where([c in _STOPS for c in model.classes], -np.inf, scores)
    bias = _STOP_BIAS + _LONGER * max(0, since - _USUAL) + (_PAUSE_BIAS if paused else 0.0)
    longer = np.array([bias if c in _STOPS else 0.0 for c in model.classes])
    return model.classes[int(np.argmax(scores + longer))]


def restore(text: str, *, punctuated: bool) -> str:
    """The text with its marks; a stretch that has enough of its own is left alone.

    ``punctuated``: the transcript as a whole has marks, so that only a very long stretch
    without any is taken for run-on speech.
    """
    if punctuated:
        text = " ".join(map(_merged_question, _SENTENCES.split(text)))
    words = text.split()
    marks = len(_MARKED.findall(text))
    if len(words) < (_LONG_RUN_ON if punctuated else _RUN_ON) or len(words) < _WORDS_PER_MARK * marks:
        return text
    return _with_marks(words)


def _merged_question(sentence: str) -> str:
    """A question that opens as a statement, with the marks between the two."""
    words = sentence.split()
    if not sentence.endswith("?") or len(words) < _LONG_QUESTION or is_question(sentence.rstrip("?")):
        return sentence
    return _with_marks(words)


def _with_marks(words: Sequence[str]) -> str:
    plain = [w.strip(".,?!").lower() for w in words]
    out: list[str] = []
    since = 0
    for i, word in enumerate(words):
        since += 1
        mark = ""
        if i + 1 < len(words) and word[-1] not in ".,?!":
            mark = _mark(plain, i, since)
            mark = "" if mark in _STOPS and since < _SHORTEST else mark
        out.append(word + mark)
        since = 0 if mark in _STOPS or word[-1] in ".?!" else since
    return " ".join(out)
