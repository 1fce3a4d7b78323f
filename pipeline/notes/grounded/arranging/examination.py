"""Examination findings by body system, one short sentence each."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.notes.grounded.arranging.examined_part import with_parts
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.choosing.trivial import is_siteless
from pipeline.notes.grounded.wording.phrasing import Writer
from pipeline.notes.grounded.wording.sites import PARTS
from pipeline.notes.grounded.wording.trimming import is_cut, trimmed
from pipeline.notes.grounded.wording.wholeness import is_whole

Systems = tuple[tuple[str, str], ...]

_SYSTEMS: Systems = (
    ("Neck", r"\bneck|thyro|jugular|carotid|lymph|adenopathy|cervical"),
    ("Respiratory", r"\blungs?|breath|wheez|rhonchi|rales|crackles|respirat"),
    ("Cardiovascular", r"\bheart|murmur|gallop|rub\b|regular rate|rhythm|cardi|pulse|capillary"),
    ("Gastrointestinal", r"\babdom|bowel|liver|spleen|rebound|guarding|belly|stomach"),
    ("Skin", r"\bskin|rash|lesion|erythema|ecchymosis|bruis|ulcer|wound|redness|scar"),
    ("Neurological", r"\bneuro|reflex|sensation|cranial|numb|strength|gait|orient|sensory"),
    ("Ears, Nose, Mouth and Throat", r"\bear\b|ears\b|nose|nasal|throat|tonsil|mouth|sinus|tympanic|pharyn"),
    ("Eyes", r"\beyes?\b|pupil|vision"),
    ("Musculoskeletal", r"\bknee|shoulder|hip\b|ankle|foot|feet|wrist|hand|elbow|finger|toe|back|spine|lumbar"
        r"|joint|extremit|leg|arm\b|range of motion"
     r"|tender|palpat|swelling|edema|flexion|extension|thumb|straight leg|calf|muscle"),
    ("Psychiatric", r"\bmood|affect|thought|speech|judg"),
    ("Constitutional", r"\bdistress|appear|alert|well[- ](?:developed|nourished)|general"),
)  # fmt: skip
_PERCEIVE = r"(?:appreciate|see|hear|note|notice|feel|palpate|identify|recognize)"
_LEAD = re.compile(
    r"^(?:(?:and|so|but|then|now|also|again|okay|well)\b,? )*"
    r"(?:(?:on|for|with|looking at|in|regarding) (?:the |your |his |her |their "
    r"|a )?(?:[\w-]+ ){0,4}?(?:exam|examination|evaluation)(?: of (?:the |your |his |her "
    r"|their )?"
    r"(?:(?:left|right|bilateral|lower|upper) )*\w+)?(?: here| today)?(?:,| -)? "
    r"|on (?:palpation|inspection|auscultation),? )?",
    re.I,
)
_SPLIT = re.compile(
    r"(?:,? and |, |; | )(?=(?:on|for) (?:the |your |his |her |their )?(?:[\w-]+ ){0,3}exam\b)"
    r"|(?:,? and |, |; | )(?=(?:there (?:is|are|was)(?! (?:clean|dry|intact|normal|clear|soft|tender)\b)"
    r"|(?:his|her|their|the) (?:lungs?|heart"
    r"|abdomen|neck|skin|throat|ears?|strength|reflexes|sensation|pulses?)\b"
    r" (?:is|are|was|sounds?)|no (?!pain|evidence)\w+ (?:is|was|are)|(?:he|she|they) (?:has|have|does"
    r"|do)\b))"
    r"|(?:,? and |, |; |(?<!\bthat)(?<!\bwhich)(?<!\bwhen)(?<!\bif)(?<!\bas)(?<!\bwhere)(?<!\bwhat) )"
    rf"(?=i (?:do |also )?{_PERCEIVE})"
    rf"|,? and (?=(?:his|her|their|the) (?:(?:left|right) )?{PARTS} (?:shows?|has)\b)",
    re.I,
)
_ON_SIDE = re.compile(
    r"^(?:(?:and|so|but|then|now|also),? )*on the (?P<side>left|right)(?: side)?,? there (?:is|are|was|were)"
    r" (?P<what>[^.]+?)\.?$",
    re.I,
)
"""A finding with its side in front, which belongs behind it."""
_NO_FINDING = re.compile(
    r"(?:on|for|with|looking|listening|i am|we will|that is important|he currently"
    r"|she currently|they currently|show|foot|of|and|exam is)\b[^,]*\.?$",
    re.I,
)
_BARE_PART = re.compile(
    r"(?:(?:left|right|his|her|their|the|both|lower|upper) )*(?:arms?|legs?|knees?|shoulders?|hips?|ankles?"
    r"|f(?:oo|ee)t|wrists?|hands?|elbows?|fingers?|toes?|back|spine|neck|chest|heart|lungs?|abdomen|skin"
    r"|eyes?|ears?|nose|throat|mouth|head|extremit(?:y|ies)|(?:upper and lower|bilateral) extremities)"
    r"(?: pain| problem| exam)?\W*$",
    re.I,
)
"""A part of the body that nothing is said of."""
_WEAK = re.compile(r"(?<!\d)[0-4]/5\b")
_STRONG = re.compile(
    r"(?:(?:his|her|their|the) )?(?:muscle )?strength (?:is|looks|seems)"
    r" (?:good|normal|fine|intact|okay|great)\.",
    re.I,
)
"""Strength called good in general, which a grade below 5 excepts."""
_BARE_FINDING = re.compile(
    r"(?:some |mild |slight )?(?P<found>tenderness|swelling|edema|bruising|ecchymosis|pain)\.", re.I
)
_PART_ONLY = re.compile(
    r"(?:bilateral(?:ly)?|all|both|each)(?: (?:all|sides|are|is))* (?:negative|normal|positive|intact|good)"
    r"|(?:\w+ ){0,2}exam|(?:he|she|they) (?:has|have) had in the past|(?:notice|see|find) that"
    rf"|that|unfortunately|i (?:do )?{_PERCEIVE}|explains why|.*\bexam(?:ination)? (?:is|shows)"
    r"|regular|normal|clear|soft|good|fine|intact|equal|strong|symmetric(?:al)?|palpable|positive|negative"
    r"|(?:i )?(?:have )?heard (?:that|it|this)(?: before)?|looks? (?:good|normal|fine)(?: and looks? \w+)?",
    re.I,
)
_TERSE = (
    (re.compile(r"^(?:(?:there is|(?:he|she|they) (?:has|have)) )?(?:an? )?(?=[0-5]/5 (?:for|on|in|with|at|of"
        r"|bilateral)\b(?!.*\b(?:strength|pain)\b))", re.I), "strength is "),
    (re.compile(r"(?<=\w{3}) there (?=is (?:clean|dry|intact|normal|clear|soft|tender)\b)", re.I), " "),
    (re.compile(r"^that (?=(?:his|her|their|the|there)\b)", re.I), ""),
    (re.compile(r"^(?:he|she|they) can see (?:that )?(?:it|this|there) is (?=an?\b)", re.I), ""),
    (re.compile(r"^(?:and|but|or|so),? (?=\w)", re.I), ""),
    (re.compile(r"^(?:right where i am pressing )?(?:right )?(?:there|here) "
        r"(?=(?:his|her|their) )", re.I), ""),
    (re.compile(rf"^i (?:do |also |can |still |however )*{_PERCEIVE}"
        r"(?: here)?,? (?:that )?"
        r"(?=\w+ed\b|the\b|that\b|dorsal|bowel|\w+tion\b|\w+ness\b|\w+ing\b|stool|fluid|\d)", re.I), ""),
    (re.compile(r"^(?:the |that )(?=(?:associated|effusion|swelling|tenderness|edema|mass|murmur|\d/\d)\b"
        r"(?! (?:is|was)\b))", re.I), ""),
    (re.compile(r"\bheart (?:is|are|sounds?)"
        r" (?:nice and |at an? |an? |in an? |of )*(?:nice |normal )?regular (?:in )?rate and"
        r" rhythm\b", re.I), "heart has a regular rate and rhythm"),
    (re.compile(r"^it is (?:at |in )?an? regular rate and rhythm", re.I), "regular rate and rhythm"),
    (re.compile(r"(?:\ba )?\blittle bit of (?=\w)|^little (?=\d)|^nice (?=regular)", re.I), ""),
    (re.compile(r"(?<=\w{4}) (?:right )?(?:here|there) (?=(?:that is|and|on|over|in|of)\b)", re.I), " "),
    (re.compile(r",? (?:right here|here|there|as well"
        r"|(?:that|which) i (?:believe|can hear|appreciate|have heard(?: before)?|would've been suspecting)"
        r"|(?:that|which) we(?: have)? (?:talked about|heard|been \w+ing)(?: in the past| before)?"
        r"|(?:he|she|they) had that in the past"
        r"|(?:and|so) that is (?:stable|good|great|okay))$", re.I), ""),
    (re.compile(r"^(?:he|she|they) (?:do |does |also |did )*notes? (?:that |this |some )?"
        r"(?=(?:mild|moderate|slight|severe|some|tenderness|swelling|edema|bruising|erythema)\b"
        r"(?! (?:is|was)\b))", re.I), ""),
    (re.compile(rf"^(?:i (?:do |also |can )*{_PERCEIVE}|there (?:is|are|was"
        r"|were)(?: still| also| just)?|(?:he|she|they) (?:also )?(?:has|have|does have|do have))"
                r" (?=no\b|some|a\b|an\b|fine|coarse|faint|diffuse|scattered|mild|"
        r"moderate|slight|good|full|positive|negative|normal|decreased"
        r"|\d|tenderness|swelling|edema|bruising|pain|ecchymosis|trace|crackles|wheez|rales|rhonchi"
        r"|murmurs?)",
        re.I), ""),
    (re.compile(r"^(?:he|she|they) (?:also )?(?:(?:has|have) (?:this|that|these|some)"
        r"|seems? to have(?: some)?) ", re.I), ""),
    (re.compile(r"\b(tenderness|pain|discomfort) when i palpate(?: (?:there|here|it|that))?$", re.I),
        r"\1 to palpation"),
    (re.compile(r", that is (?=(?:stable|unchanged)$)", re.I), ", "),
    (re.compile(r"^(?:some|a|an) ", re.I), ""),
    (re.compile(r"^(?:a )?little (?=enlarged|swollen|tender|red)", re.I), "slightly "),
    (re.compile(r"^(?:a )?little (?=\d)", re.I), ""),
    (re.compile(r"^(?:a )?little (?=(?:heart |systolic )*murmur)", re.I), "slight "),
    (re.compile(r"^(?:his|her|their|the) (?=(?:lungs?|heart|abdomen|neck|skin|throat|strength|reflexes"
        r"|sensation|pulses|extremities)\b)", re.I), ""),
)  # fmt: skip


def findings(
    kept: Sequence[Scored], writer: Writer, systems: Mapping[str, str]
) -> list[tuple[str | None, str, tuple[int, ...]]]:
    """(System, sentence, segment indices) of the examination, systems together.

    ``systems`` are a specialty's own labels with their cue patterns; empty for body systems.
    """
    known = tuple(systems.items()) or _SYSTEMS
    order = {name: i for i, (name, _) in enumerate(known)}
    lines = [line for item in kept for line in _lines(item, writer, known)]
    texts = [text for _, text, _ in lines]
    weak = any(map(_WEAK.search, texts))
    lines = [
        line
        for line in lines
        if not (_is_told_with_site(line[1], texts) or (weak and _STRONG.fullmatch(line[1])))
    ]
    return sorted(lines, key=lambda line: order.get(line[0] or "", len(order)))


def _is_told_with_site(text: str, others: Sequence[str]) -> bool:
    """Whether a line is a bare finding that another tells with its place."""
    bare = _BARE_FINDING.fullmatch(text)
    if bare is None:
        return False
    placed = re.compile(
        rf"(?:(?!\b(?:no|not|denies)\b).)*\b{bare.group('found')} (?:over|of|on|at|in|to|along)\b", re.I
    )
    return any(placed.match(other) for other in others)


def _lines(item: Scored, writer: Writer, known: Systems) -> Iterator[tuple[str | None, str, tuple[int, ...]]]:
    system: str | None = None
    told = _ON_SIDE.sub(r"There is \g<what> on the \g<side>.", item.draft.text)
    for piece in with_parts([p for p in _SPLIT.split(told) if p and p.strip(" .")]):
        system = _system(piece, known) or system
        text = re.sub(
            r"[\s,]+(?:but everything|and everything|but|and|so|or|now|now for)\W*$",
            "",
            _LEAD.sub("", piece.strip(" .")),
        )
        for pattern, plain in _TERSE:
            text = pattern.sub(plain, text)
        text = trimmed(text.rstrip(" ."))
        if re.search(r"[a-z]{3}", text) and not _says_nothing(text):
            yield system, writer.sentence(text), item.draft.segments


def _says_nothing(text: str) -> bool:
    """Whether a piece has no finding, or is cut."""
    cut = bool(re.match(r"(?:when|if|as|while) ", text, re.I)) and not is_whole(text)
    return bool(
        cut
        or is_cut(text)
        or is_siteless(text)
        or _NO_FINDING.match(text)
        or _BARE_PART.match(text)
        or _PART_ONLY.fullmatch(text)
    )


def _system(text: str, known: Systems) -> str | None:
    for name, cue in known:
        if re.search(cue, text, re.I):
            return name
    return None
