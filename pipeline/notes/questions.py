"""Which spoken sentences ask, and what of a finding they take for given."""

import re

_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|now|um|uh|but|then|well|alright|all right|good|great|or|also"
    r"|right|yeah|(?:good|glad|great) to (?:hear|know)(?: that| it)?)\b[\s,.]*)*"
    r"(?:any\b|do you|have you (?:ever|also|recently|noticed|tried|taken|seen|been|had|felt"
    r"|done|gotten|lost|found|gained|any|\w+ed|experienced|not|always|still|already|heard|hurt"
    r"|eaten|thought)\b|are you|did you|does (?:it|the|that|your|he|she)|is (?:there|it|the"
    r"|that|your)|were you"
    r"|was (?:there|it)|has (?:your|it|he|she|there)|had you|what about|how about|can you|could you|ever\b"
    r"|do (?:they|the)|are (?:there|they|the)|you (?:having|have|had) any"
    r"|(?:other(?! than)|anything(?! (?:other|but))) "
    r"|(?:how|what|when|where|why|which|who) (?:is|are|was|were|do|does|did|have|has|long|many"
    r"|much|often|about|would|can|could"
    r"|kind|type|old|bad|severe|brings?|happened|medications?|medicines?|meds|else|part|side"
    r"|symptoms)\b|(?:can|could|would) you\b"
    r"|tell me\b|(?:were|was|is|are|did|do|does|has|had) (?:you|your|it|this|that|they|he|she"
    r"|there|the)\b|have (?:your|they|the|there)\b)",
    re.I,
)


_LED = r"^\W*(?:(?:and|so|okay|ok|now|um|uh|but|then|well|alright|all right|also)\b[\s,.]*)*"
_PRESUPPOSES = re.compile(
    rf"{_LED}"
    r"(?:(?:for )?how (?:long|often|many|much|frequently|bad|severe)|when (?:did|was|were)|where (?:is"
    r"|does|was)"
    r"|what (?:makes|brings on|triggers|helps))\b(?!.*\b(?:any|if|ever)\b)",
    re.I,
)
"""The opening of a question that takes its finding for given ("how long have you had the cough?")."""
_DEFINITE = r"(?:the|your|this|that|these|those|his|her|their)"
_OF_THING = re.compile(
    rf"{_LED}(?:is|are|was|were|has|have|had|does|do|did|can|could|will)(?:n't)?"
    rf" {_DEFINITE} (?:(?!any\b|other\b)[\w-]+ ){{0,3}}$",
    re.I,
)
_FRONTED = re.compile(
    rf"{_LED}(?:(?:what|how) about )?{_DEFINITE} (?:(?!any\b|other\b)[\w-]+ ){{0,3}}$", re.I
)
_TAKEN_UP = re.compile(
    r"(?: (?:that )?(?:you|he|she) [\w' ]{2,25}?)?,? (?:is|are|was|were|has|have|had|does|do|did)"
    r" (?:it|that|they|those)\b",
    re.I,
)
_THERE = re.compile(
    r"\W*(?:(?:still|also|even|really|there|present|with you|around|today|yesterday|last (?:night|week)|now"
    r"|at all|or)\b\W*)*$",
    re.I,
)
"""What asks after a finding only whether there is any."""
_RETURNS = re.compile(
    r"\W*(?:ever |just )?(?:return|recur|reappear|(?:come|came|coming|been) back\b"
    r"|(?:start|begin|began|begun|happen|occur)\w* (?:up )?again\b)",
    re.I,
)
"""What is asked of a finding that was gone: a no leaves it so."""
_HEARSAY = re.compile(
    r"^\W*(?:(?:and|so|okay|ok|now|um|uh|but|well|alright|all right|also)\b[\s,.]*)*"
    r"(?:(?:(?:i|we)(?:'ve| have)? (?:also |just )?(?:heard|hear|understand|read|was told|gather)"
    r"|(?:it|the chart|your chart|my notes?|the notes?|your records?|the records?|the nurse) (?:says?|said"
    r"|show(?:s|ed)?|told me|mention(?:s|ed)?)|(?:they|the nurse|my nurse) told me)"
    r" (?:here )?(?:that )?(?=(?:you|you've|you're)\b)"
    r"|(?:and|so) (?=you (?:(?:do|also|still|currently) )*(?:smoke|drink|vape|use|were|had|used to|have had"
    r"|have a history of|have been diagnosed)\b))",
    re.I,
)
_NO = (
    r"(?:no|nope|nah|never|not me|not at all|i (?:do|did|have|was|am)(?:n't| not)|i'm not"
    r"|i never (?:did|have|was)|sir|ma'am|doctor)"
)
_BARE_NO = re.compile(rf"^\W*(?:(?:um|uh|oh|well|actually)\b\W*)*{_NO}(?:\W+{_NO})*\W*$", re.I)
_DENIES_VERB = re.compile(
    r"^\W*(?:(?:um|uh|oh|well|actually|no)\b\W*)*i(?:'ve| have)? (?:never|don't|didn't|do not|did not)"
    r" (?P<verb>smoked?|dr[aiu]nk|vaped?|used?)(?: (?:it|that|cigarettes|alcohol|drugs))?\W*$",
    re.I,
)
_TAKES_BACK = re.compile(
    r"\b(?:quit|stopped|used to|any ?more|but|except|just|only|i mean|wait|ago|yes|yeah|until|since)\b", re.I
)
_NEGATED = re.compile(r"\b(?:not|never|no)\b|n't\b", re.I)
CHECKS = (
    r"(?:is that (?:right|correct|true|accurate|what (?:i(?:'m| am)? hear(?:ing)?|you(?:'re| are)?)"
    r"(?: you)?(?: saying| say| tell(?:ing)? me)?)|isn't that right|am i right)"
)
"""What a speaker says behind a statement to have it confirmed, as a pattern."""
_CHECKED = re.compile(rf"\b{CHECKS}\W*$", re.I)
_STATED_WITH_TAG = re.compile(r",? (?:okay|ok|alright|all right) ?\?$", re.I)
_FARES = re.compile(
    r"(?:\b(?:is|are|was|were|been|feels?|looks?|seems?|goes)|'(?:s|re)"
    r"|\b(?:doing|feeling|working|going|sleeping|(?:eating|drinking|passing|moving|breathing|walking|hearing)"
    r"(?: (?:urine|water|things|everything|it|fluids|food))?))"
    r" (?:okay|ok|alright|all right) ?\?$",
    re.I,
)
"""What is asked to be well ("Your chest is OK?"): there the last word is no tag of a statement."""


def is_question(sentence: str) -> bool:
    """Whether a spoken sentence asks something, by its mark or its opening words."""
    tagged = _STATED_WITH_TAG.search(sentence) and not _FARES.search(sentence)
    if tagged and not _QUESTION.match(sentence):
        return False
    asks = sentence.rstrip().endswith("?") or _CHECKED.search(sentence)
    return bool(asks or _QUESTION.match(sentence))


def presupposes(question: str, start: int, end: int) -> bool:
    """Whether a question asks how the finding in these characters fares, and so takes it for given.

    "Has the rash gone away?" and "The rash, does it itch?" tell of a rash whatever the answer.
    """
    before, after = question[:start], question[end:]
    if _OF_THING.match(before):
        return not _THERE.match(after) and not _RETURNS.match(after)
    fronted = _TAKEN_UP.match(after) if _FRONTED.match(before) else None
    asked = after[fronted.end() :] if fronted else ""
    return fronted is not None and not _THERE.match(asked) and not _RETURNS.match(asked)


def opens_on_given(question: str) -> bool:
    """Whether a question opens on words that take its finding for given ("how long have you had it?")."""
    return bool(_PRESUPPOSES.match(question))


def untagged(said: str) -> str:
    """The words without those behind them that ask to have them confirmed."""
    return _CHECKED.sub("", said)


def without_check(said: str) -> str | None:
    """What is said to be confirmed, as a statement ("you smoke, is that right?"); None where nothing is."""
    checked = _CHECKED.search(said)
    return said[: checked.start()].rstrip(" ,") + "." if checked and checked.start() else None


def disowned(said: str, reply: str, *more: str) -> bool:
    """Whether one tells the patient what was heard of them ("I heard you smoke."), and a plain no follows.

    ``more``: what follows the reply. A no that says more than that may be of something else ("I didn't
    finish the treatment"), and one to words with a negation of their own agrees.
    """
    heard = hearsay(said)
    if not heard or _NEGATED.search(heard) or any(_TAKES_BACK.search(text) for text in more):
        return False
    verb = _DENIES_VERB.match(reply)
    return bool(_BARE_NO.match(reply) or (verb and verb["verb"][:2].lower() in heard.lower()))


def hearsay(said: str) -> str:
    """What a clinician tells the patient to have heard or read of them, without these words; else nothing."""
    heard = _HEARSAY.match(said)
    return said[heard.end() :] if heard else ""
