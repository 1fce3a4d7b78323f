"""Classes of words for the boundary model: closed classes by list, open ones by their form."""

from functools import lru_cache

from pipeline.notes import verbs

_CLOSED = {
    word: name
    for name, listed in {
        "SUBJECT": "i you he she we they",
        "THAT": "it that this these those there",
        "DETERMINER": "the a an my your his her their our its some any no each every another",
        "PREPOSITION": "of to in on at by for with from about into over under after before until through"
        " during without since up down out off around between as than like",
        "AND": "and or",
        "BUT": "but so because",
        "WHICH": "who what which when where why how if while",
        "BE": "am is are was were be been do does did have has had",
        "NEGATED": "isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't"
        " won't wouldn't shouldn't",
        "MODAL": "can could will would should may might must",
        "CONTRACTED": "i'm i've i'll i'd you're you've you'll you'd he's she's we're we've we'll they're"
        " they've it's that's there's here's what's let's he'll she'll we'd it'll",
        "REPLY": "okay ok alright yeah yes yep right well great good sure perfect now then also again hey hi"
        " hello thanks",
        "NOT": "not never",
        "OBJECT": "me him us them",
        "ADVERB": "just really very too pretty quite little bit still always even ever only maybe probably",
    }.items()
    for word in listed.split()
}


@lru_cache(maxsize=8192)
def word_class(word: str) -> str:
    """The class of a lower-case word; ``<>`` stands for none and is a class of its own."""
    if word in _CLOSED or word == "<>":
        return _CLOSED.get(word, word)
    return "NUMBER" if word[:1].isdigit() else _by_form(word)


def _by_form(word: str) -> str:
    if verbs.is_past(word):
        return "PAST"
    if verbs.is_base(word):
        return "VERB"
    if word.endswith("ing"):
        return "ING"
    if word.endswith("s") and (verbs.is_base(word[:-1]) or verbs.is_base(word[:-2])):
        return "VERBS"
    return "ADVERB" if word.endswith("ly") else "NOUN"
