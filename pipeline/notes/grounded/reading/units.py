"""Transcript segments to units: the sentences that selection and rewriting work on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pipeline.models import Segment, Speaker
from pipeline.notes.grounded.reading.borders import resumes
from pipeline.notes.grounded.reading.boundaries import restore
from pipeline.notes.grounded.reading.cleaning import clean
from pipeline.notes.grounded.reading.conditions import in_order, in_short, raises_alarm
from pipeline.notes.grounded.reading.corrections import without_denied_again
from pipeline.notes.grounded.reading.small_words import without_small_words
from pipeline.notes.grounded.reading.speakers import is_examiners, is_patients, tells_own_life
from pipeline.notes.grounded.reading.vocatives import without_vocatives
from pipeline.notes.orders import is_order
from pipeline.notes.questions import is_question

_STOP = re.compile(r"[.?!](?=\s|$)")
_SPLIT = re.compile(r"(?<=[.?!])\s+")
_SHOWN = re.compile(r"\bdragon\b,? ,?(?:please )?show me (?P<what>[^.?!,]{3,40}?)\s*[.?!,]", re.I)
_CONDITION = re.compile(
    r"(?:(?:and|but|so|now|okay|then),? )*(?:if|once|as soon as|unless) (?:[\w']+ ){1,7}[\w'-]+\.$", re.I
)
"""A condition that was cut from what it is the condition of."""
_MUST = re.compile(
    r"(?:and |so |then )*you(?:'ll| will| would|'d)? (?:really )?(?:need|must|should|have to)\b", re.I
)
"""How the sentence opens that tells what to do in an emergency."""
_LEFT_OPEN = re.compile(r"\bor[-.\s]*$", re.I)
"""How a question ends that the patient is left to finish ("any blood in it or-")."""
MAKES_SURE = re.compile(
    r"\bwant(?:ed)? to (?:just )?make sure (?:that )?you(?:'re| are|'ve| have)?"
    r"(?: not|n't| don't| do not| haven't) (?:having|have|had|feeling|getting|experiencing|noticed)"
    r" (?:any|some|an?)\b",
    re.I,
)
"""How a clinician asks in the hope of a no."""
_AGAIN = 2
"""Sentences back to one whose last word may be said again."""
_WORDS_PER_STOP = 40
_ASKING = re.compile(
    r"\b(?:you|your|you're|doc|doctor|right|okay|ok|correct|huh|what|why|how|when|which|who|where"
    r"|should|can|could"
    r"|would|do|does|did|is|isn't|are|am|will)\b",
    re.I,
)
"""Words without one of which a patient asks nothing, whatever the mark."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One spoken sentence: its text, who said it, and where.

    ``segments`` are indices into the transcript's segments; ``raw`` keeps the opening
    words ("no, ...") that ``text`` has lost, because answers live in them; ``position`` is
    0 at the start of the transcript and 1 at its end.
    """

    text: str
    raw: str
    segments: tuple[int, ...]
    speaker: Speaker
    turn: int
    position: float
    shown: str = ""

    @property
    def question(self) -> bool:
        """Whether the sentence asks something; a patient's answer may only sound so ("six or seven?")."""
        if self.speaker is Speaker.PATIENT and not _ASKING.search(self.raw):
            return is_question(self.raw.rstrip(" ?"))
        asks = _LEFT_OPEN.search(self.raw) or MAKES_SURE.search(self.raw)
        return is_question(self.raw) or bool(asks and self.speaker is Speaker.CLINICIAN)

    def may_answer(self, asked: "Unit") -> bool:
        """Whether it is a patient's sentence right after the turn of that question."""
        return self.speaker is Speaker.PATIENT and asked.question and asked.turn == self.turn - 1


def _is_punctuated(segments: Sequence[Segment]) -> bool:
    words = sum(len(s.text.split()) for s in segments)
    stops = sum(len(_STOP.findall(s.text)) for s in segments)
    return words < _WORDS_PER_STOP * max(stops, 1)


def _continues(last: Segment, following: Segment) -> bool:
    """Whether a sentence runs on over the border of two segments, as Whisper often cuts them."""
    return last.speaker == following.speaker and not last.text.rstrip().endswith((".", "?", "!"))


def _runs(segments: Sequence[Segment], *, joined: bool) -> Iterator[list[int]]:
    run: list[int] = []
    resumed = {i for i in range(2, len(segments)) if joined and resumes(*segments[i - 2 : i + 1])}
    heard = {i - 1 for i in resumed}
    for i, segment in enumerate(segments):
        if i in heard:
            continue
        if run and i not in resumed and not (joined and _continues(segments[run[-1]], segment)):
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _sentences(
    run: Sequence[int], segments: Sequence[Segment], *, punctuated: bool
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Sentences of a run with the segments that each draws its words from."""
    pieces: list[str] = []
    cited: list[int] = []
    for at, i in enumerate(run):
        said = segments[i].text.lstrip(" .,-") if at else segments[i].text
        split = _SPLIT.split(restore(clean(said), punctuated=punctuated))
        for sentence, following in zip_longest(map(in_order, split), split[1:], fillvalue=""):
            pieces.append(sentence)
            cited.append(i)
            if _CONDITION.match(sentence):
                pieces[-1] = f"{sentence[:-1]},"
            elif raises_alarm(sentence) and _MUST.match(following):
                pieces[-1] = f"{sentence[:-1]}, and"
            elif sentence.endswith(("?", "!", ".")):
                yield " ".join(pieces), tuple(dict.fromkeys(cited))
                pieces, cited = [], []
    if any(pieces):
        yield " ".join(pieces), tuple(dict.fromkeys(cited))


def plain_texts(segments: Sequence[Segment]) -> tuple[str, ...]:
    """The segments' texts without fillers and with their marks restored, as units are read from them."""
    punctuated = _is_punctuated(segments)
    read = (_SPLIT.split(restore(clean(s.text), punctuated=punctuated)) for s in segments)
    return tuple(" ".join(map(in_order, sentences)) for sentences in read)


def _speaker(text: str, labelled: Speaker, *, own_life: bool) -> Speaker:
    """Who said the sentence, where only one of the two can have.

    ``own_life``: a clinician tells of the own health in the turn, which is not the patient's.
    """
    if is_patients(text) and not own_life:
        return Speaker.PATIENT
    return Speaker.CLINICIAN if is_examiners(text) else labelled


def _shown(said: str, sentence: str) -> str:
    """What was last asked to be shown before the sentence of the segment's text, or nothing."""
    opening = sentence.rsplit(maxsplit=1)[-1].strip(".,?!")
    asked = [m for m in _SHOWN.finditer(said) if opening in said[m.end() :]]
    return asked[-1].group("what") if asked else ""


def split_units(segments: Sequence[Segment]) -> list[Unit]:
    """The sentences of a transcript in spoken order."""
    joined = _is_punctuated(segments)
    last = max(len(segments) - 1, 1)
    units: list[Unit] = []
    for turn, run in enumerate(_runs(segments, joined=joined)):
        first = segments[run[0]].speaker
        own_life = first is Speaker.CLINICIAN and any(tells_own_life(segments[i].text) for i in run)
        for heard, cited in _sentences(run, segments, punctuated=joined):
            raw = in_short(heard)
            if re.search(r"\w", raw) and not is_order(raw, segments[cited[0]].speaker):
                text = without_small_words(without_vocatives(without_small_words(raw)))
                speaker = _speaker(text, segments[cited[0]].speaker, own_life=own_life)
                own = [u.text for u in units[-_AGAIN:] if u.speaker is speaker]
                text = without_denied_again(text, own) if speaker is Speaker.CLINICIAN else text
                shown = _shown(segments[cited[0]].text, raw)
                units.append(Unit(text, raw, cited, speaker, turn, cited[0] / last, shown))
    return units
