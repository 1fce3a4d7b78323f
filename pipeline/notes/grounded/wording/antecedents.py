"""Pronouns of a spoken sentence written as the noun that was said before.

"Show me the chest x-ray. It is normal." becomes "the chest x-ray is normal". The noun is sought
in the words before it, nearest first; where the nearest sentence that names one of the right kind
names several, the pronoun stays. Where it may stand for a relative's knee or scan, nobody can tell whose.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.models import Speaker
from pipeline.notes.attribution import names_another
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.asked_nouns import with_asked_noun
from pipeline.notes.grounded.wording.deeds import with_deed
from pipeline.notes.grounded.wording.doses import with_medication
from pipeline.notes.grounded.wording.nouns import (
    disorders_in,
    is_filler,
    measures_in,
    medications_in,
    parts_in,
    symptoms_in,
    taken_alone,
    tests_in,
)
from pipeline.notes.grounded.wording.sites import with_site
from pipeline.notes.grounded.wording.studies import with_study

Names = Callable[[str], list[str]]

_LED = r"^(?:(?:and|but|so|then|also|now|well|yeah|sometimes|usually|actually|at first|initially),? )*"
_ADVERBS = r"(?:(?:\w+ly|just|still|also|kind of|always|all|both|already|even|now) )*"
_CONDITION = re.compile(r"\W*(?:yes|yeah|no)?\W*(?:just|only) (?:if|when|whenever|after|with|at)\b", re.I)
"""What brings a symptom on is not what the patient tells of next."""
_HIS_OR_HERS = re.compile(r"\b(?:his|hers?|their)\b", re.I)
_CONTRACTED = {(False, False): " is", (False, True): " are", (True, False): " has", (True, True): " have"}
"""What "it's" stands for, by whether "been" follows and whether the noun is plural."""
_PLURAL_VERB = {"is": "are", "was": "were", "has": "have", "shows": "show", "does": "do", "'s": "are"}


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a pronoun stands for a noun of one kind; ``by``: whose words, where not everybody's.

    ``alone``: only what is said to be taken may be meant, and nothing else may be named since.
    """

    pattern: re.Pattern[str]
    names: Names
    by: Speaker | None = None
    reach: int = 3
    alone: bool = False


_END = (
    r"(?=[,.;]|$| (?:and|but|so|or|because|if|when|while|since|as|in|at|on|for|with|to|too|also|now|once"
    r"|twice"
    r"|daily|every|before|after|again|until|from|yet|well|regularly|initially|over|about|a|three|four|two)\b)"
)
_COUNTED = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|a hundred"
    r"|low|mid|high|upper)"
)
_OWNED = (parts_in, symptoms_in, tests_in)
"""Nouns that are one person's: a disorder or a medication may be a relative's and the patient's, too."""
_KINDS = (
    _Kind(
        re.compile(
            rf"{_LED}(?P<p>it|this|that)(?P<verb>'s|(?= ))(?= ?{_ADVERBS}"
            r"(?:(?:does|did|do) )?(?:show|shows|showed|reveals?|revealed|demonstrate[sd]?)\b)",
            re.I,
        ),
        tests_in,
        Speaker.CLINICIAN,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?P<p>it|this|they|those)(?P<verb>'s|'re|(?= (?:is|was|are|were)\b))(?= ?(?:is |was "
            rf"|are |were )?"
            rf"{_ADVERBS}(?:a little |a bit |slightly |completely |within )*(?:normal|low|high|elevated"
            rf"|borderline"
            r"|unremarkable|negative|at \d)\b)",
            re.I,
        ),
        tests_in,
        reach=2,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?:i (?:think|guess|believe) )?(?P<p>it)"
            r"(?P<verb>'s|(?= (?:is|was|runs?|ran|has been|reads?)\b))"
            r"(?= ?(?:(?:is|was|has|been|runs?|ran|running|reads?|reading) )*"
            r"(?:(?:about|around|approximately|like|at|usually|normally|in|the|up to|as high as|over) )*"
            rf"{_COUNTED}\b(?! (?:{_COUNTED} )*(?:minute|hour|day|week|month|year|time|pound|o'clock)))",
            re.I,
        ),
        measures_in,
        Speaker.PATIENT,
        reach=2,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?P<p>i)(?P<verb>'ve| have)(?= been (?:(?:at|around|about|like|running|right) )*"
            r"(?:\d+\.\d|(?:\d+|[a-z]+) point (?:\d|[a-z]+))\b)",
            re.I,
        ),
        tests_in,
        Speaker.PATIENT,
        reach=2,
    ),
    _Kind(
        re.compile(
            r"\b(?:increase|decrease|continue|continued|continuing|refills?(?: of| on| for)?|tak(?:e|es"
            r"|en|ing)|took"
            r"|us(?:e|es|ed|ing)|start(?:ed)?|stop(?:ped)?|restart|hold|prescribed?|raise|lower|reduce|double"
            r"|dispense \w+|give you \w+|alternate) (?P<p>(?:of )?(?:it|that|those|them))"
            + _END
            + r"(?! (?:easy"
            r"|slow|from here))",
            re.I,
        ),
        medications_in,
        reach=2,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?:maybe )?(?P<p>it)(?P<verb>'s|(?= ))"
            rf"(?= ?(?:(?:is|was|has|does|did)(?:n't)? )?(?:not )?{_ADVERBS}"
            r"(?:help(?:s|ed|ing)?|work(?:s|ed|ing)?|t(?:akes|aking|ook) the edge off|wears off)\b"
            r"(?!.*\b(?:more|less|longer|out)\b))",
            re.I,
        ),
        taken_alone,
        Speaker.PATIENT,
        alone=True,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?P<p>it)(?P<verb>'s|(?= ))(?= ?(?:is |was |has been )?{_ADVERBS}(?:a little |a bit "
            rf"|pretty |very |really )*"
            r"(?:hurts?|hurting|aches?|aching|swells?|swollen|throbs?|throbbing|stiff|numb|sore|tender"
            r"|locks|buckles"
            r"|gives out|feels (?:numb|stiff|weak|sore)|starts? (?:to )?(?:ach|hurt|throb)\w*)\b)",
            re.I,
        ),
        parts_in,
        Speaker.PATIENT,
        reach=2,
    ),
    _Kind(
        re.compile(
            rf"{_LED}(?P<p>it)(?P<verb>'s|(?= ))(?= ?(?:is |was |(?:has )?been )?{_ADVERBS}"
            r"(?:started(?! to (?:feel|get|look)\b)|comes and goes|come and go|coming and going|got worse"
            r"|gets worse|worse|stays|radiates|goes (?:down|up|into)"
            r"|lasts|lasted|went away|goes away|(?:pretty |very |quite )?(?:constant|sharp|dull|achy|burning)"
            r"|located)\b)",
            re.I,
        ),
        symptoms_in,
        Speaker.PATIENT,
        reach=5,
    ),
    _Kind(
        re.compile(
            r"^(?!.*(?:\b(?:not|never|no|none)\b|n't)).*\b(?:have|had|has|having|from|history of"
            r"|diagnosed with|for) (?P<p>it|that|that problem)"
            r"(?=[,.;]|$| (?:and|but|in the past|before|once|too|also|when)\b)",
            re.I,
        ),
        disorders_in,
        Speaker.PATIENT,
        reach=2,
    ),
)  # fmt: skip


def with_noun(
    clause: str, unit: Unit, before: Sequence[Unit], *, for_another: bool = False
) -> tuple[str, tuple[Unit, ...]] | None:
    """The clause of a unit with its pronoun's noun, and the unit before that names it, if one does.

    None where the nearest noun may be another's than the patient's. ``before`` are the units that
    precede ``unit``, nearest last; ``for_another``: a relative, who calls the patient "he" or "she", speaks.
    """
    asked = with_asked_noun(clause, unit, before, for_another=for_another)
    told = asked or with_medication(clause, unit, before)
    told = told or with_study(clause, unit, before)
    told = told or with_site(clause, unit, before) or with_deed(clause, unit, before)
    return told or _with_noun_before(clause, unit, before, for_another=for_another)


def _with_noun_before(
    clause: str, unit: Unit, before: Sequence[Unit], *, for_another: bool
) -> tuple[str, tuple[Unit, ...]] | None:
    for kind in _KINDS:
        found = kind.pattern.search(clause)
        if found and kind.by in {None, unit.speaker}:
            for source, text in _sources(clause, unit, before, kind):
                names = list(dict.fromkeys(kind.names(text)))
                if kind.names in _OWNED and _is_anothers(text, source, for_another=for_another):
                    if names or _HIS_OR_HERS.search(text):
                        return None
                    break
                if len(names) == 1 and (written := _written(clause, found, names[0])):
                    return written, () if source is unit else (replace(source, text=names[0]),)
                if names:
                    break
    return clause, ()


def _is_anothers(text: str, source: Unit, *, for_another: bool) -> bool:
    """Whether what the text names may be a relative's or an acquaintance's."""
    by_self = source.speaker is Speaker.PATIENT and not for_another
    return names_another(text) or (by_self and bool(_HIS_OR_HERS.search(text)))


def _sources(clause: str, unit: Unit, before: Sequence[Unit], kind: _Kind) -> Iterator[tuple[Unit, str]]:
    """The texts that may name the noun, nearest first."""
    led = unit, unit.text.partition(clause)[0]
    if kind.alone:
        said = (led, *((source, source.raw) for source in reversed(before[-kind.reach :])))
        yield from [(source, text) for source, text in said if not is_filler(text)][:1]
        return
    yield led
    if kind.names is tests_in:
        yield unit, unit.shown
    for source in reversed(before[-kind.reach :]):
        told = source.speaker is unit.speaker and kind.names is not disorders_in
        if (told or source.question) and not _CONDITION.match(source.raw):
            yield source, source.raw


def _written(clause: str, found: re.Match[str], name: str) -> str | None:
    """The clause with the name for the pronoun; None where they differ in number."""
    pronoun = found.group("p").lower()
    plural = name.endswith("s") and not name.endswith(("ss", "is", "us"))
    if pronoun in {"those", "these"} and not plural and name.startswith("the "):
        return None
    start, end = found.span("p")
    if pronoun in {"they", "those", "them", "these"} and not plural and start == found.start():
        return None
    verb = found.groupdict().get("verb")
    rest = clause[end:]
    if verb:
        rest = rest[len(verb) :]
        rest = _CONTRACTED[rest.startswith(" been"), plural] + rest
    elif plural and start == 0 and pronoun in {"it", "this", "that"}:
        first, _, others = rest.lstrip().partition(" ")
        rest = f" {_PLURAL_VERB.get(first.lower(), first)} {others}"
    return f"{clause[:start]}{name}{rest}"
