"""Whether a written sentence is whole: neither broken off nor talk about the talk."""

import re

from pipeline.notes.grounded.language.word_classes import word_class

_WORD = re.compile(r"[a-z0-9]+(?:['./%-][a-z0-9]+)*")
_SET_OFF = r"(?:ADVERB |NOT |REPLY )*"
_CLAUSE = re.compile(
    rf"\b(?:SUBJECT|THAT|WHICH) {_SET_OFF}(?:BE|MODAL|PAST|VERB|VERBS|NEGATED|NOUN)\b"
    rf"|\b(?:NOUN|OBJECT|ING|NUMBER|REPLY) {_SET_OFF}(?:BE|MODAL|PAST|VERBS|NEGATED)\b|\bCONTRACTED\b"
    r"|\bDETERMINER (?:\S+ ){1,4}?(?:BE|MODAL|NEGATED|PAST|VERBS)\b"
    r"|^(?:ADVERB |REPLY )*VERB (?!PREPOSITION|AND|BUT)\S"
)
"""A subject with its verb, or a request, over the classes of the words."""
_TERSE = re.compile(r"(?:denies|denied|reports|endorses|has|had|takes|is|was|no|never|does not) ", re.I)
_BROKEN_END = re.compile(
    r"(?:(?:,|\band|\bso|\bwhich|\bx-ray|\bbut) it"
    r"|(?<!\bdo)(?<!\bdoes)(?<!\bdid)(?<!\blike)(?<!\bfor)(?<!\bwith)(?<!\bof)(?<!\babout)(?<!\bthan)(?<!\bon)"
    r"(?<!\bto)(?<!\bsee)(?<!\bhas)(?<!\bhad)(?<!\bhave)(?<!\bat)(?<!\bafter)(?<!\bbefore)(?<!\bin)(?<!\bfrom)"
    r"(?<!\bis)(?<!\bwas)(?<!\bby)(?<!\bdoing)(?<!\btried)(?<!\btry)(?<!\bknow)(?<!\bnotice)(?<!\bhelp) that"
    r"|\b(?:my|his|her|their|the) (?:concern|plan|question|thing|hope)"
    r"|\b(?:includes?|including) (?:checking|that|the|his|her)|\bfor which|\bor just|\bthose extra sounds"
    r"|\b(?:feels? like|looks? like|seems? like|(?:in|of|to|at) the (?!hospital|canal|meal)\w+al"
    r"|but really|and really"
    r"|not made|mostly|so much|the fact|located in the \w+|more of|kind|sort|such as|as well as|along with"
    r"|due to|because of)"
    r"|\b(?:started (?:(?:him|her|them) )?on|consistent with|listening to|related to|secondary to"
    r"|positive for"
    r"|negative for|allergic to|history of|relief from|within|as far as|in terms of|would like|and luckily)"
    r"|\b(?:receives?|received|got|given) (?:today |yesterday )?for (?:the|those|these|that|his|her|their) .*"
    r"|\bshows? that|\b(?:has|have) (?:\w+ )?made|\b(?:has|have) noticed (?:like )?since the \w+"
    r"|\bcurrently|\bpoint out(?: that)?|\b(?:but|and) everything"
    r"|\b(?:and|but|so) hopefully|\bduring that time"
    r"|\bwhen (?:that|it|this) is complete|\bdifficult time \w+ing|\bI do not appreciate"
    r"|\bhow does (?:that|it|this) feel"
    r"|\b(?:taking|using|having), [a-z]{2,4}"
    r"|\b(?:she|he|they) thinks? here|\bwill give (?:it|him|her|them))$",
    re.I,
)
_BROKEN_START = re.compile(
    r"(?:or an? |.*\bnot only\b(?!.*\bbut\b)|wish(?:es)?\b|(?:when|if|after|once|while) (?:he|she|they"
    r"|i|we) (?!.*\b(?:he|she|they|it|we|i|there|this"
    r"|that|should) )"
    r"(?!.*\b(?:the|his|her|their) (?:\w+ )?\w+ (?:is|are|was|were|hurts?|gets?|feels?|has|goes|will"
    r"|starts?)\b)[^,]*$"
    r"|(?:after|before|once|when|if|while|until|unless|since|as|because) (?:he|she|they|it|we|i"
    r"|the \w+|his \w+|her \w+)"
    r"(?: [^\s,]+){1,5}$|(?:aside|apart|other than|besides|in terms|as far)\b[^,]*$|no because\b|basis\b"
    r"|.*\b(?:getting|having|taking|doing|been) and (?:the|an?|his|her|their|some)\b"
    r"|.*\b(?:the|a|an|my|his|their) (?:after|before|and|but|or|is|was|that|because|if|when)\b"
    r"|(?:he|she|they|it) (?:has|have|is|are|was) (?:when|if|because) |why do not\b"
    r"|(?:no|yes|yeah|man|good to hear|okay|look at \d+)[ ,]+"
    r"(?!\w+ (?:of|or|to|with|in|noted|seen)\b)(?=(?:and|alright|he|she|they|it|everything|well|\d+)\b)"
    r"|(?:\w+ ){0,3}(?:would|will|can|could|should) (?:looks|is|was|has|does|seems|feels)\b"
    r"|that there (?:is|are)\b|not always\b|said i\b|no guarantees\b|those will those\b"
    r"|\w+, it has been a (?:little )?while\b"
    r"|(?:because|as|although|though|while) [^,]*$"
    r"|(?:how|why|whether|where) |what (?:[^,\s]+ ){1,5}(?:on|in|from) [^,]*$|what (?:will|would) be \w+$"
    r"|(?:he|she|they) (?:is|are) \w+ing (?:will|would|is|are) |see a \w+$|(?:he|she|they) (?:has"
    r"|have) ever\b|.*\bwith for (?:so|a)\b"
    r"|(?:he|she|they|the patient) (?:is|are|was|were) (?:during|since|until|because) [^,]{0,20}$"
    r"|this (?:(?:acute|chronic|new|newly|recent|mild|severe|left|right|worsening|\w+ed) ){1,3}"
    r"(?!.*\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|shows?|causes?"
    r"|means?|explains?|seems?|looks?|needs?|requires?|makes?|gets?|hurts?|comes?|goes|does|did)\b)[^,]*$"
    r"|.*\ban? (?:there|they|got|had)\b"
    r"|something that\b|that (?:had|has|have) (?:an?|the|some|no|any)\b|if (?:he|she"
    r"|they) looks? at\b|if that does not\b|right of\b|but with\b[^,]*$"
    r"|when (?:he|she|they) comes? back[^,]*$|along with\b[^,]*$|for (?:his|her|their) [^,]*\bhelping\b"
    r"|(?:i|he|she|they) thinks?,? (?:(?:probably|maybe|about) )?(?:at least|over|for|since|about"
    r"|with)\b[^,]*$"
    r"|i (?:know|feel like),? (?:(?:with|like) )?(?:all )?(?:a|the) [^,]*(?:$|,)"
    r"|(?:his|her|their|i) (?:on|am going through)\b|(?:(?:his|her|their) )?vital signs$|(?:neck|heart"
    r"|lung) exam$"
    r"|for (?:this|the|his|her|their) (?:first|second|third|next|last|other)\b"
    r"(?!.*\b(?:will|should|is|are|continue)\b)"
    r"|(?:one|two|three) (?:his|her|their|the) )",
    re.I,
)
_PROCEDURE = re.compile(
    r"\b(?:do|try|perform) (?:some|a few|a couple of|a) (?:\w+ )?(?:maneuvers?|tests? with|movements?)\b"
    r"|\bput (?:some|a little|a bit of) (?:\w+ )?(?:resistance|pressure)\b"
    r"|^we will (?:focus|work) on (?:it|that|this)$"
    r"|\btake a (?:quick )?listen\b|\bcomes? with me\b|\bsigned out\b"
    r"|\bdo a (?:quick )?(?:physical )?exam\b|\bis the short version\b"
    r"|^we will (?:take|have) (?:a )?(?:quick |closer |good )?look\b"
    r"|\b(?:he|she|they) should (?:raise|bend|turn|lift"
    r"|squeeze|push|pull|lean|straighten)\b|\brest (?:his|her|their) arm on\b|\bin the plan, include\b"
    r"|^(?:he|she|they) can (?:bend|sit|move|lift|squeeze|push|stand|lie|lay)\b"
    r".*\b(?:for me|lap|table|up here)$"
    r"|^we will see how (?:it|that|he|she) (?:goes|does)$|\bsummarize the patient's\b"
    r"|\bwhat (?:all )?that means\b|\b(?:my|the) assessment and (?:my )?plan\b",
    re.I,
)
_SHORTEST = 2


def has_verb(text: str) -> bool:
    """Whether the sentence says something of something: a clause, a request, or what is denied or had."""
    classes = " ".join(map(word_class, _WORD.findall(text.lower())))
    return bool(_CLAUSE.search(classes) or _TERSE.match(text))


def is_whole(text: str) -> bool:
    """Whether the sentence can stand alone in a note: it opens and ends, and tells about the patient."""
    bare = text.rstrip(" .,")
    if len(bare.split()) < _SHORTEST:
        return False
    return not (_BROKEN_END.search(bare) or _BROKEN_START.match(bare) or _PROCEDURE.search(bare))
