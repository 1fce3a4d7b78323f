"""A written sentence freed of what the speaker began anew, pointed at or stressed.

Some repeats show only in the third person: "you are, he is" and "let's, we will" are one
beginning each. Pointing words ("that Toprol", "this cough") and stressing verbs ("it does show")
belong to talk.
"""

import re

from pipeline.notes import verbs
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.grounded.reading.repeats import without_repeats
from pipeline.notes.lexicon import find_concepts, find_medications

_SUBJECT = r"(?:i|he|she|they|we|it|there|this|that)"
_AUXILIARY = r"(?:is|are|was|were|has|have|had|will|can|would|should|does|did|do|keeps?)"
_BEGUN = re.compile(
    rf"^{_SUBJECT} {_AUXILIARY}(?: (?:a|an|the|so|just|been))?,? "
    rf"(?=(?:i|he|she|they|we|it|there|this) (?:{_AUXILIARY}|believe|think|helps?|comes?|hurts?"
    rf"|bothers?|feels?)\b)",
    re.I,
)
_RESTARTS = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (rf"\b({_SUBJECT} {_AUXILIARY})(?: (?:a|an|the|so|just))?,? (?=\1\b)", ""),
        (r"(?<=\w )(?:he|she|they),? (?=it (?:is|was|hurts|comes|helps)\b)", ""),
        (r"^keeps?, (?=it\b)", ""),
        (r"\b(this is) the (?:looks like )?(?=\1 )|^right so (?=this is)", ""),
        (r"\b(?:is|are) (?=(?:is|was|are|were|has been|have been)\b)", ""),
        (r"\b(?:was|were) (?=(?:was|were|has been|have been)\b)", ""),
        (r"\b(?:has have|have has) (?=to\b)", "has "),
        (
            r"\ban? (?=the\b)|\bthe (?=an? (?!fib))|\bthis (?=the\b)|\bthe (?=(?:his|their|my|this|that)\b)",
            "",
        ),
        (r"\b(?:his|my|its) (?=(?:the|any)\b)|(?<=for )(?:his|her|their) (?=any\b)", ""),
        (r"\b(?:at|in) (?=on (?:it|the|her|his)\b)|\bto (?=for (?:physical|the|a)\b)", ""),
        (r"\b(?:over|in|at) (?=for (?:a|the|her|his)\b)|(?<=in )and (?=for\b)", ""),
        (r"\babout probably about\b", "about"),
        (
            r"\b(of|in|on|to) (his|her|their|the) ([a-z]+),? (?:in|of|on) (?:the|his|her|their)"
            r" ((?:lower|upper|left|right|mid|middle) \3)\b",
            r"\1 \2 \4",
        ),
        (r"\b(had|has|have|was|with|is) lot of\b", r"\1 a lot of"),
        (r"^((?:we|i) will) do is,? ", r"\1 "),
        (r"^(?:this|that|it) is,? (?:just,? )?(?=i (?:just )?(?:want|wanted|would|think)\b)", ""),
        (r"\beverything, (?=(?:his|her|their) \w+ (?:is|was)\b)|(?<= of )(?:her|their) (?=the\b)", ""),
        (r"^(?:he|she|they) (?:has|have) that (?=(?:his|her|their|the|there)\b)", ""),
        (r"\b([a-z]{6,}) (mild|moderate|slight|severe|little|some) (?=\1\b)", r"\2 "),
        (
            r"^((?:both of )?(?:his|her|their) (?:\w+ )?(?:mother|father|mom|dad|parents?|brothers?"
            r"|sisters?|husband"
            r"|wife|sons?|daughters?|children|friends?|boss|doctor|aunts?|uncles?|cousins?"
            r"|grand\w+)),? (?:he|she"
            r"|they) (?=\w)",
            r"\1 ",
        ),
        (
            r"^((?:the|his|her|their) [\w-]+(?: [\w-]+)?), "
            r"(?=(?:is|are|was|were|has|have|had|does|did|feels?|looks?|hurts?)\b)",
            r"\1 ",
        ),
    )
)
_STRESSED = re.compile(r"\b(?P<subject>[a-z]+) (?P<verb>does|do|did) (?P<base>[a-z]+)\b", re.I)
_PRONOUN = re.compile(r"he|she|it|they|there|we|i|this|that", re.I)
_ASKS = re.compile(r"what|how|when|where|why|who|and|or|but|if|not|neither|nor", re.I)
_SEEN = frozenset(("show", "seem", "look", "appear", "hurt", "help", "swell", "reveal"))
"""Verbs stressed behind a noun, too ("the scan does show")."""
_NOT_STRESSED = frozenset(
    ("ice", "have", "not", "so", "it", "any", "that", "well", "be", "do", "better", "test", "back", "right")
)
_POINTING = re.compile(
    r"\b(?P<verb>has|have|had|having|endorses?|endorsing|with|notes?|shows?|got|felt|developed|on|take"
    r"|takes|taking"
    r"|start|use|uses|try|evaluate|assess|treat|check|watch|prescribe(?: him| her| them)?|continue|of|and|or)"
    r" (?P<word>this|that|these|those|some) (?P<named>(?:[\w/+-]+ ){0,2}[\w/+-]+)",
    re.I,
)
_ONE = re.compile(
    r"(?:[\w-]+ )*(?:nodule|lump|mass|cyst|lesion|stone|murmur|effusion|fracture|tear|episode|spot|bump"
    r"|rash|cough|injury|ulcer|pop|feeling)",
    re.I,
)

_LOOSE = frozenset(("on", "of", "and", "or", "use", "uses", "try", "got"))
"""Words behind which "that pain" may be the one that was told of."""
_LEADS = frozenset(("NOUN", "ING", "ADVERB", "PAST", "NUMBER"))


def without_restarts(text: str) -> str:
    """The sentence with its beginning said once, its verbs plain, and findings and medications unpointed."""
    text = _BEGUN.sub("", without_repeats(text))
    for pattern, plain in _RESTARTS:
        text = pattern.sub(plain, text)
    return _POINTING.sub(_unpointed, _STRESSED.sub(_plain_verb, text))


def _plain_verb(match: re.Match[str]) -> str:
    """The verb that "does" or "did" stresses, inflected."""
    subject = match.group("subject")
    if not _PRONOUN.fullmatch(subject) and (match.group("base") not in _SEEN or _ASKS.fullmatch(subject)):
        return match.group()
    verb, base = match.group("verb").lower(), match.group("base").lower()
    if not verbs.is_base(base) or base in _NOT_STRESSED or (verb == "did" and base == "feel"):
        return match.group()
    plain = {"does": verbs.third_person, "did": verbs.past}.get(verb, str)(base)
    return f"{subject} {plain}"


def _unpointed(match: re.Match[str]) -> str:
    """The words without "this" or "some" where a finding or a medication is named next."""
    verb, word, name = match.group("verb"), match.group("word").lower(), match.group("named")
    if verb.lower() == "or" and word == "some":
        return match.group()
    named = find_medications(name)
    if not named and word != "some" and verb.lower() not in _LOOSE:
        named = find_concepts(name)
    lead = [word_class(w.lower()) for w in name[: named[0].start].split()] if named else []
    if not named or not _LEADS.issuperset(lead) or lead[:1] == ["PAST"]:
        return match.group()
    one = word in {"this", "that"} and _ONE.match(name)
    return f"{verb} {'a ' if one else ''}{name}"
