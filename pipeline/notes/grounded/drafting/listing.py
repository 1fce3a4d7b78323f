"""Findings listed in one sentence: "denies a, b, or c", "reports a and b"."""

import re
from collections.abc import Sequence

from pipeline.notes.grounded.drafting.drafts import Kind
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.lexicon import Mention, find_medications

_QUALITIES = re.compile(
    r"(?:\ba (?:little|bit of|little bit of) )?(?:\b(?:some|mild|moderate|severe|slight|occasional"
    r"|intermittent|constant|sharp|dull|dry|yellow|green|clear|white|brown|bloody|thick|watery|left|right"
    r"|lower|upper"
    r"|bilateral)(?:-sided)? )*$",
    re.I,
)

_QUALIFIER = re.compile(
    r"(?:\b(?:heavy|menstrual|rectal|vaginal|breast|colon|gi|lung|skin|prostate|ovarian|leg|ankle|facial"
    r"|severe|unusual|recent|intentional"
    r"|new|productive|unexplained|sudden|significant|excessive|blurry|frequent|night|suicidal|lower back"
    r"|neck|calf) )+$",
    re.I,
)
_PLACE = re.compile(
    r" (?:in|on|of|down|around|from) (?:either of |both )?(?:your|my|his|her|their|the) (?:(?:left|right"
    r"|lower|upper|inner|outer) )*(?:hands?"
    r"|feet|foot|legs?|arms?|fingers?|toes?|chest|back|neck|shoulders?|knees?|ankles?|face|hips?|groin"
    r"|calf|calves|wrists?|elbows?|stomach|abdomen|urine|stools?|thighs?|belly)\b",
    re.I,
)

_ASKED_PLACE = re.compile(
    r"\b(?P<place>chest|back|neck|abdominal|stomach|belly|leg|calf|knee|hip|shoulder|arm|foot|ankle|wrist|hand)"
    r" (?:pain|discomfort|tightness|pressure)s?\W*$",
    re.I,
)
_PLACELESS = re.compile(r"\b(?P<how>cramp(?:s|ing)?|ach(?:es|e|ing)|tightness|pressure|discomfort|soreness)$")
"""Pains that are nowhere by themselves."""
_SITE_BEFORE = re.compile(
    r"\b(?:(?:left|right|lower|upper) )*(?:back|neck|abdominal|stomach|belly|leg|calf|knee|hip|shoulder|arm"
    r"|foot|ankle|wrist|hand|thigh|toe|finger|chest|pelvic|menstrual) $",
    re.I,
)
_SITE_AFTER = re.compile(r"(?:,|(?: (?:just|only|mostly|sometimes|down|right|but)))*(?= )", re.I)
_TO = re.compile(
    r" to (?:any )?(?:medications?|medicines?|meds|drugs|foods?|latex|penicillin)"
    r"(?: or (?:medications?|foods?))?\b",
    re.I,
)
_PART_AFTER = re.compile(
    r" (?P<part>eyes?|ears?|nose|throat|skin|scalp|ankles?|legs?|feet|hands?|joints?|knees?)\b", re.I
)
_PART_BEFORE = re.compile(r"\b(?P<part>eye|ear)s?,? (?:or |and )?$", re.I)
"""The part named just before, of which a discharge in the same list is."""
_SWOLLEN = re.compile(
    r"\b(?P<part>(?:ankles?|legs?|feet|hands?|knees?)"
    r"(?: (?:or|and) (?:ankles?|legs?|feet|hands?|knees?))?) $",
    re.I,
)
_LAY = re.compile(r"^(?:belly|tummy) (?=pain|ache|discomfort|cramp)")
_WITH = re.compile(r" (?:with|from|after) (?:the |your )?", re.I)


def denial(wordings: Sequence[str], writer: Writer) -> str:
    """The sentence that the patient denies these findings."""
    verb = "deny" if writer.who.plural else "denies"
    return writer.sentence(f"{writer.who.subject} {verb} {join_names(wordings, Kind.DENIAL)}")


def report(wordings: Sequence[str], writer: Writer) -> str:
    """The clause that the patient reports these findings."""
    verb = "report" if writer.who.plural else "reports"
    return f"{writer.who.subject} {verb} {join_names(wordings, Kind.AFFIRMATION)}"


def wording(said: str, mention: Mention) -> str:
    """How a list names the finding: as it was said where that is a noun, else by its name."""
    named = said[mention.start : mention.end].lower() if mention.noun else mention.concept.name
    return _LAY.sub("abdominal ", named)


def qualified(asked: str, mention: Mention) -> str:
    """The wording with what the question says of it: "heavy bleeding", "tingling in your hands"."""
    if of_part := _of_part(asked, mention):
        return of_part
    before, place = _QUALIFIER.search(asked[: mention.start]), _PLACE.match(asked, mention.end)
    place = place or (_TO.match(asked, mention.end) if mention.noun else None)
    said = before.group().lower() if before and mention.noun else ""
    where = place.group().lower() if place else _from_drug(asked, mention)
    return f"{said}{wording(asked, mention)}{where}"


def _of_part(asked: str, mention: Mention) -> str:
    """The finding with the part that the words name: "itchy eyes", and "eye discharge" after it."""
    named = asked[mention.start : mention.end].lower()
    part = _PART_AFTER.match(asked, mention.end)
    if part and not mention.noun:
        return f"{named}{part.group().lower()}"
    if named == "swelling" and (swollen := _SWOLLEN.search(asked[: mention.start])):
        return f"swelling in the {swollen['part'].lower()}"
    before = _PART_BEFORE.search(asked[: mention.start])
    return f"{before['part'].lower()} {named}" if before and named == "discharge" else ""


def _from_drug(asked: str, mention: Mention) -> str:
    """The medication that the finding is said to come with: " with the naproxen"."""
    lead = _WITH.match(asked, mention.end)
    drug = next((m for m in find_medications(asked) if lead and m.start == lead.end()), None)
    return asked[mention.end : drug.end].lower() if drug else ""


def asked_place(before: Sequence[Unit]) -> str:
    """The part of the body that a question just before asks of ("any chest pain?"), or nothing."""
    asked = _ASKED_PLACE.search(before[-1].raw) if before and before[-1].question else None
    return asked.group("place").lower() if asked else ""


def placed(named: str, place: str) -> str:
    """The name of a pain that is nowhere by itself, with the place asked about ("chest cramps")."""
    how = _PLACELESS.search(named)
    if not (place and how) or _SITE_BEFORE.search(named[: how.start()]):
        return named
    return f"{named[: how.start()]}{place} {how['how']}"


def described(said: str, mention: Mention) -> str:
    """The wording with the qualities and the site said of it: "a little yellow mucus", "cramps in my leg"."""
    named = wording(said, mention)
    if not mention.noun:
        return named
    lead = said[: mention.start]
    site = _SITE_BEFORE.search(lead) if _PLACELESS.search(named) else None
    before = _QUALITIES.search(lead[: site.start()] if site else lead)
    gap = _SITE_AFTER.match(said, mention.end)
    where = _PLACE.match(said, gap.end()) if gap and _PLACELESS.search(named) else None
    words = (
        before.group() if before else "",
        site.group() if site else "",
        named,
        where.group() if where else "",
    )
    return " ".join(w.strip() if w == named else w.strip().lower() for w in words if w.strip())


def join_names(names: Sequence[str], kind: Kind) -> str:
    """The names as a list: "a, b, or c" for a denial, "a, b, and c" otherwise."""
    names = list(dict.fromkeys(names))
    word = "or" if kind is Kind.DENIAL else "and"
    if len(names) == 1:
        return names[0]
    comma = "" if names[2:] == [] else ","
    return ", ".join(names[:-1]) + f"{comma} {word} {names[-1]}"
