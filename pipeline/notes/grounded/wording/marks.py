"""Marks that run-on speech lacks: between two clauses, two orders, two findings or two tests.

"His weight is down it is now 80 kg" takes a semicolon, "continue X daily continue Y" an "and", "no
edema no effusion" and "a blood count a urinalysis and a culture" a comma. A clause that may belong to
the noun before it ("the pain he was having") stays as it is.
"""

import re
from itertools import pairwise

from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_concepts, find_medications

_NEXT_CLAUSE = re.compile(
    r"(?<=\w) (?=(?:it|they) (?:is|was|are|were|has been|have been)"
    r" (?!\w+$|\w+ing\b|able\b|about\b|supposed\b|used\b)\w"
    r"|(?:it|they) (?:helped|worked|stopped|started|lasted|did not|does not|do not) \w"
    r"|(?:he|she) (?:is|was|are|were) (?:positive|negative|allergic|satting|due)\b"
    r"|(?:he|she|they) will (?:return|follow up|come back)\b"
    r"|(?:i|we) will (?:\w+ly )?(?:order|start|refer|prescribe|discuss|schedule|recheck|repeat|obtain)\b)",
    re.I,
)
_SAME_SUBJECT = re.compile(
    r"^((?:his|her|their|the) (?:[\w-]+ ){1,2}?(?P<is>is|was) (?:\w+ )?[\d.]+(?: ?%| percent| degrees)?)"
    r" it (?P=is) (?=\w)",
    re.I,
)
"""Two things said of one subject, the first a number."""
_ENDS_CLAUSE = frozenset(("NOUN", "NUMBER", "PAST", "VERBS"))
_FINDINGS = frozenset(("pain", "swelling", "ache", "cough", "bruising", "bleeding", "pulses", "reflexes"))
"""Findings that have the form of a verb."""
_GOVERNS = re.compile(
    r"(?:thinks?|thought|knows?|knew|believes?|says?|said|hopes?|hoped|feels?|felt|guess|suspects?|means?|meant"
    r"|told|sees?|saw|notic\w+|found|find|shows?|showed|worried|concerned|afraid|assum\w+|wish\w*|claims?|states?"
    r"|time|way|reason|day|week|month|year|point|moment|chance|fact|extent|case|place|area|where\w*|though"
    r"|although|unless|whether|once|even|whenever|than|both|all|everything|anything|something|nothing|thing)",
    re.I,
)
"""Words behind which a clause belongs to them."""
_COMPARES = re.compile(
    r"\b(?:how|what|whatever|however|more|less|worse|better|worst|best|most|the \w+er)\b", re.I
)
_OPENS = re.compile(
    r"(?:^|[,;] (?:and |but |so )?|\b(?:and|but|so) )"
    r"(?:if|when|once|as soon as|since|because|after|before|until|while|although|in terms of|as far as"
    r"|with|for|in|at|on|from)\b[^,;]*$",
    re.I,
)
"""What stands in front of a main clause: a condition, a time, a topic."""
_ORDERED = re.compile(
    r"(?:^|\b(?:will|should|advised to|recommended to|is|needs to|has to) (?:also |just )?)"
    r"(?:continue|take|start|use|increase|decrease|keep)\b",
    re.I,
)
_NEXT_ORDER = re.compile(
    r"\b(?P<ends>daily|twice|needed|night|morning|day|meals|mg|times) "
    r"(?=(?:continue|start|take|stop|increase|decrease|use|stay on|keep taking) \w)"
)
_NEXT_ABSENT = re.compile(r"(?<=\w) (?=no (?!longer\b|more\b|matter\b|one\b|way\b|\w+ (?:than|that)\b)\w)")
_MOVED = r"(?:flexion|extension|rotation|abduction|adduction|palpation|movement)"
_LINKED = (
    (re.compile(rf"\b(pain|tenderness) (?={_MOVED}\b)", re.I), r"\1 with "),
    (
        re.compile(
            r"\b(intact|normal|clear|supple|soft|regular|equal) (?=(?:reflexes|strength|sensation|pulses|gait"
            r"|lungs|heart|abdomen|skin|neck|coordination|tone|speech) (?:is|are)\b)",
            re.I,
        ),
        r"\1; ",
    ),
    (
        re.compile(
            r"(?<!\bno )\b(fracture|swelling|tenderness) feeling (?=(?:some |bony )*crepitus\b)", re.I
        ),
        r"\1, with ",
    ),
    (re.compile(r"\b(see|know|tell|show), (?=how\b)", re.I), r"\1 "),
    (
        re.compile(r"\b([a-z]+ (?:swelling|bruising|tenderness|redness|edema)),? ([a-z]+),? \1\b", re.I),
        r"\1, \2",
    ),
    (
        re.compile(
            r"(?<=\w)(?<!and)(?<!but)(?<!,),? however,?"
            r" (?=(?:his|her|their|the|he|she|they|there|i|we|no)\b)",
            re.I,
        ),
        "; however, ",
    ),
    (
        re.compile(
            r"\b(rhythm|murmurs?|bilaterally|clear|soft|intact|normal|pulses) (?:do|did) not"
            r" (?:appreciate|hear|see|feel|note|notice|palpate) (?:any |an? )?(?!that\b|the\b)",
            re.I,
        ),
        r"\1, no ",
    ),
    (re.compile(r"\b(intact|normal|clear|soft) notic(?:ed|ing) (?:some |an? )?(?=\w)", re.I), r"\1; "),
    (re.compile(r"(?<=\w), (that (?:had|has|have) (?:an?|the|some|no)\b)"), r" \1"),
    (re.compile(r"\b(no|any) ([a-z]+s) ([a-z]+s) (or|and) (?=[a-z]+(?:s|chi)\b)", re.I), r"\1 \2, \3 \4 "),
    (
        re.compile(
            r"\b(hypertension|diabetes|asthma|depression|copd|gerd) (?=(?:hypertension|diabetes|asthma"
            r"|depression|anxiety|copd|gerd)$)",
            re.I,
        ),
        r"\1 and ",
    ),
    (re.compile(r"\b(flexion) (?=extension\b)|\b(abduction) (?=adduction\b)", re.I), r"\1\2 and "),
)
"""Words that speech left out between a finding and the movement, or between two movements."""
_JOINED_LAST = re.compile(r"^(?: [\w-]+)? and \w")
_ARTICLES = frozenset((" a ", " an ", " the "))
_LOCAL = frozenset(("swelling", "bruising", "tenderness", "redness", "numbness", "tingling", "effusion"))
"""Findings of one place, which an examiner names in a row."""


def with_marks(text: str) -> str:
    """The sentence with a mark wherever a clause, an order, a finding or a test surely begins without one."""
    for pattern, linked in _LINKED:
        text = pattern.sub(linked, text)
    text = _NEXT_CLAUSE.sub(_before_clause, _SAME_SUBJECT.sub(r"\1 and ", text))
    text = _NEXT_ORDER.sub(_before_order, text)
    return _with_medications_apart(_listed(_NEXT_ABSENT.sub(_before_absent, text)))


def _before_clause(border: re.Match[str]) -> str:
    left = border.string[: border.start()]
    if not _may_end(left) or _GOVERNS.fullmatch(_last(left)) or _COMPARES.search(left):
        return border.group()
    if _OPENS.search(left):
        return ", "
    return "; " if has_verb(left) else border.group()


def _may_end(left: str) -> bool:
    """Whether a clause may end here: on a finding, or on a word that needs none after it."""
    mentions, last = find_concepts(left), _last(left)
    found = bool(mentions) and mentions[-1].end == len(left)
    return found or last in _FINDINGS or word_class(last) in _ENDS_CLAUSE


def _last(left: str) -> str:
    return left.rsplit(maxsplit=1)[-1].lower()


def _before_order(border: re.Match[str]) -> str:
    """An "and" before an order that follows another."""
    ordered = _ORDERED.search(border.string[: border.start()])
    return f"{border.group('ends')} and " if ordered else border.group()


def _before_absent(border: re.Match[str]) -> str:
    left, absent = border.string[: border.start()], border.string[border.end() :]
    found = word_class(_last(left)) == "NOUN" or _last(left) in _FINDINGS
    return ", " if found and find_concepts(absent) else border.group()


def _listed(text: str) -> str:
    """The text with a comma between two tests that only an article parts, or two findings of a place."""
    named = [m for m in find_concepts(text) if m.concept.kind == "tests" or m.concept.name in _LOCAL]
    for one, other in reversed(list(pairwise(named))):
        between, kinds = text[one.end : other.start].lower(), {one.concept.kind, other.concept.kind}
        tests = kinds == {"tests"} and between in _ARTICLES
        if tests or ("tests" not in kinds and between == " " and one.noun and other.noun):
            text = f"{text[: one.end]},{text[one.end :]}"
    return text


def _with_medications_apart(text: str) -> str:
    """The text with a comma between two medications in a row, where "and" joins the last to them."""
    named = find_medications(text)
    for one, other in reversed(list(pairwise(named))):
        follows = one.concept.name != other.concept.name and text[one.end : other.start] == " "
        if follows and _JOINED_LAST.search(text[other.end :]):
            text = f"{text[: one.end]},{text[one.end :]}"
    return text
