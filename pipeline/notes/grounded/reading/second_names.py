"""Second names of a medication: "atorvastatin, you might call it Lipitor" is atorvastatin (Lipitor)."""

import re

from pipeline.notes.lexicon import find_medications

_SECOND = re.compile(
    r"\b(?P<first>[a-z]+),? (?:which |that )?(?:you|people|some people|most people)"
    r"(?: (?:might|may|can|could|probably|also|sometimes|often|will|have))*"
    r" (?:call(?: it| that)?|(?:know|heard?|seen?) (?:it |that |of it )?(?:as|called))(?: the)?"
    r" (?P<second>[a-z]+)\b",
    re.I,
)


def with_second_names(text: str) -> str:
    """The text with a medication's second name in brackets behind the first."""
    return _SECOND.sub(_named, text)


def _named(said: re.Match[str]) -> str:
    both = find_medications(said["first"]) and find_medications(said["second"])
    return f"{said['first']} ({said['second']})" if both else said.group()
