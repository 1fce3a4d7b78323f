"""The chief complaint: what the encounter is for, in a few words."""

import re
from collections.abc import Sequence

from pipeline.notes.grounded.drafts import Draft
from pipeline.notes.grounded.reading import Conversation
from pipeline.notes.grounded.review import OTHER_PERSON
from pipeline.notes.grounded.trivial import is_trivial
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import negated

_REASON = re.compile(
    r"\b(?:presents?|comes in|came in|coming in|come in|here|in today|seen"
    r"|presenting)(?: to the \w+)?(?: today| in)?"
    r"(?: with| for| because of)(?: the)?(?: chief)?(?: complaints?(?: of)?"
    r"| evaluation(?: of)?| an? evaluation(?: of)?| some| management of)*"
    r" (?P<reason>[^.,?;]{3,60})"
    r"|\badmitted(?: today| here)?(?: for| with| due to| because of) (?P<admitted>[^.,?;]{3,60})"
    r"|\b(?:brought|came|presents?|transferred|taken)\b[^.?;]{0,60}? after (?:being"
    r"|having been) (?:involved )?in"
    r" (?P<after>[^.,?;]{3,60})",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:told me|says?|see|understand|heard)(?: here)?(?: that)? (?:you|he|she)(?:'ve| have| has|'re"
    r"| are)(?: had| got| having)?"
    r" (?P<reason>(?:an?|some) [^.,?;]{3,60})",
    re.I,
)
_WORRY = re.compile(
    r"\b(?:anxious|nervous|worried) (?:about|that|because) (?:my|the|this|these|those|what|how|i)\b", re.I
)
"""A worry about something ("anxious about my results") is not why somebody comes."""
_SHORT = 3
_CUT = re.compile(
    r"\s+(?:and (?:he|she|i|they|so|it|you)|so|that|which|who|for (?:the|about|a)|since|today"
    r"|approximately|about|\d+|after|because|how|can|what|i|we|but|is that|is this)\b.*$",
    re.I,
)
_SIDE_BEFORE = re.compile(r"\b((?:left|right|bilateral|lower|upper)(?: (?:lower|upper))?)\s+$", re.I)


def chief_complaint(
    conversation: Conversation, drafts: Sequence[Draft]
) -> tuple[str, tuple[int, ...]] | None:
    """The complaint as a sentence with its segment indices, or None where none is named."""
    writer = conversation.writer
    opening = conversation.units[: max(12, len(conversation.units) // 4)]
    for unit in opening:
        if match := _REASON.search(unit.text) or _TOLD.search(unit.text):
            said = next(text for text in match.groupdict().values() if text)
            reason = re.sub(r"^(?:his|her|your|my|their|a|an|the|some)\s", "", _CUT.sub("", said))
            if find_concepts(reason) or len(reason.split()) <= _SHORT:
                return writer.sentence(writer.plain(re.sub(r"\b(?:my|your)\b", "the", reason))), unit.segments
    for draft in [d for d in drafts if d.by_patient] or drafts:
        if (
            OTHER_PERSON.search(draft.spoken)
            or _WORRY.search(draft.spoken)
            or is_trivial(draft.text, draft.spoken)
        ):
            continue
        for mention in find_concepts(draft.text):
            said = mention.noun or mention.concept.name in draft.spoken.lower()
            if mention.concept.kind == "symptoms" and said and not negated(draft.text, mention):
                wording = (
                    draft.text[mention.start : mention.end].lower() if mention.noun else mention.concept.name
                )
                side = _SIDE_BEFORE.search(draft.text[: mention.start])
                return writer.sentence(
                    f"{side.group(1).lower()} {wording}" if side else wording
                ), draft.segments
    return None
