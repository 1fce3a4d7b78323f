"""Long spoken sentences taken apart at the borders of their clauses.

Speech strings clauses together with "and", "but" and "so"; a note has a sentence for each.
A clause is left with what it depends on: nothing is taken apart inside or after a condition,
a question within, or a doubt.
"""

import re

from pipeline.notes import verbs
from pipeline.notes.questions import is_question

_SUBJECT = (
    r"(?:i|we|he|she|you|there|(?:my|your|his|her|the|this)(?: (?!(?:as|when|while)\b)[\w-]+){1,3}?)"
    r"(?:'\w+)?"
    r" (?:(?:also|just|still|really|do|then|would|\w+ly|not|never) )*"
    r"(?:am|is|are|was|were|have|has|had|do|does|did|can|could|will|would|should|may|might|need|want"
    r"|get|got|went|go|feel|felt|took|take|think|thought|know|started|stopped|noticed|tried|use|used"
    r"|drink|smoke|eat|live|work|came|saw|see|like|recommend|gave|told|said|includes?|shows?|\w+ed|\w+n't)\b"
)
_CONTRACTED = r"(?:i|we|he|she|you|there|it|they)'(?:m|ve|re|s|ll|d)\b"
_LOOSE = (
    r"(?:it|they|that|this) (?:\w+ ){0,1}?(?:is|are|was|were|has|have|had|does|do|did|will|can|\w+ed|\w+s)\b"
)
_WHEN = r"(?:(?:since|on|in|at|during|over|after|before|for) (?:[\w'-]+ ){0,4}?[\w'-]+,? )"
_JOINED = re.compile(
    r",?\s+(?!so (?:i|we|he|she|it|they) (?:can|could|do not|don't)\b"
    r"|but (?:it|that|this) (?:may|might|could)\b"
    r"|but (?:it|that|this)(?:'s| is| was| has)?(?: been)? (?:(?:only|just|quite|very|really|not|like) )*"
    r"(?:a )?(?:small|little|tiny|much|bit|few)\b"
    r"|but i (?:just )?(?:thought|figured|assumed|guess(?:ed)?) (?:it|that|this) )"
    r"(?:and|but|so)(?: then| so| now| also| again)?,?\s+"
    rf"(?={_WHEN}?(?:{_SUBJECT}|{_CONTRACTED}|{_LOOSE}))"
    rf"|,\s+(?={_SUBJECT}|(?:i|we|he|she|there)'(?:m|ve|re|s|ll|d)\b)",
    re.I,
)
_SPLICED = re.compile(
    rf",\s+(?=(?:i|we|he|she|they|there)'(?:m|ve|re|s|ll|d)\b|(?=(?:i|we|he|she|they|there)\b){_SUBJECT})",
    re.I,
)
"""A comma where a full stop belongs, however short the sentence."""
_DEPENDS = re.compile(
    r"\b(?:if|whether|unless|until|once|in case|as soon as|whenever|not sure|doubt|unlikely|without"
    r"|when|although|though|either|neither|even|so that)\b"
    r"|^(?:\W*(?:and|so|but|well|okay|now|no) )*(?:because|since|while|after|before|as|given|looking"
    r"|what|which|that)\b[^,]*$",
    re.I,
)
_SHUNS = re.compile(r"\b(?:prevent|avoid)\b", re.I)
_OWN_DOING = re.compile(r"(?:we|i)(?:'ll|'re|'m| will| can| am| are)\b", re.I)
"""What the clinician does is no part of what is to be avoided."""
_SET = re.compile(r"^(?:\W*(?:and|so|but|well|okay|now|no) )*(?:for|with|in|on|at|from)\b[^,]*$", re.I)
_OWN = re.compile(rf"(?<!that )(?<!which )(?<!who )(?<!as )\b(?:{_SUBJECT}|{_CONTRACTED})", re.I)
"""A clause of its own behind the words that a sentence opens with ("on exam your lungs are clear")."""
_CLAUSE = re.compile(
    r"\b(?:am|is|are|was|were|have|has|had|do|does|did|can|could|will|would|should|took|take|went|came|got"
    r"|get|feel|felt|think|thought|noticed|started|tried|gave|saw|said|told|need|want|know|continue"
    r"|\w+ed|\w+s)\b"
    r"|'(?:m|ve|re|s|ll|d)\b|n't\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:never|not)\b|n't\b", re.I)
LONGEST = 13
"""Words that a sentence may have before it is taken apart; about the mean of a note's sentences."""
_LEAST = 3
_OVERALL = re.compile(
    r"\b(?:exam|examination|everything|the rest)\b.*\b(?:normal|good|fine|okay|unremarkable)$", re.I
)
_EXCEPT = re.compile(r",?\s+but\b", re.I)
"""What follows a general finding ("your exam is normal") is its exception."""
_REASON = re.compile(r",\s*(?P<reason>(?:because of|due to) [^,]{2,40})$", re.I)
"""A reason between two clauses, both set off by commas: it opens the second."""
_SO = re.compile(r"\bso\b", re.I)
_YOU_CAN = re.compile(r"(?:that )?you (?:can|don't|do not|won't|will not)\b", re.I)
"""After "so", what an order is for ("so you can sleep") and not what the patient can do."""
_OPEN_END = re.compile(
    r"\b(?:that|which|who|what|how|because|and|but|so|or|before|after|while|said|says?|saying|thinks?"
    r"|thought|know"
    r"|knew|sure|means?|meant|told|hope|hopefully|feels?|felt|believe|like|sees?|saw|noticed?|yet"
    r"|do that|tell \w+"
    r"|than|not|n't|you|i|he|she|we|they)$"
    r"|\b(?:before|after|while)\b[^,]*$",
    re.I,
)


def clauses(text: str) -> list[str]:
    """The sentence in parts that can each stand alone, or whole where it is short or hangs together."""
    told = text.rstrip(" ?")
    text = text if is_question(told) else told
    if "?" in text:
        return [text]
    borders = _JOINED if len(text.split()) > LONGEST else _SPLICED
    parts: list[str] = []
    start = 0
    for border in borders.finditer(text):
        left, right = text[start : border.start()], text[border.end() :]
        resumed = border.end()
        if border.group().strip() == "," and (reason := _REASON.search(left)):
            left, resumed = left[: reason.start()], start + reason.start("reason")
        excepts = _OVERALL.search(left) and _EXCEPT.match(border.group())
        purpose = _SO.search(border.group()) and _YOU_CAN.match(right) and " if " not in right
        shunned = _SHUNS.search(left) and not _OWN_DOING.match(right)
        if excepts or purpose or shunned:
            continue
        if _said_again(left, right):
            start = resumed
        elif _stands(left) and (borders is _JOINED or _OWN.search(left)) and len(right.split()) >= _LEAST:
            parts.append(left)
            start = resumed
    return [*parts, text[start:]]


def _said_again(left: str, right: str) -> bool:
    """Whether a denial is begun and then said in full ("I have never drunk, I don't drink at work")."""
    if not (_DENIES.search(left) and _DENIES.search(right)):
        return False
    last = left.lower().rstrip(" ,.").split()[-1]
    forms = {
        form for word in right.lower().split() for form in (word, verbs.past(word), verbs.participle(word))
    }
    return last in forms


def _stands(clause: str) -> bool:
    whole = len(clause.split()) >= _LEAST and not _OPEN_END.search(clause)
    own = not _DEPENDS.search(clause) and not (_SET.match(clause) and not _OWN.search(clause))
    return whole and own and bool(_CLAUSE.search(clause))
