"""Sentence borders that a recogniser heard but did not mark: capitals and pauses.

Whisper often drops the full stops of a stretch of speech yet keeps the capitals of its
sentences, and each word carries its times. A stop goes where a capital stands on a word
that only opens sentences, and where the speaker paused at a gap that the boundary model
takes for a likely end.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.models import Segment, Word
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.reading.boundaries import ends_sentence

PAUSE_S = 0.3
"""Silence between two words, seconds, that supports a sentence end; shorter ones are hesitation."""

_OPENS = (
    r"We|You|He|She|They|It|This|That|These|Those|There|The|A|An|My|Your|His|Her|"
    r"Their|Our|Please|What|When|Where|How|Why|Who|Which|If|Otherwise|So|And|But|Or|"
    r"Then|Now|Also|Because|After|Before|Until|While|Any|Do|Did|Does|Have|Has|Had|Are|"
    r"Is|Was|Were|Can|Could|Would|Should|Will|Let|Let's|Okay|Alright|Yes|Yeah|No|Not|"
    r"Well|For|In|On|At|With|From|As|To|Just|Take|Keep|Continue|Call|Go|Come|Make|"
    r"Drink|Try"
)
_A_NAME = r"A (?:and|&) E\b|(?<=itis )A\b|(?<=vitamin )A\b|(?<=Vitamin )A\b"
"""Where a capital A is part of a name: a British emergency department, a kind of hepatitis."""
_CAPITAL = re.compile(rf"(?<=[a-z0-9%]) (?!{_A_NAME})(?=(?:{_OPENS})\b(?!\.))")
_LEAST_WORDS = 3
_BROKEN_OFF = re.compile(r"\w-[\s.,]*$")
_HEARD = re.compile(
    r"(?:(?:mm|hmm?|mm-hmm|uh-huh|yes|yeah|okay|ok|right|sure|alright|all right)\b\W*){1,2}", re.I
)
_WORD = re.compile(r"[\w'-]+")
_GO_ON = frozenset(("PREPOSITION", "AND", "WHICH", "DETERMINER"))
"""Classes of the words that go on with a sentence rather than open one."""


def continues(last: Segment, following: Segment) -> bool:
    """Whether a speaker goes on in the next segment with the sentence begun in the last.

    The recogniser then leaves the last one open ("any changes in your...") or begins the next
    in lower case.
    """
    opened = last.text.rstrip().endswith(("...", "…", ","))
    begun = last.text[:1].isupper() and following.text[:1].islower()
    return last.speaker == following.speaker and (opened or begun)


def goes_on(last: Segment, following: Segment) -> bool:
    """Whether a segment left open by `left_open` goes on in the next."""
    ended = last.text.rstrip().endswith((".", "?", "!"))
    return last.speaker == following.speaker and not ended and last.text[:1].isupper()


def resumes(last: Segment, listener: Segment, following: Segment) -> bool:
    """Whether a speaker broken off by a listener's "mm-hmm" ends the sentence in the turn after it."""
    broken = _BROKEN_OFF.search(last.text) and last.speaker == following.speaker != listener.speaker
    begun = _WORD.search(following.text)
    goes_on = begun and word_class(begun.group().lower()) in _GO_ON
    return bool(broken and goes_on and _HEARD.fullmatch(listener.text))


def left_open(text: str) -> str:
    """The text without its closing mark, because its sentence goes on."""
    return text.rstrip(" .?!…,")


def with_borders(segment: Segment) -> Segment:
    """The segment with a full stop at each border that its capitals or pauses show."""
    text = _at_capitals(_at_pauses(segment.text, segment.words))
    return segment if text == segment.text else segment.model_copy(update={"text": text})


def _at_capitals(text: str) -> str:
    pieces: list[str] = []
    start = 0
    for border in _CAPITAL.finditer(text):
        before = text[start : border.start()]
        if len(before.split()) >= _LEAST_WORDS:
            pieces.append(before)
            start = border.end()
    return ". ".join([*pieces, text[start:]])


def _at_pauses(text: str, words: Sequence[Word]) -> str:
    said = [word.text.strip() for word in words]
    if " ".join(said) != " ".join(text.split()):
        return text
    plain = [word.strip(".,?!").lower() for word in said]
    since = 0
    for i, (word, following) in enumerate(pairwise(words)):
        since += 1
        paused = following.start - word.end >= PAUSE_S and since >= _LEAST_WORDS
        if paused and said[i][-1:] not in ".?!," and ends_sentence(plain, i, since):
            said[i] += "."
        since = 0 if said[i][-1:] in ".?!" else since
    return " ".join(said)
