"""What a clinician thinks a patient has, as a note names it: "I think you have gout" is likely gout.

Only a bare disorder is named so: what else is thought stays a sentence, with its doubt.
"""

import re

from pipeline.notes.grounded.language.disorders import names_disorder
from pipeline.notes.grounded.language.person import Pronouns

_BELIEVED = re.compile(
    r"^(?:i|we) (?:do |really |still |just )*(?P<verb>think|believe|suspect)(?: that)? (?:"
    r"(?P<he>he|she|they) (?:most |more |very )?(?:likely |probably )?(?P<has>has|have)(?: got)?"
    r"(?: probably| likely| most likely)?"
    r"|(?:this|it|that) (?:is|was)(?: just| probably| likely| most likely| more likely)*(?= an? )"
    r") (?P<what>.+)$",
    re.I,
)
_SOME = re.compile(r"^(?:a |an |some )?(?:little (?:bit of )?)?")
_KIND = re.compile(
    r"^(?:[\w-]+ )?(?:flare|flare-?up|case|touch|episode|form|type|kind|component|exacerbation) of"
    r" (?:(?:a|an|his|her|their|the) )?"
)
_NAME = re.compile(
    r"^(?:[\w'-]+ ){0,4}?[\w'-]+?(?=$|[,;.]| (?:of|in|on|at|from|due|with|and|or|to|as|after|related|caused"
    r"|secondary|based|consistent|because|causing|which|that|right now|there|here)\b)"
)
_NO_NAME = re.compile(
    r"^(?:\w+ed|had|been|done|gone|got|made|lost|kept|run)\b|\b(?:the|his|her|their|my|your|this|that|these|those"
    r"|every|each|enough|any|nothing|less|more|most|much|many|few|several|all|good|great|better|bad|worse"
    r"|other|same|if|when)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:no|not|never|neither|nor|none|nothing|without|unless|if)\b|n't\b", re.I)
_NUMBER = re.compile(
    r"\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty)\b"
)


def as_belief(text: str, who: Pronouns) -> str:
    """The statement as "likely" or "suspected" and the disorder that is believed in, or as it is.

    What is counted ("five tablets left") is told as it is.
    """
    found = _BELIEVED.match(text)
    if found is None or (found["verb"].lower() == "suspect" and not found["he"]):
        return text
    what = found["what"]
    if found["he"] and _NUMBER.match(what):
        return f"{who.subject} {found['has']} {what}"
    bare = _SOME.sub("", what) if found["he"] else what
    name = _NAME.match(_KIND.sub("", _SOME.sub("", bare)))
    if name is None or _NO_NAME.search(name.group()) or _DENIES.search(what):
        return text
    doubt = "suspected" if found["verb"].lower() == "suspect" else "likely"
    return f"{doubt} {bare}" if names_disorder(name.group()) else text
