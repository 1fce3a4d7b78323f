"""The review of systems, assembled from what the patient denied and affirmed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.notes.grounded.arranging.symptom_names import listed_name
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.limits import is_guessed
from pipeline.notes.grounded.drafting.listing import join_names
from pipeline.notes.lexicon import Mention, find_concepts, find_medications
from pipeline.notes.polarity import Polarity, negated

OTHER_PERSON = re.compile(
    r"\b(?:mother|father|mom|mum|dad|brother|sister|parents?|wife|husband|son|daughter|kids?"
    r"|child(?:ren)?|aunt|uncle|cousin|grand\w+|friend|neighbou?r"
    r"|co-?worker|boss|(?:room|flat|house)-?mates?|partner|girlfriend|boyfriend|family|anyone|anybody|someone)\b",
    re.I,
)
_CONDITIONAL = re.compile(
    r"\bbecause (?:he|she|they) (?:always|usually|often) (?:gets?|has|have|feels?)\b|\b(?:if|when"
    r"|not (?:think|sure|know)|whenever|anytime|any time|every time|even|worried|afraid|in case|might"
    r"|could|may|rule out|without|unless|prevent\w*|for)\b",
    re.I,
)
_EARLIER = re.compile(r"\b(?:in the past|previously|before|never had)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:(?:is|are|been|going|doing|feels?|getting|gotten|got|became) (?:\w+ )?(?:better|well|good)"
    r"|improv\w+|resolved|went away|gone|going away|any ?more|as (?:much|many|bad|often)|wish(?:es)?|almost"
    r"|nearly|used to|initially|at first|earl(?:y|ier) on|in the beginning|for the first"
    r"|(?:it|that|they|which) (?:has |have |had )?(?:all |since |just |then )*"
    r"(?:stopped|cleared|subsided))\b",
    re.I,
)
"""Words of a symptom that has gone, is less, or never came."""
_FROM_DRUG = re.compile(r" (?:with|from|after|on) (?:the |my |his |her |their )?(?=[a-z])", re.I)
_EXCEPTED = re.compile(r"\b(?:other th[ae]n|except|apart from|aside from|besides|but for)\b", re.I)
"""What a denial does not hold for: it is told whole, and never as a plain one."""
_OF_OTHERS = re.compile(r"\bthey(?:'ve|'re)?\b", re.I)
_IN_ANOTHER_SENSE = re.compile(
    r"\bstream\b.*\bweak|\bweak\b.*\bstream|\btoo much stress\b|\bweight loss (?:study|program"
    r"|medications?|clinic|drugs?|surgery)\b|\birritable bowel\b|\bback of (?:my|his"
    r"|her|their|the)\b",
    re.I,
)
_OF_PART = (
    (re.compile(r"\beyes?\b", re.I), "Eyes"),
    (re.compile(r"\b(?:ears?|nose|throat)\b", re.I), "Ears, Nose, Mouth and Throat"),
)
"""Parts that a finding of any system may be said of."""
_REACTION = re.compile(r"\ballergic to\b|\ballergic reaction\b", re.I)
_FIRST = (
    "Constitutional",
    "Eyes",
    "Ears, Nose, Mouth and Throat",
    "Cardiovascular",
    "Respiratory",
    "Gastrointestinal",
    "Genitourinary",
    "Musculoskeletal",
    "Skin",
    "Neurological",
    "Psychiatric",
    "Endocrine",
    "Hematologic",
    "Allergic",
)


@dataclass(slots=True)
class _Symptom:
    """What was said about one symptom: its wording, and the drafts by polarity."""

    system: str
    wording: str | None = None
    said: dict[Polarity, Draft] = field(default_factory=dict)


def review(drafts: Sequence[Draft]) -> list[tuple[str, str, tuple[int, ...]]]:
    """Lines of (system, sentence, segment indices), systems in their usual order.

    A symptom that the patient both denied and affirmed is left out.
    """
    symptoms = _symptoms(drafts)
    lines = []
    for system in _FIRST:
        for polarity, verb in ((Polarity.PRESENT, "Reports"), (Polarity.ABSENT, "Denies")):
            here = [s for s in symptoms if s.system == system and s.wording and list(s.said) == [polarity]]
            if here:
                cited = sorted({i for s in here for i in s.said[polarity].segments})
                kind = Kind.DENIAL if polarity is Polarity.ABSENT else Kind.AFFIRMATION
                names = join_names([s.wording for s in here if s.wording], kind)
                lines.append((system, f"{verb} {names}.", tuple(cited)))
    return lines


def _symptoms(drafts: Sequence[Draft]) -> list[_Symptom]:
    found: dict[str, _Symptom] = {}
    for draft in drafts:
        if not draft.by_patient or OTHER_PERSON.search(draft.spoken) or _REACTION.search(draft.text):
            continue
        for mention in find_concepts(draft.text):
            before = draft.text[: mention.start]
            conditional = _CONDITIONAL.search(before) or is_guessed(before)
            if _is_no_symptom(draft, mention):
                continue
            earlier = _EARLIER.search(draft.text) and negated(draft.text, mention)
            if mention.concept.kind == "symptoms" and not conditional and not earlier:
                symptom = found.setdefault(mention.concept.name, _Symptom(mention.concept.group))
                polarity = Polarity.ABSENT if negated(draft.text, mention) else Polarity.PRESENT
                symptom.said.setdefault(polarity, draft)
                symptom.wording = symptom.wording or listed_name(draft, mention, polarity)
                symptom.system = _system(symptom)
    return list(found.values())


def _system(symptom: _Symptom) -> str:
    """The symptom's system: that of the part in its wording, else its own."""
    named = symptom.wording or ""
    return next((system for part, system in _OF_PART if part.search(named)), symptom.system)


def is_from_drug(text: str, mention: Mention) -> bool:
    """Whether the words tell of the symptom as what a medication did ("itching with the naproxen")."""
    after = _FROM_DRUG.match(text, mention.end)
    return bool(after) and any(m.start == after.end() for m in find_medications(text) if after)


def _is_no_symptom(draft: Draft, mention: Mention) -> bool:
    """Whether the words name the symptom as gone, another's, a drug's effect, or in another sense."""
    others = draft.kind is Kind.STATEMENT and _OF_OTHERS.search(draft.spoken)
    excepted = draft.kind is Kind.DENIAL and _EXCEPTED.search(draft.text)
    other = excepted or draft.text[: mention.start].lower().endswith("other ")
    return bool(
        draft.over
        or is_from_drug(draft.text, mention)
        or others
        or other
        or _NOT_NOW.search(draft.text)
        or _IN_ANOTHER_SENSE.search(draft.text)
    )
