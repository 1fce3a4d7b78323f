"""Sentences that tell nothing of the patient: a plan without its object, a word explained."""

import re

from pipeline.notes.facts import content_words, quantities, sides
from pipeline.notes.grounded.choosing.administration import is_personal
from pipeline.notes.grounded.wording.pronouns import is_unclear
from pipeline.notes.lexicon import find_concepts, find_medications, word_list

_EXPLAINS = re.compile(
    r"^(?:this|that|it|which) (?:just |simply |really )?means"
    r" (?!(?:that|there|he|she|they|his|her|their|we|i|the)\b)",
    re.I,
)
"""What a term means is no finding of this patient, whatever it names."""
_EMPTY = re.compile(
    r"^we will (?:get|go|come|move) (?:right )?back to\b"
    r"|^we will get (?:my|our|the) (?:nurse|assistant|medical assistant) (?:in|to come in)\b[^,]*$"
    r"|^(?:he|she|they) (?:has|have|had|do|does|did|is|are|was|were|can|could|will|would)(?: not)?"
    r"(?: at this point| yet| right now| really| anymore| so far| today)*\W*$"
    r"|^(?:he|she|they|the patient) (?:cannot|could not|did not|does not|do not|will not)"
    r" (?:remember|recall|tell|handle|say|describe|explain|find|believe|imagine|think|want|know|mind|guess"
    r"|take|get|put|like)\W*$"
    r"|^we will (?:also )?(?:discuss|talk about|go over) [\w ]{0,30}\b(?:more|now|further)\W*$"
    r"|^looks (?:good|normal|fine|great|okay)(?: and looks (?:good|normal|fine|great|okay))?\W*$"
    r"|^(?:he|she) is an? (?:girl|boy|baby|child|twin)\W*$"
    r"|^(?:he|she|they|the patient) (?:(?:is|are) on|takes?) (?:some )?(?:other )?"
    r"(?:medications?|medicines?)\W*$"
    r"|^(?:he|she|they|the patient) (?:has |have )?tried to (?:quit|stop)(?: before)?\W*$"
    r"|^(?:he|she|they|the patient) had (?:some |(?:his|her|their) )*(?:grand)?(?:children|kids|family"
    r"|friends) with (?:him|her|them)\W*$"
    r"|^(?:he|she|they) (?:did|filled out|completed) (?:the|a) review of \w+ sheet\b"
    r"|^i am looking at (?:his|her|their|the|an?) [\w -]+\W*$|^(?:he|she|they) remembers? when\b"
    r"|^explains why\W*$|^i (?:have )?heard (?:that|it|this) before\W*$"
    r"|^(?!.*\b(?:not|no|never|if|denies)\b)(?:he|she|they) .*\banything\W*$"
    r"|^(?:he|she|they) will (?:flex|extend|bend|raise|lift|turn|push|pull|squeeze|lean|sit|stand|lie"
    r"|breathe)\b.{0,12}$"
    r"|^we will (?:also )?(?:review|look at|take a look at|go over|talk about)"
    r" (?:the |his |her |their |those |some )[^,]*\b(?:x-?rays?|results?|labs?|scans?|mri|ct|imaging)\b[^,]*$"
    r"|^there (?:is|are) no guarantees?\b"
    r"|^we will (?:quickly |just )?(?:review|go over|talk about|discuss) (?:his|her|their|the)"
    r" (?:past |medical )+history\W*$"
    r"|^going to (?:take|go|listen|look|check|do|see|have|start)\b"
    r"|^we (?:can|will) (?:reassess|re-evaluate|see|decide|talk|discuss)(?: (?:that|it|this|again))?"
    r"(?: (?:then|at that (?:point|time)))?\W*$"
    r"|^(?:we will )?order (?:a|some|another|the|this|that|these|those)? ?(?:tests?|labs?|studies|study)\W*$"
    r"|^(?:he|she|they|the patient) (?:(?:will|is going to|should) )?comes? in for (?:his|her|their|the|a)"
    r" (?:surgery|visit|appointment|procedure)\W*$"
    r"|^(?:he|she|they|the patient|(?:his|her|their) \w+) (?:said|mentioned|noticed|told (?:him|her|them))"
    r" something\b(?! (?:was|is|pop|in|about))[^,]*$"
    r"|^(?:he|she|they|the patient) (?:has|have) (?:seen (?:everything|it all)|not made any changes)\W*$"
    r"|^i think (?:he|she|they) \w+ed (?:a little|a bit|some|it)(?: bit)?\W*$"
    r"|^i (?:did |have |just |also )*review(?:ed)? (?:his|her|their|the) vitals?(?: signs)?(?: here)?"
    r"(?: and)?(?: everything)?\W*$",
    re.I,
)

_TESTED = (
    r"(?:x-?rays?|ekg|ecg|mri|ct(?: scan)?|cat scan|echo\w*|ultrasounds?|labs?|lab work|lab results?"
    r"|blood work|results?|imaging|scans?|images)"
)
_ANNOUNCES = re.compile(
    rf"^(?:i|we) (?:did |have |also |just |will |personally )*review(?:ed)?(?: the)?(?: results?| reports?)?"
    rf"(?: of)? (?:(?:the|his|her|their|some|recent|left|right|chest|new|[a-z]{{3,9}}) ){{0,4}}{_TESTED}"
    r"(?: of (?:the|his|her|their) (?:\w+ ){0,2}[a-z]+)?"
    r"(?:,? (?:that|which) (?:we|i|he|she|they|(?:the|his|her|their) [\w ]{3,25}?)"
    r" (?:did|ordered|got|had|took|obtained|sent|brought)\b(?! (?:show|reveal|and)).{0,40})?\W*$"
    rf"|^(?:an?|the|his|her|their) (?:\w+ )?{_TESTED} (?:was|were) (?:done|obtained|performed|taken)"
    r"(?: (?:before|prior to|when) (?:he|she|they|the visit|the patient|coming)\b[^,]{0,20})?(?: today)?\W*$"
    rf"|^(?:he|she|they|we|the patient) (?:did|had|got|took|obtained) (?:an?|the|his|her|their|some)"
    rf" (?:\w+ ){{0,2}}{_TESTED}(?: of (?:the|his|her|their) (?:\w+ ){{0,2}}[a-z]+)?"
    r" (?:before|prior to|when) (?:coming|(?:he|she|they) (?:first )?came|the visit|arriv\w+)\b[^,]{0,20}\W*$"
    rf"|^we (?:were able to get|have|did|got|took|obtained) (?:an?|the|his|her|their) (?:\w+ )?{_TESTED}"
    r"(?: of (?:the|his|her|their) (?:\w+ ){0,2}[a-z]+)?\W*$",
    re.I,
)
"""That a test was done or its result was read, without what it showed."""
_IDENTIFIES = re.compile(
    r"^(?:(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he patient's) )?[Dd]ate of birth (?:is|was)\b"
    r"|^(?:The )?(?:[Nn]ext )?[Pp]atient is (?:Mr |Mrs |Ms |Miss )?[A-Z][a-z]+ [A-Z][a-z]+\W*$"
)
"""Who the patient is, which the note's own head tells."""
_WISHES = re.compile(
    r"^(?:he|she|they|the patient) (?:really |just )*(?:(?:is|are) looking forward|looks? forward"
    r"|cannot wait)\b"
    r"|^we have (?:just )?been (?:talking|speaking)\b[^,]*$"
    r"|^(?:he|she|they|the patient) feels? like (?:every|about|around|once|twice) (?:[\w-]+ ?){1,3}\W*$"
    r"|\bbod(?:y|ies) (?:is|are) (?:an? )?(?:wonderful|amazing|incredible|great)\b",
    re.I,
)
_CHECKS_ON = re.compile(r"^(?:i|we) (?:just )?wanted to (?:check|look at|go over|talk)\b", re.I)
"""That a test was to be read; with a symptom or a condition it tells of the patient."""
_LABS_ONLY = re.compile(
    rf"{_CHECKS_ON.pattern}(?: (?:on|his|her|their|the|some|last|recent|diabetic|diabetes"
    rf"|thyroid))+ {_TESTED}\b",
    re.I,
)
_SITELESS = re.compile(
    r"(?:(?:there is|(?:he|she|they|the patient) (?:has|have)) (?:a little |some )?fluid|normal)\W*$", re.I
)
_FEELINGS = re.compile(
    r"^(?:he|she|they|the patient) (?:is|are|was|were|has been|have been|feels?) (?:still |now )?(?:very "
    r"|so |a little |really"
    r" |not |a bit )*(?:too )?(?:proud|excited|relieved|happy|glad|grateful|funny|lucky|enthusiastic"
    r"|a regular|okay|ok|fine|curious"
    r"|surprised|busy|better|doing fine|always outside)(?:,? for the most part| so far| overall"
    r"| at work)?\W*$"
    r"|^(?:generally,? |overall,? )?(?:he|she|they) (?:has|have) been (?:doing )?(?:a good job|better)\W*$"
    r"|^(?:he|she) (?:dropped the ball|got hurt|goes to \w+|wants (?:this|the) pain to go away"
    r"|has good strategies|comes in)\W*$"
    r"|^(?:he|she|they) (?:is|are) worried that something\b|^(?:the )?(?:first|second|third|next|last"
    r"|other) (?:diagnosis|problem"
    r"|one|issue)(?: here)?\W*$|^everything is (?:okay|fine|good)\W*$"
    r"|^(?:he|she|they|the patient) (?:is|are|was|were|has been|have been) (?:really |just |still )*"
    r"struggling\W*$"
    r"|^(?:he|she|they|the patient) feels? (?:like )?(?:such )?an? (?:total |complete )?"
    r"(?:mess|wreck|failure)\W*$"
    r"|^(?:he|she|they|the patient) (?:is|are|has been|have been) doing (?:an?|such a) (?:\w+ )?job\b[^,]*$"
    r"|^(?:this|that|everything|it) (?:looks?|is|sounds?) (?:good|okay|fine|great|interesting)\W*$",
    re.I,
)
"""How the patient is doing in words that a greeting has, or a heading without its text."""
_DOING = re.compile(
    r"^(?:he|she|they|the patient) (?:is|are|has been|have been) (?:doing |feeling )?"
    r"(?:well|okay|good|fine|great|all ?right)\W*$",
    re.I,
)
_APART_FROM = re.compile(r"\b(?:aside from|apart from|other than|except|besides|but)\b", re.I)
_TOLD = re.compile(
    r"\b(?:mother|father|parents?|brothers?|sisters?|grand(?:mother|father|parents?)|aunts?|uncles?|cousins?"
    r"|pains?|aches?|constant|comes and goes)\b",
    re.I,
)
"""A relative, or how a pain is."""
_NAMELESS = re.compile(
    r"(?:and |but |so |then )*(?:it|that|this|the (?:first|second|third|last|other|next) one)"
    r" (?:will be \d+ (?:to \d+ )?(?:day|week|month|year)s?\W*$"
    r"|(?:is|was|has been|will be) (?:(?:also|only|still|\w+ly) )?"
    r"(?:(?:in|on|about|at|over|almost|back in|around|like|within) )*(?:(?:the|a|an|his|her|their) )?"
    r"(?:(?:couple|few|\d+)(?: (?:to|or) \d+)?(?: of)? (?:minute|hour|day|week|month|year)s? ago"
    r"|(?:(?:end|beginning|middle) of )?(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)(?: \d{1,2}(?:st|nd|rd|th))?"
    r"|last (?:night|week|month|year|spring|summer|fall|winter|time|visit)"
    r"|(?:last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
    r"(?:(?: of|,)? (?:19|20)\d\d)?[^\d]*$)",
    re.I,
)
"""When something was that only another sentence names."""
_GENERIC = word_list("generic")
"""Words that tell nothing of a patient by themselves."""
_IS_DOING = re.compile(r"\b(?:well|better|no other)\b", re.I)
_OTHERS = re.compile(r"\b(?:they|them)\b", re.I)


def is_siteless(text: str) -> bool:
    """Whether a finding stands without where or in what it was found ("There is fluid.")."""
    return bool(_SITELESS.match(text))


def is_trivial(text: str, spoken: str | None = None) -> bool:
    """Whether a written sentence can go without loss: no fact of the patient is in it.

    A sentence with a finding, a quantity or a medication is never trivial, but for one that
    only explains a word ("This means swelling of the kidney"). One without that speaks of
    something it does not name ("He is familiar with that.") always is. ``spoken`` are the words
    that it was written from: a "they" that these lack is the patient.
    """
    measured = bool(quantities(text) or find_medications(text))
    if _IDENTIFIES.match(text) or _EXPLAINS.match(text) or _WISHES.search(text):
        return bool(_IDENTIFIES.match(text)) or not measured
    named = any(m.concept.kind != "tests" for m in find_concepts(text))
    tested = _LABS_ONLY.match(text) and not measured
    announced = (_CHECKS_ON.match(text) or _ANNOUNCES.match(text)) and not (named or measured)
    if (
        tested
        or announced
        or is_personal(text)
        or is_siteless(text)
        or (spoken and _DOING.match(text) and _APART_FROM.search(spoken))
    ):
        return True
    if _NAMELESS.match(text) and not (named or find_medications(text) or sides(text) or _TOLD.search(text)):
        return True
    if named or measured or sides(text) or _TOLD.search(text):
        return False
    if not _IS_DOING.search(text) and all(word in _GENERIC for word in content_words(text)):
        return True
    return bool(_EMPTY.match(text) or _FEELINGS.match(text)) or is_unclear(
        text if spoken is None or _OTHERS.search(spoken) else _OTHERS.sub("he", text)
    )
