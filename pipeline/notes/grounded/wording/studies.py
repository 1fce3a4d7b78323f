"""Which study showed a finding: "I reviewed the x-ray of your foot. There is no fracture."

A finding that only an image shows takes the one study that its own sentence or the one right before
it names as done now, and of no other part of the body; a study that is ordered, pending, refused or of
the past shows nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.reading.units import Unit

_SHOWN = (
    r"(?:(?:no|any|not any|some|an?|the|acute|obvious|good|normal|bony|boney|subtle|slight|mild|dorsal|volar"
    r"|small|large|evidence of|signs? of|or|well|defined|well-defined|significant|displaced) )*"
    r"(?:fractures?|dislocations?|(?:bony |boney )?alignment|displacement|bon(?:e?y|e) (?:abnormalit(?:y|ies)"
    r"|fragments?|misalignment)|osteomyelitis|hydronephrosis|well[- ]defined mass|disc (?:degeneration"
    r"|herniation|bulge))"
)
_SEEN = re.compile(
    r"(?:(?:and|so|but|now|okay|alright|then|also|here|luckily|thankfully),? )*"
    r"(?:i (?:did |have )?review(?:ed)? (?:the|your) (?:results?|images),? and )?"
    r"(?:(?:there(?:'s| is| are)|i (?:do |don't |do not )?(?:also )?(?:see|notice|note|appreciate|recognize)"
    r"|(?:you|we) can see (?:that )?(?:it's|it is|there's|there is|there are)(?: an?)?)"
    r"(?: that there (?:is|are))?"
    rf" )?(?P<found>{_SHOWN}\b.*)",
    re.I,
)
_NOT_SEEN = re.compile(r"\bi (?:don't|do not)\b", re.I)
_STUDY = re.compile(
    r"\b(?:(?:left|right|chest|back|neck|hip|knee|ankle|foot|wrist|hand|elbow|shoulder|finger|lumbar|cervical"
    r"|spine|abdominal|pelvic|brain|head) )*"
    r"(?:x-?rays?|ct(?: scan)?|mri(?: scan)?|ultrasound|radiographs?)\b"
    r"(?: (?:of|for) (?:the|your|that|this|both) (?:(?:left|right|lower|upper|index|middle|lumbar"
    r"|cervical) )*(?!(?:it|this|that|which|and|looks?)\b)[a-z]+)?",
    re.I,
)
_DONE = re.compile(
    r"\b(?:review\w*|look(?:ed|ing)? at|results?|did|had|have done|took|got|get|shows?|showed|pictures|images"
    r"|(?:this|here)(?:'s| is)|before (?:you|we|i) came|prior to)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:order\w*|want(?!ed)|would|need|if|schedule|recommend|repeat|refer|in case|may|might|should"
    r"|go(?:ing|nna)? (?:to )?get|will (?:get|do|have)|let's get|pending|not|never|no|cancel\w*|refus\w+"
    r"|declin\w+|wait\w*|still|missed|soon|tomorrow|tonight|next)\b|n't\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:ago|years?|months?|weeks?|last|previous\w*|prior(?! to\b)|old|earlier|once|used to|back in|before"
    r"(?! (?:you|we|i) (?:came|come)\b)|in (?:19|20)\d\d|january|february|march|april|june|july|august"
    r"|september|october|november|december)\b",
    re.I,
)
_EXAMINED = re.compile(r"\b(?:examin\w+|exam|palpat\w+|feel\w*|felt|press\w*|push\w*|tender\w*)\b", re.I)
_PARTS = re.compile(
    r"\b(?:chest|ribs?|back|neck|hip|knee|ankle|foot|feet|toe|heel|leg|thigh|calf|wrist|hand|thumb|finger"
    r"|elbow|arm|forearm|shoulder|spine|lumbar|cervical|abdom\w+|belly|stomach|pelvi[sc]|brain|head|skull|face"
    r"|jaw|nose|lungs?|kidneys?|liver)s?\b",
    re.I,
)
_SIDES = re.compile(r"\b(?:left|right)\b", re.I)
_ELSEWHERE = re.compile(
    r"\b(?:x-?rays?|ct|mri|ultrasound|radiographs?|imaging|scan|palpat\w+|exam|crepitus|feel|history|if"
    r"|last (?:year|month|time)|when)\b",
    re.I,
)
"""Words of a finding that was felt, found or told otherwise, or that names its study."""
_END = re.compile(r" (?:present|there|here|right now|noted|seen|at all|there right now|today)$", re.I)
_PRAISE = re.compile(r",? which is [^,]*$", re.I)
_CLAUSE = re.compile(r"\b(?:is|are|was|were|looks?|seems?|appears?)\b|'s\b", re.I)
_DEFINED = re.compile(r"well[- ]defined", re.I)
_REACH = 3
_MODALITIES = ("x-?ray", "ct", "mri", "ultrasound", "radiograph")


def with_study(clause: str, unit: Unit, before: Sequence[Unit]) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause with the study that showed its finding, and the unit that names it, or None."""
    seen = _SEEN.fullmatch(clause.rstrip(" .")) if unit.speaker is Speaker.CLINICIAN else None
    if seen is None or _ELSEWHERE.search(clause) or _CLAUSE.search(_found(seen)):
        return None
    for source, text in _sources(clause, unit, before):
        if studies := _studies(text):
            sure = len(_kinds(studies)) == 1 and _is_done(text) and not _differs(text, clause)
            return _told(clause, seen, studies[-1], source, unit) if sure else None
    return None


def _is_done(text: str) -> bool:
    return bool(_DONE.search(text)) and not any(p.search(text) for p in (_TO_COME, _PAST, _EXAMINED))


def _differs(text: str, clause: str) -> bool:
    """Whether the finding names another part of the body or another side than the sentence of its study."""
    for one in (_PARTS, _SIDES):
        studied = {m.group().lower().rstrip("s") for m in one.finditer(text)}
        if studied and {m.group().lower().rstrip("s") for m in one.finditer(clause)} - studied:
            return True
    return False


def _studies(text: str) -> list[str]:
    """The studies that the text names, a whole name for the same without its part of the body."""
    named = list(dict.fromkeys(m.group().lower() for m in _STUDY.finditer(text)))
    return [s for s in named if not any(o != s and (o.endswith(f" {s}") or o.startswith(s)) for o in named)]


def _kinds(studies: Sequence[str]) -> set[str]:
    return {kind for kind in _MODALITIES for s in studies if re.search(rf"\b{kind}", s)}


def _found(seen: re.Match[str]) -> str:
    found = _END.sub("", _PRAISE.sub("", seen.group("found")))
    return f"a well-{found[5:]}" if _DEFINED.match(found) else found


def _told(
    clause: str, seen: re.Match[str], study: str, source: Unit, unit: Unit
) -> tuple[str, tuple[Unit, ...]]:
    shows = "show" if re.search(r"(?:x-?ray|radiograph)s\b", study) else "shows"
    found = _found(seen)
    if _NOT_SEEN.search(clause):
        found = re.sub(r"^(?:any|an?) ", "no ", found)
        found = found if found.lower().startswith("no ") else f"no {found}"
    cited = () if source is unit else (replace(source, text=study),)
    return f"the {study} {shows} {found}", cited


def _sources(clause: str, unit: Unit, before: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """The texts that may name the study, nearest first: only findings like this one may stand between."""
    yield unit, unit.text.partition(clause)[0]
    if unit.shown and not (before and before[-1].turn == unit.turn and _EXAMINED.search(before[-1].raw)):
        yield unit, f"results of the {unit.shown}"
    for source in reversed(before[-_REACH:]):
        if source.turn == unit.turn and source.speaker is unit.speaker:
            yield source, source.raw
        if not _SEEN.fullmatch(source.text.rstrip(" .")) or _differs(source.text, clause):
            return
