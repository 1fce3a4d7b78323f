"""The problems of the assessment and plan, and which sentences belong to each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.models import Speaker
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.language.disorders import names_disorder
from pipeline.notes.grounded.language.person import third_person
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import negated

_NAME = r"(?P<name>(?:[\w'-]+ ?){1,7}?)"
_END = (
    r"(?=[,.;?]|\s+(?:i|i'm|i'll|we|we're|we'll|you|you're|it|it's|is|are|was|let's|that"
    r"|that's|this|so|continue|and (?:i|we|you|for|then|so)|let"
    r"|standpoint|perspective|what|which|um|again|go|here|as|the|right now|he|she|his|her|with"
    r"|because|there|your|my|our|their|just|looks|looking|seems?|okay|consistent|moves|have|has"
    r"|to (?:prevent|keep|help|get|avoid)|in (?:your|the) case)\b|$)"
)
_CUES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:for|with|on|to|and|then|so|is)? ?(?:your|the|his|her) (?:very )?(?:first|second"
        r"|third|fourth|fifth|next|last|other|final|main)"
        r" (?:problem|issue|concern|one|diagnosis|condition)s?(?: here| today)?(?:,? (?:of|is"
        r"|being|the|your|his|her|with|for))*,? (?:your |the |his |her )?"
        + _NAME + _END,
        r"\bfrom (?:a|an|your|the|his|her) " + r"(?P<name>(?:[\w'-]+ ){1,4}?)(?:standpoint|perspective)",
        r"\b(?:in terms of|as far as|in regards? to|with regards? to|regarding|when it comes to"
        r"|as for) (?:your|the|his|her) (?:history of )?"
        + _NAME + _END,
        r"\b(?:for|under|with) (?:your|his|her) (?:history of )?"
        + _NAME + _END,
    )
)  # fmt: skip
_DIAGNOSIS = re.compile(
    r"\b(?:(?:you|he|she|they)(?: do| does|'re)?(?: likely| probably)? (?:have|has)(?: had)?"
    r"|consistent with|diagnosis (?:of|is|for \w+ is)|this is|that is|(?:this|it) looks like"
    r"|impression (?:is|of)"
    r"|suffering from|developed|indicative of|suspicious for|dealing with|is (?:most likely "
    r"|likely |probably )?(?:due to|from)|most likely)"
    r" (?:that (?:you|he|she) (?:have|has) )?(?:what (?:we call|is called) )?(?:likely "
    r"|probably |most likely |called )?(?:a |an |some |the |this )?"
    + _NAME + _END,
    re.I,
)  # fmt: skip
_SURE = re.compile(r"diagnos|consistent|impression|suffering|indicative|likely", re.I)
_BELIEVED = re.compile(r"\bi (?:think|believe|suspect) (?:that )?$", re.I)
_LOOKS = re.compile(r"(?:this|it) looks like\b", re.I)
_TRAILING = re.compile(
    r"(?:[\s,]+(?:now|for|and|or|so|but|the|a|an|of|to|in|on|with|at|from|today|again|also"
    r"|that|really|well|okay|alright|there|when|if|first|pretty|getting|doing|we|i|you|he|she|they))+$",
    re.I,
)
_FRAME = re.compile(
    r"^(?:(?:first|second|third|next|last|other) problem,? (?:of|is)? ?(?:the|his|her"
    r"|their)? ?)|\s+(?:is|are) concerned$",
    re.I,
)
_ANNOUNCED = re.compile(
    r"^(?:(?:primary |main |second |first |final )?(?:diagnosis|problem|issue|history) (?:of|is)"
    r"|(?:pcp|doctor|cardiologist|specialist) for(?: that| the| your)?|consistent with|(?:related|due"
    r"|secondary) to|what (?:we|i) call) ",
    re.I,
)
_RUNS_ON = re.compile(
    r"\s+(?:consistent|looking|continue|their|to (?:prevent|keep|help|get)|that (?:we|i|you|he|she)"
    r"|and (?:we|i|he|she)"
    r"|based|from (?:his|her|their|the))\b.*$",
    re.I,
)
"""What follows a name in the same breath."""
_LED_IN = re.compile(
    r"^(?:(?:primary|main|first|second|third|next|last|other) (?:problem|diagnosis|issue)s?,? ?(?:is )?)?"
    r"(?:(?:he|she|they|there) (?:probably |likely )?(?:has|have|had|is|are) |(?:his|her"
    r"|their) (?:diagnosis|problem) is |more of |pcp for |some |(?:is )?that )*"
    r"(?:(?:this|that|these|some|an?) )?",
    re.I,
)
_DENIED = re.compile(r"(?:\bnot|n't|\bno|\bnever|\bwithout|\brul\w+ out)(?: \w+){0,2} $", re.I)
_OVER_OR_UNDER = re.compile(r"\b(hyper|hypo)(?=\w{5})", re.I)
_NOT_A_NAME = re.compile(
    r"(?:beginning|he|she|they|only|primary|bone health|caused|going|getting|doing|taking|good|a lot|what"
    r"|that"
    r"|this|we|i|stress|something|\w+ is)\b|pain\W*$",
    re.I,
)
_OF_ANYBODY = re.compile(
    r"\b(?:any(?:one|body)|every(?:one|body)|some(?:one|body)|people|patients|those|women|men|children)"
    r"(?: (?:who|that|is|are|have|has|with))*\W*$",
    re.I,
)
"""Whose a disorder is that is only spoken of in general."""
_LATE = 0.35
_DOUBT = re.compile(r"\b(?:likely|probabl[ey]|(?<=i )suspect|possibl[ey])\b", re.I)
_DOUBTFUL = {"like": "likely", "prob": "probable", "susp": "suspected", "poss": "possible"}
_NEAR_NAME = 70
"""Characters up to the end of a diagnosis in which its doubt is sought."""


@dataclass(slots=True)
class Problem:
    """A problem's name, the segments that name it, and its sentences."""

    name: str
    segments: tuple[int, ...]
    start: int
    items: list[Scored] = field(default_factory=list)


def find_problems(units: Sequence[Unit], writer: Writer) -> list[Problem]:
    """The problems that the clinician names one by one, in order, each once."""
    found: list[Problem] = []
    for i, unit in enumerate(units):
        if unit.speaker is Speaker.PATIENT or unit.position < _LATE:
            continue
        for cue in _CUES:
            match = cue.search(unit.raw)
            if match and _is_name(match.group("name")):
                _add(found, match.group("name"), unit, i, writer)
                break
    return found or _diagnosis(units, writer, _sure)


def _is_name(name: str) -> bool:
    return names_disorder(name)


def _add(found: list[Problem], name: str, unit: Unit, i: int, writer: Writer, *, doubt: str = "") -> None:
    name = _TRAILING.sub("", name.strip(" ,"))
    name = _ANNOUNCED.sub("", name.strip(" ,"))
    name = re.sub(r"^(?:(?:of|the|your|his|her|a|an|acute|this) )+|(?:'s| okay| part)$", "", name.strip(" ,"))
    name = _FRAME.sub("", third_person(name, writer.who, first=False))
    name = _RUNS_ON.sub("", _LED_IN.sub("", _RUNS_ON.sub("", name)))
    name = re.sub(r" (?:diagnosis|just)$", "", re.sub(r"\band (?:his|her|their) ", "and ", name))
    title = writer.sentence(writer.plain(name))
    if _NOT_A_NAME.match(title) or not _is_name(title):
        return
    found[:] = [p for p in found if not _is_opposite(p.name, title)]
    keys = {m.concept.name for m in find_concepts(title)}
    if any(keys & {m.concept.name for m in find_concepts(p.name)} for p in found):
        return
    told = writer.sentence(f"{doubt} {title[:1].lower()}{title[1:]}") if doubt else title
    found.append(Problem(told, unit.segments, i))


def _is_opposite(name: str, later: str) -> bool:
    """Whether a later name is the opposite of an earlier one, which was then a slip ("hyper-", "hypo-")."""
    same = _OVER_OR_UNDER.sub("", name.lower()) == _OVER_OR_UNDER.sub("", later.lower())
    return same and name.lower() != later.lower()


def find_belief(units: Sequence[Unit], writer: Writer) -> Problem | None:
    """The disorder that the clinician says to believe in ("I think you have ..."), or None."""
    return next(iter(_diagnosis(units, writer, _believed)), None)


def _sure(match: re.Match[str], text: str) -> bool:
    del text
    return bool(_SURE.search(match.group()))


def _believed(match: re.Match[str], text: str) -> bool:
    opinion = _BELIEVED.search(text[: match.start()]) or _LOOKS.match(match.group())
    return bool(opinion) and _is_name(match.group("name"))


def _diagnosis(
    units: Sequence[Unit], writer: Writer, sure: Callable[[re.Match[str], str], bool]
) -> list[Problem]:
    for i, unit in enumerate(units):
        if unit.speaker is Speaker.PATIENT or unit.position < _LATE or unit.question:
            continue
        for match in _DIAGNOSIS.finditer(unit.text):
            before = unit.text[: match.start()]
            if _DENIED.search(before) or _OF_ANYBODY.search(before):
                continue
            if sure(match, unit.text) and not any(negated(unit.text, m) for m in find_concepts(unit.text)):
                found: list[Problem] = []
                doubt = _doubt(unit.text[: match.end("name")][-_NEAR_NAME:])
                _add(found, match.group("name"), unit, i, writer, doubt=doubt)
                if found:
                    return found
    return []


def _doubt(before: str) -> str:
    """How sure the clinician is of the name that ends the text, as a word before it, or nothing."""
    said = _DOUBT.search(before)
    return _DOUBTFUL[said.group().lower()[:4]] if said else ""


def group(items: Sequence[Scored], problems: list[Problem]) -> list[Scored]:
    """Give each item to the problem named last before it; returns those before the first."""
    loose = []
    for item in items:
        before = [p for p in problems if p.start <= item.draft.index]
        if before:
            before[-1].items.append(item)
        else:
            loose.append(item)
    return loose


REASONING = "Medical Reasoning"
_LABELS = (
    ("Specialist Referrals", r"\brefer|consult|see (?:a|an|the) \w+ologist|ologist\b"),
    (
        "Additional Testing",
        r"\b(?:order|repeat|check|obtain|schedul\w+|do|run|send)\b.*\b(?:x-?ray|mri|ct|labs?|blood"
        r"|test|echo\w*|ultrasound|panel|a1c|urine"
        r"|culture|biopsy|ekg|scan|study|studies|colonoscopy|endoscopy|level|levels|mammogram"
        r"|emg)\b|\b(?:mri|x-ray|ct scan|ultrasound|echocardiogram)\b.*\bwill\b",
    ),
    (
        "Medical Treatment",
        r"\b(?:start|continue|increase|decrease|prescri\w+|take|mg|medication|therapy|brace|splint"
        r"|inject\w*|surgery|ointment|cream|inhaler"
        r"|refill|dose|supply|antibiotic\w*|ibuprofen|tylenol|ice|sling|boot|cast|keep|insulin|stay on)\b",
    ),
    ("Follow-up", r"\bfollow[- ]?up (?:in|with|after|at|next|on)\b|\b(?:come|return|see \w+) back\b"),
    (
        "Patient Education and Counseling",
        r"\b(?:should|avoid|diet|exercise|call|monitor|watch|encourage|important|try|isolat\w+"
        r"|hydrat\w+|let (?:me"
        r"|us) know|if (?:he|she|they)|drink|rest|stop|can|make sure)\b",
    ),
)  # fmt: skip


def label(sentence: str) -> str:
    """What kind of plan line a sentence is."""
    for name, cue in _LABELS:
        if re.search(cue, sentence, re.I):
            return name
    return REASONING
