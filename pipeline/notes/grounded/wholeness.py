"""Whether a written sentence is whole: neither broken off nor talk about the talk."""

import re

_BROKEN_END = re.compile(
    r"(?:(?:,|\band|\bso|\bwhich|\bx-ray|\bbut) it"
    r"|(?<!\bdo)(?<!\bdoes)(?<!\bdid)(?<!\blike)(?<!\bfor)(?<!\bwith)(?<!\bof)(?<!\babout)(?<!\bthan)(?<!\bon)"
    r"(?<!\bto)(?<!\bsee)(?<!\bhas)(?<!\bhad)(?<!\bhave)(?<!\bat)(?<!\bafter)(?<!\bbefore)(?<!\bin)(?<!\bfrom)"
    r"(?<!\bis)(?<!\bwas)(?<!\bby)(?<!\bdoing)(?<!\btried)(?<!\btry)(?<!\bknow)(?<!\bnotice)(?<!\bhelp) that"
    r"|\b(?:my|his|her|their|the) (?:concern|plan|question|thing|hope)"
    r"|\b(?:includes?|including) (?:checking|that|the|his|her)|\bfor which|\bor just|\bthose extra sounds"
    r"|\bcurrently|\bpoint out(?: that)?|\b(?:but|and) everything)$",
    re.I,
)
_BROKEN_START = re.compile(
    r"(?:(?:he|she|they|it) (?:has|have|is|are|was) (?:when|if|because) |why do not\b"
    r"|for (?:this|the|his|her|their) (?:first|second|third|next|last|other)\b"
    r"(?!.*\b(?:will|should|is|are|continue)\b)"
    r"|(?:one|two|three) (?:his|her|their|the) )",
    re.I,
)
_PROCEDURE = re.compile(
    r"\b(?:do|try|perform) (?:some|a few|a couple of|a) (?:\w+ )?(?:maneuvers?|tests? with|movements?)\b"
    r"|\bput (?:some|a little|a bit of) (?:\w+ )?(?:resistance|pressure)\b"
    r"|^we will (?:focus|work) on (?:it|that|this)$"
    r"|\bcomes? with me\b|\bsigned out\b|\bdo a (?:quick )?(?:physical )?exam\b|\bis the short version\b"
    r"|^(?:he|she|they) can (?:bend|sit|move|lift|squeeze|push|stand|lie|lay)\b"
    r".*\b(?:for me|lap|table|up here)$"
    r"|^we will see how (?:it|that|he|she) (?:goes|does)$|\bsummarize the patient's\b"
    r"|\bwhat (?:all )?that means\b|\b(?:my|the) assessment and (?:my )?plan\b",
    re.I,
)
_SHORTEST = 2


def is_whole(text: str) -> bool:
    """Whether the sentence can stand alone in a note: it opens and ends, and tells about the patient."""
    bare = text.rstrip(" .,")
    if len(bare.split()) < _SHORTEST:
        return False
    return not (_BROKEN_END.search(bare) or _BROKEN_START.match(bare) or _PROCEDURE.search(bare))
