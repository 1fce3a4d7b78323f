"""Whether words name a disorder: by the lexicon, or by how names of disorders end."""

import re

from pipeline.notes.lexicon import find_concepts

_KINDS = frozenset(("conditions", "symptoms", "signs"))
_NAME = re.compile(
    r"\b(?:\w{3,}(?:itis|osis|oma|emia|pathy|algia|uria|plegia|paresis)|syndrome|disease|disorder|infection|fracture"
    r"|sprain|strain|tear|tendon\w*|contusion|pain|injury|virus|viral|flu|cold|deficiency"
    r"|(?:runner|jumper|tennis|golfer|swimmer|housemaid)'?s? (?:knee|elbow|shoulder))\b",
    re.I,
)


def names_disorder(text: str) -> bool:
    """Whether a disorder is named in the text."""
    return bool(_NAME.search(text)) or any(m.concept.kind in _KINDS for m in find_concepts(text))
