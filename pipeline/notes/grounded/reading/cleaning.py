"""Spoken text to plain text: no fillers, false starts or repeats; usual spellings.

Nothing that carries a fact is touched: only fillers, repeats and set phrases go.
"""

import re
from functools import lru_cache

from pipeline.notes.facts import SPLIT_DECIMAL
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.reading.corrections import corrected
from pipeline.notes.grounded.reading.letters import with_words_joined
from pipeline.notes.grounded.reading.remedies import with_use
from pipeline.notes.grounded.reading.second_names import with_second_names
from pipeline.notes.questions import CHECKS

_REFLEX = r"(?:biceps|triceps|brachioradialis|patellar?|achilles)"
_PULSE = r"(?:dorsalis pedis|posterior tibial|popliteal|femoral|radial|ulnar|brachial|carotid|pedal)"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for words whose meaning is lost, so that no sentence can be written from them."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _decimal(match: re.Match[str]) -> str:
    """A decimal that the transcript took apart ("a . five centimeter stone")."""
    return f"{match.group(1)} .{_DIGITS.index(match.group(2).lower())}"


_SPELLINGS = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (r"[\u2018\u2019]", "'"),
        (r"\[[^\]]*\]|<[^>]*>|\bguest_\w+:", " "),
        (r"\s(?:hi|hello|hey),? [a-z]+[.!]*$", ""),
        (r"\bregular of rate\b", "regular rate"),
        (r"\bboney\b", "bony"),
        (r"\bbeats a minute\b", "beats per minute"),
        (
            r"(?<!on )(?<!of )(?<!at )(?<!in )(?<!to )(?<!for )(?<!with )(?<!if )(?<!when )"
            r"\b(your (?:(?:lower|upper|left|right) )?(?:legs|arms|feet|hands|extremities|knees|hips"
            r"|shoulders|lungs|pulses)),? (?:you have|i (?:do )?(?:see|appreciate|hear|feel|notice)) "
            r"(?!that\b|the\b|it\b|your\b)",
            r"\1 have ",
        ),
        (
            r"\b(i|she|he|we|they) (felt|heard|feel|hear) like (?:this|an?) "
            r"(?=(?:pop|popping|snap|snapping|crack|click|strain|twinge|pull|pulling|tear|tearing)\b)",
            r"\1 \2 a ",
        ),
        (r"\b(tender|tenderness|pain|painful) (to|on|with) palpitation\b", r"\1 \2 palpation"),
        (r"\bmurmur hurt (?=(?:at|in|over|along)\b)", "murmur heard "),
        (r"\bcda tenderness\b|\bcva tinnitus\b", "CVA tenderness"),
        (r"\s+(n't|'s|'re|'ve|'m|'ll|'d)\b", r"\1"),
        (r"(?<=[a-z]) \.(?=\d)", r" ."),
        (r"\b(a|an|of) \. (one|two|three|four|five|six|seven|eight|nine)\b", _decimal),
        (r"\s+(?!\.\d)([,.?!;:%])", r"\1"),
        (rf"\b({_REFLEX})[.,]? (?={_REFLEX}\b)", r"\1, "),
        (rf"\b({_REFLEX})\. reflexes?\b[.,]?(?! (?:are|is|were|was))", r"\1 reflexes."),
        (rf"\bpulses? ({_PULSE}(?: (?:or|and) {_PULSE})*)\b(?! pulse)", r"\1 pulses"),
        (r"\bpulses femorally\b", "femoral pulses"),
        (
            r"\b(?:however|but|although),? (?:i (?:did |do )?(?:use|used|got|had) (?:the|a) doppler,? and )?"
            r"(?:they|it)(?:'re|'s| are| is| were| was) (present|audible|detectable|heard|found)"
            r" (?:via|by|with|on) (?:the |a )?doppler\b",
            r"but \1 by Doppler",
        ),
        (r"\bgon na\b|\bgonna\b", "going to"),
        (r"\bwan na\b|\bwanna\b", "want to"),
        (r"\bgot ta\b|\bgotta\b", "have to"),
        (r"\blem me\b|\blemme\b", "let me"),
        (r"\bgim me\b|\bgimme\b", "give me"),
        (r"\bkinda\b|\bkind of like\b", "kind of"),
        (r"\bsorta\b", "sort of"),
        (r"(?<!\w)'cause\b", "because"),
        (
            r"\b((?!it|that|he|she|there|what|who|let|where|how)\w+)'s (?=(?:high|low|good|a|an|the"
            r"|not|very|really|pretty|going|getting|stable|normal|elevated|fine|okay|doing|just|still"
            r"|been)\b)",
            r"\1 is ",
        ),
        (r"\by'all\b", "you"),
        (r"\b(?:c ?t|cat) scan(?=s?\b)", "CT scan"),
        (r"\bx rays?\b", "x-ray"),
        (r"\ba one c\b|\ba ?1 ?c\b", "A1c"),
        (r"\bdr\.?\s", "Dr "),
        (r"\bmr\.?\s(?!(?:arthro|angio|entero|veno|uro|elasto)gra|imaging\b)", "Mr "),
        (r"\bmrs\.?\s", "Mrs "),
        (r"\bms\.\s", "Ms "),
        (
            r"\b(yes|yeah|yep|no|nope),? (i (?:have|do|did|am|was|had)),(?=(?:\s|,|\bum\b|\buh\b)+(?:an?"
            r"|some|my|just|only|with"
            r"|one|two|three|four|five|six|\d+)\b)",
            r"\1, \2.",
        ),
        (r"\bca n't\b|\bcan not\b", "can't"),
        (r"\bon (your (?:[\w-]+ ){0,2}exam),? (?=\1\b)", ""),
        (r"\bA(?:,? and| ?&) ?E\b(?=\W|$)", "A&E"),
        (r"\.\.\.+|…", ","),
        (r"\b(pain|ache|aching|swelling|numbness|tingling) right (?=(?:in|on|around|at)\b)", r"\1 "),
        (r"\s--?\s", ", "),
    )
)
_COMMANDS = re.compile(
    r"\b(?:hey|hi|okay|ok)?,? ?dragon\b,?(?: (?:show me|order|finalize|schedule|refer"
    r"|go ahead)[^.?!\n]*)?[.?!]?",
    re.I,
)
_FILLERS = re.compile(
    r",?\s*\b(?:um+|uh+|uhm|(?<!\bthe )(?<!\bto )(?<!\ban )er(?! positive| negative| visit| doctor"
    r"| status|/| ?, pr\b)|ah+|hm+|mm+|huh|mm-hmm|mhm|uh-huh|oh|ooh|wow|geez|gosh|oh my"
    r"|my goodness|golly|shoot)\b(?:\s*,)?"
    r"|,?\s*\b(?:you know|i mean|i guess|i would say|i'd say|if you will|or anything like that"
    r"|anything like that|or something like that"
    r"|things like that|stuff like that|like i said|as i said|you see|to be honest|honestly"
    r"|basically|obviously|actually"
    r"|righty(?: ho| then)?|what(?:'s| is) it called|what do you call (?:it|them)|like,? let's say"
    r"|let's say(?! (?:you|we|i|he|she|they|that|it|there|this)\b)|literally|really just|and whatnot"
    r"|and everything(?! else)|and stuff|or whatever|sort of|kind of"
    r"|pretty much)\b(?:\s*,)?"
    r"|(?:(?<=,)|(?<=^))\s*like\s*,"
    r"|(?<=\bso) like\b(?! (?:that|this)\b)|(?<=\bbut) like\b|(?<=\bbecause) like\b"
    r"|(?<=\bthat) like\b(?= (?:i|we|it|they)\b)"
    r"|(?<=\bvery) like\b|(?<=\bget) like\b|(?<=\btake) like\b|(?<=\btook) like\b|(?<=\bgetting) like\b"
    r"|(?<=\bthis) like\b|(?<=\btries to) like\b|(?<=\btry to) like\b|(?<=\btrying to) like\b"
    r"|(?<=\bi) like\b(?= i\b)"
    r"|(?<=\byour) like\b|(?<=\bmy) like\b|(?<=\bfeel like) like\b|(?<=\bwell), like\b(?= (?:i|it|we"
    r"|they|my|the)\b)"
    r"|(?<=,) like\b(?= (?:especially|socially|sometimes|maybe|a few|a couple|i|i'm|i've|my|it|it's|the)\b)"
    r"|(?<=\bno) like\b(?= \w)|(?<=\bany) like\b(?= \w)|(?<= is)(?<!it is) like\b|(?:(?<= was)"
    r"|(?<= been)|(?<= am)|(?<= are)|(?<= has)"
    r"|(?<= have)|(?<= had)|(?<= or)|(?<= and)|(?<= for)|(?<= maybe)|(?<= past)|(?<= last)"
    r"|(?<= probably)|(?<= about)|(?<= every)|(?<= at)|(?<= with)|(?<=\bi'm)|(?<= it's)|(?<= it is)"
    r"|(?<= they're)|(?<= these)|(?<= those)|(?<= taking)|(?<= over)"
    r"|(?<= below)|(?<= above)|(?<= under)) like\b",
    re.I,
)
_BOTH_SIDES = 2
_NEEDS_NEXT = frozenset(("BE", "MODAL", "DETERMINER", "PREPOSITION", "SUBJECT", "CONTRACTED", "NEGATED"))
_VERBS = frozenset(("VERB", "VERBS", "PAST", "ING", "OBJECT"))
_OBJECTS = frozenset(("DETERMINER", "NUMBER", "OBJECT"))
_CUT_WORD = re.compile(r"\b(?!or-[\s.]*$)[a-z]{1,5}(?:'[a-z]*)?-(?=[\s,.]|$),?(?: \w+-(?=[\s,.]|$))*", re.I)
_LAST_WORD = re.compile(r"(?<=[a-z]{3})-[\s.,]*$", re.I)
"""The end of a speech that somebody broke off, mostly after a whole word."""
_RETAKEN = re.compile(
    r"\b([a-z]{3})[a-z]*-,? (?:(?:excuse me|sorry),? )?(?=\1)|\b([a-z]{8})[a-z]*,? (?=\2[a-z]*)"
    r"|\b(?!under)([a-z]{6,}) (?=\3[a-z]{2,})|\b([a-z]+) \d+- (?=\4 \d)"
    r"|\b([a-z]{5}) (?=\5(?:i[sz]ed|ed|ing|ally?|ly|ic|ical|ity|ness)\b)"
    r"|\bmeta(?:carpal|tarsal) (?=meta(?:carpo|tarso)phalangeal\b)"
    r"|(?<=\b(?:no|or) )([a-z]{5,}?)e?s?,? (?=\6(?:ing|ed|es|s)\b (?:of|in|on|over|at|around|along)\b)",
    re.I,
)
"""A word begun, or misspoken, and said again ("occasion- occasional")."""
_PARTED = re.compile(
    r"\b((?:was|were|is|are|am|been|be|keeps?|started|stopped) \w+ing|prescribe (?:him|her|you|them|me)),"
    r"(?= (?:some|an?|the|my|your|his|her)\b)"
    r"|\b(acute|chronic|lumbar|cervical|dorsalis|diabetic|last|essentially|\d/6|\w+-flexed),"
    r"(?= (?:strain|sprain|pedis|pain|systolic|ejection|position|labs?|diabetic|a)\b)"
    r"|(?<=\bhaving),(?= (?!(?:and|but|so|or|if|when|i|you|it|we|they|he|she|that|there)\b)[a-z])"
    r"|(?<=(?:i|u|y|e)'ve got),(?= (?!(?:and|but|so|or|if|when|i|you|it|we|they|he|she|that|there)\b)[a-z])"
    r"|(?<=(?:days|eeks|nths|ears|ours|hile)),(?= now\b)"
    r"|(?<=\w),(?= for (?:(?:the|a|an|about|around|almost|over|at|least|past|last|first|next|good|few|couple"
    r"|of|like|maybe|\d+|two|three|four|five|six|seven|ten) )+(?:days?|weeks?|months?|years?|hours?|while)"
    r"(?: now)?(?:[.?!]|$))"
    r"|(?:^|(?<=[.?!] ))(\w+),(?= (?:is|are|was) )|(?:over|of) (?:six|6),(?= systolic)",
    re.I,
)
"""A comma between words that belong together, left from a filler."""
_STAMMER = re.compile(r"\b(?!\d)(\w+)(?:-\1)+\b", re.I)
_REPEATS = re.compile(r"\b((?:[\w']+\s+){0,6}[\w']+)(?:\s*,?\s+\1\b)+", re.I)
_KEEP_REPEAT = re.compile(r"^(?:very|really|no|that|had|\d+)$", re.I)
_DIGITS_SAID = re.compile(r"(?:(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)\b ?)+", re.I)
_MEANT = 2
"""Times in a row that a word of `_KEEP_REPEAT` may be said and meant ("very very")."""
_COMMAS = re.compile(r"(?:\s*,){2,}")
_FALSE_START = re.compile(
    r"\b(i|you|he|she|it|we|they)(?:'m|'s|'re|'ve|'d|'ll| am| is| are| was| have| has| had| do| does"
    r"| did)?,? (?=\1\b"
    r"(?:'m|'s|'re|'ve|'d|'ll| am| is| are| was| have| has| had| do| does| did| can| will| would| just"
    r"| feel| felt| get| got"
    r"| think| went| take| took| want| need)\b)",
    re.I,
)
_BROKEN = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (
            r"(?<!on )(?<!of )(?<!for )(?<!to )(?<!do )(?<!with )(?<!in )"
            r"\b(your|the) ((?!on |of |rest )[\w-]+ exam),?"
            r" (?=(?:you|you've|no|there|there's|i|your)\b)",
            r"on \1 \2, ",
        ),
        (r"\b(i|we|he|she|they) (?:just|really|also),? (?=\1\b)", ""),
        (r"\b(there(?:'s| is| are)) (?:\w+ ){1,2}-,? (?=there\b)", ""),
        (
            r"\byour [a-z]+s,? (?:every,? )?(?=your (?:lower |upper )?(?:extremities|legs|arms|feet|hands)"
            r" (?:have|are)\b)",
            "",
        ),
        (
            r"\b((?:when|if|because|while|where|that) (?:i|we|you|he|she|they|it))(?: [\w']+){1,4}?"
            r" (?:an?|the|my|your|his|her|their|to|of|in|on|with|for),? (?=\1\b)",
            "",
        ),
        (
            r"\b(it|i|he|she|they)(?:'s|'ve| has| have| is| was) (?:gotten|got|been|getting|going"
            r"|become), (?=\1\b)",
            "",
        ),
        (r"\b(?:a|an|the),? (?=(?:a|an) )", ""),
        (r"\bor,? and,? (?=\w)", "and "),
        (r"\band,? but,? (?=\w)", "but "),
        (r"\byou (?=breathing(?:'s| is| gets| has)\b)", "your "),
        (r"\bsome,? (?:like,? )?(?=a (?:little )?bit of\b)", ""),
        (r"\bfrom (?:the|a|my|your),? (?=from (?:the|a|my|your)\b)", ""),
        (r"(?<=[a-z] )something,? called,? (?=[a-z])", ""),
        (r"\blook like,? to me,? (?:that|this|it)(?:'s| is) ", "look like "),
        (r"\bi'm (?=(?:think|feel|get|have|had|don't|can't)\b)", "i "),
        (
            r"\b(?:another|one|the other|the only other) (?:\w+ )?thing (?:that )?(?:happened(?: to me)?"
            r"|i(?:'ve)? noticed)( (?:about )?[^,.?]{3,25} ago)?,? (?:is|was)(?: that)?[, ]+(?:like[, ]+)?"
            r"(?=i\b)",
            r"\1, ",
        ),
        (r"\band,? (?=as well as\b)", ""),
        (r"\b(?:it's|it is),? (?=(?:i|you|we|they)'(?:ve|re|m)\b|(?:there|he|she)'s\b)", ""),
        (
            r"\b(i(?:'m| am)? (?:take|took|have|had|got|use|used|taking|using|on)),? it(?:'s| is)"
            r" (?:called |like |an? (?=an? ))?(?=[a-z])",
            r"\1 ",
        ),
        (r"\b(?:a )?bit (?=(?:mild|slight|minor)\b)", ""),
        (r"\ba bit like an? (?=[\w -]{3,20}(?:$|[,.]| or | and | with | when ))", "a bit of a "),
        (
            r"\bthis ((?!whole\b|same\b|sort\b|kind\b)[a-z]+(?:ness|aches?|ing|pain|cough|rash)) thing\b",
            r"the \1",
        ),
        (
            r"\b(taking|take|took|(?:with|had|have|but|that)"
            r"(?= (?:just )?like (?:i|my|an?|some|one|two|\d)\b))"
            r"(?: just)? like ",
            r"\1 ",
        ),
        (r"\babout,? (?=(?:i|we) (?:have|take|drink|smoke|get|do|use)\b)", ""),
        (
            r"\b(at|in|on|of|to|for|with) (?:the|a|my|your|this|that),? (?=\1 (?:the|a|my|your|this|that)\b)",
            "",
        ),
        (r"\b(?:on|for),? (?=(?:on|for) (?:your|the|his|her) (?:[\w-]+ ){0,3}exam)", ""),
        (r"\b(?:your|the) (?=on (?:your |the )?exam)", ""),
        (r"\b(want|need|have) your (?=to\b)", r"\1 you "),
        (r"\bi do,? (?=you (?:do )?have\b)", ""),
        (r"\b(?:a )?lots? of (?:times|the time),? (?=i\b)", "often "),
        (
            r"\b(prescribe|order)(?: you)?,? you're (?:taking|using|on) (?=(?:the|an?|some|this)\b)",
            r"\1 you ",
        ),
        (r"\b(?:the )?last time (?:i|we) saw you,? (?:you )?(?=(?:were|had)\b)", "at your last visit, you "),
        (r"^(no|yes|yeah),? (?:sir|ma'am)\b,? ", r"\1, "),
        (r"^you(?:'re| are) welcome,? (?=i|we|you)", ""),
        (
            r"(?<=\w)(?:, (?:yeah|yes),? | (?:yeah|yes), )(?=(?:i|i'm|i've|it|it's|he|she|they|we|my|there"
            r"|there's)\b)",
            ". Yeah, ",
        ),
        (r"\b(?:it's|it is) (?=(?:the|my|his|her) [\w-]+ (?:is|was|has|hurts)\b)", ""),
        (
            r"\b((?:get|put|have|start|keep|send|take|see|set) (?:you|me|him|her|them|it|that))"
            r" (?:on|in|into|to|for|up|back|with|at|off),?"
            r" (?=\1 (?:on|in|into|to|for|up|back|with|at|off)\b)",
            "",
        ),
        (
            r"\b(there(?:'s| is| are| was| were) no),"
            r"(?= (?!(?:i|it|it's|we|they|there|there's|that|he|she|you|no|not)\b)[a-z])",
            r"\1",
        ),
        (r"\b(could|may|might|would) be (?=(?:very )?well have\b)", r"\1 "),
        (r"\b(work|works|live|lives|stay) (?:in|at|on|for) (?=(?:in|at|on|for) (?:the|a|an|my)\b)", r"\1 "),
        (
            r"(^|\b(?:yeah|sure|so|well|okay),? )(the|my|his|her"
            r"|their) ((?:[\w-]+ )?(?!(?:said|says?|thinks?|thought|shows?|showed|told|tells|knows?|knew"
            r"|feels?|felt|believes?|means?|hopes?|noticed|when|if|because|that|and|but)\b)[\w-]+) it"
            r" (?=(?:started|began|is|was|has|feels|hurts|got|goes|comes|stays|kind)\b)",
            r"\1\2 \3 ",
        ),
    )
)
"""Sentences that the speaker began anew, or one reply that holds two."""
_HESITATION = re.compile(
    r"\b(of|the|a|an|to|my|your|his|her|their|our|was|were|is|are|am|be|been|in|on|at|for|with|from|by"
    r"|has|have"
    r"|had|i|we|he|she|they|it's|i'm|i've|you're|we'll|we're|i'll|he's|she's|and|or|if|when|because|some"
    r"|any|about"
    r"|very|more|will|would|can|could|should|going|your|like|just|than|into|over|put|get|take|every"
    r"|other)\s*,"
    r"(?=\s+[a-z0-9])",
    re.I,
)
"""A comma where nobody writes one: it stood around a filler."""


def _once(match: re.Match[str]) -> str:
    word = match.group(1)
    twice = len(match.group().split()) <= _MEANT or word.isdigit()
    meant = _KEEP_REPEAT.match(word) and twice and "," not in match.group()
    return match.group(0) if meant or _is_dialled(match) else word


def _is_dialled(match: re.Match[str]) -> bool:
    """Whether digits said twice stand in a longer row of them ("five two two one")."""
    rows = (row for row in _DIGITS_SAID.finditer(match.string) if row.start() <= match.start() < row.end())
    return any(match.end() <= row.end() and len(set(row.group().lower().split())) > 1 for row in rows)


def without_repeats(text: str) -> str:
    """The text with words said twice in a row written once."""
    return _REPEATS.sub(_once, text)


_ANOTHER_TIME = re.compile(r"\s*(?:the )?last (?:time|visit|year|month|week)\b", re.I)
"""A time that is not that of what was said before the filler."""


def _without_filler(match: re.Match[str]) -> str:
    """A comma where a filler stood between two, unless it parts what belongs together."""
    if match.group().count(",") < _BOTH_SIDES:
        parted = match.group().lstrip().startswith(",")
        return ", " if parted and _ANOTHER_TIME.match(match.string, match.end()) else " "
    before, after = match.string[: match.start()].split(), match.string[match.end() :].split()
    last, first = (
        word_class(before[-1].lower() if before else "<>"),
        word_class(after[0].lower() if after else "<>"),
    )
    joined = last in _NEEDS_NEXT or (last in _VERBS and first in _OBJECTS) or first == "PREPOSITION"
    return " " if joined else ", "


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text of one utterance without fillers, cut words, repeats and dictation commands."""
    text = with_words_joined(SPLIT_DECIMAL.sub(UNREADABLE, text))
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    text = with_second_names(_COMMANDS.sub(" ", text))
    text = corrected(text)
    text = _FILLERS.sub(_without_filler, text)
    text = _RETAKEN.sub("", text)
    text = _CUT_WORD.sub(" ", _STAMMER.sub(r"\1", _LAST_WORD.sub("", text)))
    text = _REPEATS.sub(_once, re.sub(r"\s+", " ", text))
    text = _FALSE_START.sub("", _REPEATS.sub(_once, text))
    for pattern, plain in _BROKEN:
        text = pattern.sub(plain, text)
    text = _HESITATION.sub(r"\1", re.sub(r"\s+(?!\.\d)([,.?!;:%])", r"\1", _COMMAS.sub(",", text)))
    text = _PARTED.sub(lambda m: m.group().rstrip(","), without_repeats(text))
    text = re.sub(r"([.?!])\s*,", r"\1", text)
    return with_use(re.sub(r"\s+", " ", text).strip(" ,-"))


_OPENERS = re.compile(
    r"^(?:(?:okay|ok|alright|all right|(?:(?:i'm |i am )(?:so |very )?)?sorry"
    r"(?: to (?:say|tell you))?(?: that)?(?=,? (?:there|it|your|you|the)\b)"
    r"|well|so|and|but|now|then|just(?= well\b)|yeah|yes|yep|sure|great"
    r"|perfect|excellent|absolutely|also|anyway"
    r"|again|let's see|i see(?: that(?= (?:you|your|there)\b))?(?! (?:a|an|no|some|any|it|is|the|here)\b)"
    r"|got it|you know"
    r"|thank you|thanks|gotcha|fair enough|of course"
    r"|exactly|i understand|that's right"
    r"|awesome|fantastic|wonderful|very good|that's good|sounds good|nice|cool|hey|hi|hello"
    r"|mm-hmm|that that|no problem|as well as(?=,? (?:some|an?|the|i|i'm|we)\b)"
    r"|like(?=,? (?:i|i'm|i've|my|it|it's|we|they|the|there|there's|sometimes|especially|maybe|a lot of"
    r"|when|if|well)\b)"
    r"|or(?= if\b)|correct|right(?=,)|good(?=,)|no(?=[,.]|\s+no\b))\b(?!\s+(?:as|enough|for|to|at|about"
    r"|with|after|before|control|far))[\s,.!]*)+",
    re.I,
)
_YES_TO_A_TIME = re.compile(
    r"^(?:(?:yes|yeah|yep),? (?=(?:about|for|at|after|before|with|as|to)\b)"
    r"|(?:no,? )?not really,? (?=(?:i|i'm|i've|it|it's|my|we)\b))",
    re.I,
)
"""An opening yes before a word that `_OPENERS` takes for its own, or "not really" before what is told."""
_TAILS = re.compile(
    r"(?:,\s*(?:okay|ok|alright|all right|right|correct|yeah"
    r"|does that sound good|sound good|sounds good"
    r"|does that make sense|isn't it|you know|(?:and )?thank you(?: (?:so|very) much)?)"
    r"|\s+and thank you|\s+(?:and|but|so|or|um|then|you know)"
    r"|(?<!\bdoing)(?<!\bis)(?<!'s)(?<!\bbe)(?<!\bbeen)(?<!\bare)(?<!\blooks)(?<!\blook)(?<!\bwas)(?<!\bfeeling)(?<!\b'm)(?<!\bam)(?<!\bthe)"
    r"\s+(?:okay|ok|alright|all right))+\s*([.?!]?)$",
    re.I,
)


_CHECKED = re.compile(rf",?\s+{CHECKS}\W*$", re.I)
_NO_THEN_CLAUSE = re.compile(r"no\s+(?=(?:i|it|they|we|there|that|he|she|not|nothing|never)\b)", re.I)
_NEGATED = re.compile(r"n't\b|\b(?:not|never|no|nothing|none)\b", re.I)


def without_small_words(sentence: str) -> str:
    """The sentence without its opening and closing discourse words ("okay so ..., right?").

    An opening "no" goes only before a pause or a clause with a negation of its own:
    elsewhere it may negate.
    """
    trimmed = _OPENERS.sub("", _YES_TO_A_TIME.sub("", sentence.strip()))
    if (no := _NO_THEN_CLAUSE.match(trimmed)) and _NEGATED.search(trimmed[no.end() :]):
        trimmed = trimmed[no.end() :]
    trimmed = _TAILS.sub(r"\1", _CHECKED.sub("?", trimmed))
    return trimmed.strip(" ,-")
