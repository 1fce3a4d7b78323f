"""Words that point at what only the talk around a sentence shows: "in that", "there", "for that".

They go where the sentence is whole without them, or give way to the topic that the sentence opens with:
"the back pain, we give her heat packs for that" becomes "we give her heat packs for the back pain".
"""

import re

from pipeline.notes.facts import sides
from pipeline.notes.lexicon import find_concepts
from pipeline.notes.polarity import Polarity, stated

_TOPIC = re.compile(
    r"^(?P<topic>(?:the|his|her|their) [^,]{3,40}), (?P<told>(?:we|i|he|she|they) .*) for (?:that|this|it)$",
    re.I,
)
_CAUSING = re.compile(
    r"^(?P<topic>(?:the|his|her|their) [^,]{3,50}?),? (?:so )?(?:that|this|it) is what(?: is)?"
    r" (?P<doing>causing|giving|making|driving|triggering) ",
    re.I,
)
_HELPING = re.compile(
    r",? (?:to|that (?:should|will|can|may)) help (?:(?:him|her|them) )?(?:out )?with (?:this|that|it)$", re.I
)
_FROM_THIS = re.compile(r"^(?P<what>(?:\w+ ){1,3}?)from (?:this|that|it) (?=(?:could|can|may|might)\b)", re.I)
_PLACE = re.compile(r" (?:there|in (?:there|that|this))$", re.I)
_FOUND_ON = re.compile(r"\b(?:x-?rays?|ct|mri|scan|ultrasound|imaging|exam)\b", re.I)


def without_pointing(text: str) -> str:
    """The sentence without a pointing word that it can do without, or as it was."""
    if topic := _TOPIC.match(text):
        named = topic.group("topic")
        text = f"{topic.group('told')} for {named[0].lower()}{named[1:]}" if find_concepts(named) else text
    text = _CAUSING.sub(r"\g<topic> is \g<doing> ", text)
    text = _FROM_THIS.sub(r"\g<what>", _HELPING.sub("", text))
    return _without_place(text)


def _without_place(text: str) -> str:
    """The sentence without a last "there" behind a finding; a denial only where it names what it is of."""
    place = _PLACE.search(text)
    mentions = find_concepts(text[: place.start()]) if place else []
    if not place or not mentions or mentions[-1].end != place.start():
        return text
    denied = any(f.polarity is not Polarity.PRESENT for f in stated(text))
    return text if denied and not (_FOUND_ON.search(text) or sides(text)) else text[: place.start()]
