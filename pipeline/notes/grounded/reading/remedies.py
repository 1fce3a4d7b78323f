"""What a patient takes or applies, said with "do": "I do ice and Tylenol" uses ice and takes Tylenol."""

import re

from pipeline.notes.lexicon import find_medications

SOME = (
    r"(?:(?:some|the|a little(?: bit of)?|a bit of|a few|a couple(?: of)?|an?|my|just|like|one|two|three"
    r"|\d+) )*"
)
_DO = re.compile(
    rf"\b(?P<who>(?:i|he|she|they|you|we)(?:'ve| have| has|'m| am|'re| are| is)?"
    rf"(?: (?:also|just|usually|still|been|only|sometimes|mostly|always))*)"
    rf" (?P<do>do|does|did|done|doing|taking) (?P<some>{SOME})(?=(?P<what>\w.*))",
    re.I,
)
_REACH = 40
"""Characters in which a medication's name ends."""
_TAKE = {"do": "take", "does": "takes", "did": "took", "done": "taken", "doing": "taking", "taking": "taking"}
_USE = {"do": "use", "does": "uses", "did": "used", "done": "used", "doing": "using", "taking": "using"}
_APPLIED = re.compile(
    r"(?:ice(?: packs?)?|heat|heating pads?|icy hot)\b(?! (?:baths?|skating|hockey|fishing))", re.I
)


def with_use(text: str) -> str:
    """The text with "use" or "take" for a "do" that has a remedy as its object."""
    return _DO.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    did = found["do"].lower()
    if _APPLIED.match(found["what"]):
        return f"{found['who']} {_USE[did]} {found['some']}"
    taken = any(m.start == 0 for m in find_medications(found["what"][:_REACH]))
    return f"{found['who']} {_TAKE[did]} {found['some']}" if taken else found.group()
