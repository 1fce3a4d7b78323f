"""Words said twice, cut short or begun anew, in plain text."""

import re

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
_STAMMER = re.compile(r"\b(?!\d)(\w+)(?:-\1)+\b", re.I)
_REPEATS = re.compile(r"\b((?:[\w']+\s+){0,6}[\w']+)(?:\s*,?\s+\1\b)+", re.I)
_KEEP_REPEAT = re.compile(r"^(?:very|really|no|that|had|\d+)$", re.I)
_DIGITS_SAID = re.compile(r"(?:(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)\b ?)+", re.I)
_MEANT = 2
"""Times in a row that a word of `_KEEP_REPEAT` may be said and meant ("very very")."""
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


def without_cut_words(text: str) -> str:
    """The text without words broken off and said again ("occasion- occasional"), or stammered."""
    return _CUT_WORD.sub(" ", _STAMMER.sub(r"\1", _LAST_WORD.sub("", _RETAKEN.sub("", text))))


def without_false_starts(text: str) -> str:
    """The text without repeats and without clauses that the speaker began and began anew."""
    text = _FALSE_START.sub("", without_repeats(without_repeats(text)))
    for pattern, plain in _BROKEN:
        text = pattern.sub(plain, text)
    return text
