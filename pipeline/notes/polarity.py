"""Whether findings are present, absent or only asked about, in notes and in speech.

A negation reaches forward from its word to the end of its clause. A finding named in a
question takes the polarity of the answer that follows it. The manner is that of NegEx
(Chapman et al. 2001, J Biomed Inform 34:301), with question and answer added.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from pipeline.notes.lexicon import Concept, Mention, find_concepts
from pipeline.notes.questions import disowned, is_question, opens_on_given, presupposes, without_check


class Polarity(Enum):
    """What a text says about a finding; ``supposed`` is in a condition ("if the pain gets worse")."""

    PRESENT = "present"
    ABSENT = "absent"
    ASKED = "asked"
    SUPPOSED = "supposed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A concept and what a text says about it."""

    concept: Concept
    polarity: Polarity


SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
_NOT_NEGATION = re.compile(
    r"\bnot (?:only|sure|certain|necessarily|just)\b|\bno (?:doubt|wonder|change|problem|longer sure)\b"
    r"|\b(?:do|does|did)(?: ?n't| not) (?:know|think so|remember|care|mind|worry|wanna"
    r"|want)\b|\bwhy not\b"
    r"|\bnot (?:well|under|too) (?:\w+ )?control(?:led)?\b|\bno (?:more|less) than\b"
    r"|\bdo ?n't you\b|\bca ?n't\b(?! (?:recall|remember|say|think of))"
    r"|\bno ,? ?i (?:do|have|am)\b",
    re.I,
)
_NEGATOR = re.compile(
    r"\b(?:no|not|nothing(?= ?$)|denies|denied|deny|denying|without"
    r"|never|negative for|absence of|free of|nor|none|neither"
    r"|rule out|ruled out|rules out|resolved|unremarkable for|former"
    r"|(?:do|does|did|have|has|had|is|are|was|were|wo|ca|could|would|should|ca) ?n't|cannot)\b",
    re.I,
)
_SCOPE_END = re.compile(
    r"\b(?:but|however|except|although|though|other than|aside from|apart from|besides|because|since|until"
    r"|(?:fever|fevers|nausea|vomiting|cough|pain|surger(?:y|ies)),? some\b|(?:and|but),? (?:a (?:little"
    r"|lot|bit)|too much)\b"
    r"|(?:no|not any) (?:\w+ )?\w+ (?:i(?:'ve| have)|(?:he|she) has) had\b|there (?:is|are|was|were)"
    r"|which|endorses|reports"
    r"|positive for|presents|secondary to|due to|just|only"
    r"|(?:and|so|or) (?:i|he|she|it|there|we|you|they|then|now|my|his|her)\b(?! or)"
    r")\b|[;:.?!]|^\W*no, for\b|, (?:i|he|she|it|it's|there's|there is|we|you|they|my|his|her|and i) (?!nor)",
    re.I,
)
_ABSENT_AFTER = re.compile(
    r"^\s*(?:is|are|was|were|has been|have been)?\s*(?:absent|denied|negative|ruled out|resolved|unlikely"
    r"|not (?:present|noted|seen|appreciated|reported)|\?? ?no\b)",
    re.I,
)
_FILLER = (
    r"(?:(?:uh|um|oh|well|so|okay|ok|hmm+|mm|ah|er|you know|i mean|actually|honestly|and|but"
    r"|thankfully)\b[\s,.]*)*"
)
_YES = re.compile(
    rf"^\W*{_FILLER}(?:(?:yes|yeah|yep|yup|ya|(?:absolutely|definitely|certainly|of course)(?! not)"
    rf"|mm-hmm|mhm|uh-huh|that's right|that's correct|exactly"
    r"|for sure|sometimes|occasionally|slightly|a little|a bit|every (?:now|once)"
    r"|once in a while|only (?:when|whenever|if|after|with|at))\b"
    r"|(?:i (?:do|have|am|did|was|can)|it (?:does|is|did|has)|they (?:do|are|did)|sure|right"
    r"|correct)(?=\s*(?:[.,!]|$))"
    r"|i used to\b|i (?:did|do|have|had),? (?:initially|at first|at the (?:start|beginning)"
    r"|in the beginning|early on"
    r"|earlier|sometimes|occasionally|once|twice|for (?:a|about|the first)\b))",
    re.I,
)
_NO = re.compile(
    rf"^\W*{_FILLER}(?:no|nope|nah"
    rf"|(?:(?:absolutely|definitely|certainly|of course) )?not(?! sure| certain)|never|none|nothing"
    rf"|negative|neither"
    rf"|i (?:do ?n't|have ?n't|did ?n't|am not|ca ?n't|was ?n't)(?! (?:know|remember|recall if"
    rf"|think i))"
    r"|i'm not(?! sure| certain)|it (?:does ?n't|has ?n't|did ?n't|is ?n't)|they do ?n't"
    r"|do ?n't think so|i do not|i have not|i did not"
    r"|every(?:thing)? else (?:has been|is|was|seems) (?:ok|okay|fine|good|normal|all right)"
    r"|huh-uh|uh-uh|nuh-uh)\b",
    re.I,
)
_NO_BUT_RARELY = re.compile(
    rf"^\W*{_FILLER}(?:no|nope|not really)\b[\s,.]*(?:but |well |maybe |just )*(?:very |only )?"
    r"(?:rarely|occasionally|sometimes|once in a while|every now and then|seldom|hardly ever)\b",
    re.I,
)
WARNING = r"\b(?:(?:watch|look)(?:ing)?(?: out)? for|on the lookout for|warning signs?|red flags?)\b"
"""Words after which signs are named that the patient may get."""
_NO_LIST = (
    r"(?! (?:or |and )?(?!(?:call|go|come|let|use|take|stop|return|please|then|i|we|you|he|she|they|it|seek"
    r"|contact|get|do|keep|the|this|that|there|but|so)\b)(?:[\w-]+ ){0,4}[\w-]+(?:[,.;?!]|$| or | and ))"
)
"""Not the comma of a list, which goes on with a condition: "if you have chest pain, weakness, or ..."."""
CONDITION = re.compile(
    rf"{WARNING}(?:(?!\b(?:but|so|okay|alright|i|we|i'm|we're|i'll|we'll|please)\b)[^.;?!])*|"
    r"(?:\b(?:if|unless|in case|in the event)\b|^\W*should (?:the|this|that|it|there|your?|any)\b)"
    rf"(?:(?!,{_NO_LIST}| (?:but|then|we|i|please|go|call|come|let|use|take|stop|return)\b).)*",
    re.I | re.S,
)
_GIVEN_UP = re.compile(
    rf"^\W*{_FILLER}(?:yes,? |yeah,? |no,? )?i(?:'ve| have)? (?:\w+ly |just )?"
    r"(?:quit|stopped|gave (?:it|that|them) up)\b",
    re.I,
)
"""A habit asked about that the patient has no more."""
_NOT_WITHOUT = re.compile(rf"^\W*{_FILLER}(?:no,? )?(?:not|never) without\b", re.I)
"""Two negations: there is the finding, on a condition."""
_GAVE_UP = re.compile(r"(?<!\bto )\b(?:quit|stopped|gave up) (?:all |the |using )?$", re.I)
"""Words right before a habit that the patient has no more."""
_RUN_ON = 16
_LEADS_ON = re.compile(r"\b(?:if|when|whenever|unless|until|because|that|in case|once|while|where)$", re.I)
_REPLY_CLAUSES = 3
_CLAUSE_START = re.compile(
    r"\s(?=(okay|alright|all right|now|so|but|and then|and (?:i|you|we|there|on|your|it)|i|i'm"
    r"|i've|we|we're|there's|there is"
    r"|there are|you have|you do|do you|have you|are you|did you|is there|any|how|what|let's"
    r"|on your|your)\b)",
    re.I,
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, split after closing punctuation and at line ends."""
    return [s.strip() for s in SENTENCE_END.split(text) if s.strip()]


def answer(text: str) -> Polarity | None:
    """What a reply says by its opening words: present for yes, absent for no, else None."""
    if _NO.match(text) and not _NO_BUT_RARELY.match(text):
        return Polarity.ABSENT
    if _YES.match(text) or _NO_BUT_RARELY.match(text):
        return Polarity.PRESENT
    return None


def negated(sentence: str, mention: Mention) -> bool:
    """Whether a negation reaches the mention within its clause of the sentence."""
    if mention.concept.kind == "conditions" and _GAVE_UP.search(sentence[: mention.start]):
        return True
    before = _NOT_NEGATION.sub(lambda m: "_" * len(m.group()), sentence[: mention.start])
    clause = 0
    for end in _SCOPE_END.finditer(before):
        clause = end.end()
    return bool(_NEGATOR.search(before[clause:]) or _ABSENT_AFTER.match(sentence[mention.end :]))


@lru_cache(maxsize=8192)
def stated(sentence: str) -> tuple[Finding, ...]:
    """The findings of one written sentence, present, absent or supposed."""
    conditions = [found.span() for found in CONDITION.finditer(sentence)]

    def polarity(mention: Mention) -> Polarity:
        if any(start <= mention.start < end for start, end in conditions):
            return Polarity.SUPPOSED
        return Polarity.ABSENT if negated(sentence, mention) else Polarity.PRESENT

    return tuple(Finding(m.concept, polarity(m)) for m in find_concepts(sentence))


def _clauses(sentence: str) -> Iterator[str]:
    """Parts of a run-on sentence, so that a question in it does not swallow the rest."""
    if len(sentence.split()) < _RUN_ON:
        yield sentence
        return
    start = 0
    for mark in _CLAUSE_START.finditer(sentence):
        before = sentence[start : mark.start()]
        if _LEADS_ON.search(before) or (mark.group(1) == "any" and _NEGATOR.search(before[-50:])):
            continue
        yield before
        start = mark.end()
    yield sentence[start:]


def spoken(utterances: Sequence[str]) -> Iterator[Finding]:
    """The findings of utterances in order; one asked about takes the answer that follows."""
    said = [clause for utterance in utterances for s in sentences(utterance) for clause in _clauses(s)]
    for i, sentence in enumerate(said):
        mentions = find_concepts(sentence)
        if mentions and is_question(sentence):
            yield from _asked(sentence, mentions, _settled(list(_reply(said, i))))
        elif mentions and i + 1 < len(said) and disowned(sentence, said[i + 1], *said[i + 2 : i + 3]):
            yield from (Finding(m.concept, Polarity.ABSENT) for m in mentions)
        else:
            yield from stated(sentence)


def _settled(replies: Sequence[str]) -> Polarity | None:
    """What the clauses after a question make of the finding that it asks about."""
    if any(_NOT_WITHOUT.match(reply) for reply in replies):
        return Polarity.PRESENT
    if said := next(filter(None, map(answer, replies)), None):
        return said
    return Polarity.ABSENT if any(_GIVEN_UP.match(reply) for reply in replies) else None


def _reply(said: Sequence[str], i: int) -> Iterator[str]:
    """The clauses that may answer question ``i``: those after it, up to the next question after a reply."""
    replied = False
    for clause in said[i + 1 : i + 1 + _REPLY_CLAUSES]:
        asks = is_question(clause)
        if asks and replied:
            return
        replied = replied or not asks
        yield clause


def _asked(sentence: str, mentions: Sequence[Mention], reply: Polarity | None) -> Iterator[Finding]:
    for mention in mentions:
        given = Polarity.ABSENT if negated(sentence, mention) else Polarity.PRESENT
        if presupposes(sentence, mention.start, mention.end):
            yield Finding(mention.concept, given)
        elif reply is Polarity.PRESENT and given is Polarity.ABSENT:
            yield Finding(mention.concept, Polarity.ABSENT)
        else:
            told = given if opens_on_given(sentence) or without_check(sentence) else Polarity.ASKED
            yield Finding(mention.concept, reply or told)
