"""How far a reply goes.

What a no excepts, how much, how often or on what condition a yes holds, and what is only guessed.
"""

import re

from pipeline.notes.lexicon import find_concepts

_WITHOUT = re.compile(
    r"^\W*(?:(?:no|well|um|uh)\b\W*)*(?:not|never) (?P<what>without [^.?!,]{3,40}?)\W*$", re.I
)
_ONLY_IF = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|sure|i do|but|well)\b\W*)*"
    r"(?P<what>only (?:if|when|whenever|after|with) [^.?!]{3,60}?)\W*$",
    re.I,
)
_NOT_NOW = re.compile(
    r"^\W*(?:(?:no|well|um|uh)\b\W*)*not (?:now|right now|at the moment|currently|at present|today|lately"
    r"|recently|any ?more)\b",
    re.I,
)
_TODAY = re.compile(r"\btoday\W*$", re.I)
_MOSTLY = re.compile(
    r"^\W*(?:(?:no|well|um|uh)\b\W*)*not (?:every ?(?:day|time)|always|all the time),? but"
    r" (?P<often>most of the time|most days|mostly|usually|often|sometimes)\W*$",
    re.I,
)
_YES_JUST = r"^\W*(?:(?:yes|yeah|yep|yup|um|uh|well|maybe|just|only|i do|i have|i guess|like|i'd say)\b\W*)*"
_A_LITTLE = re.compile(
    rf"{_YES_JUST}(?P<much>a (?:little|tiny)(?: bit)?|a bit|slightly)(?=\W*(?:$|[.,]|but\b|here\b|now\b))",
    re.I,
)
_NOW_AND_THEN = re.compile(
    rf"{_YES_JUST}(?P<often>sometimes|occasionally|(?:every )?once in a while|(?:every )?now and then"
    r"|here and there)(?=\W*(?:$|[.,]|but\b))",
    re.I,
)
_EXCEPTION = re.compile(
    r"^\W*(?:(?:well|um|uh|oh|so)\b\W*)*(?:"
    r"(?:no|nope|not really|none|nothing)\b\W*(?P<besides>other th[ae]n|except(?: for)?|apart from|aside from"
    r"|besides|but for)|nothing but"
    r"|(?:no|nope|not really)\W+(?:just|only)(?= (?:when|if|after|before|with|during|at"
    r"|on|in|while|an?|the|some|sometimes|occasionally|once|every)\b))"
    r" (?!(?:that|this|it|what|those|them|the usual)\b)(?P<what>[^.?!]{3,60}?)\W*$",
    re.I,
)
_RUN_ON = re.compile(
    r" (?:(?:\w+ly|i|just|also) )*(?:do|does|did|am|is|feel|have|don't|didn't|haven't|can't)\b", re.I
)
_LIMIT = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|sure|i do)\b\W*)+(?:but )?"
    r"(?P<limit>only (?!if|when|because)[\w' -]{3,40}|(?:just )?(?:occasionally|sometimes|rarely"
    r"|socially|once in a while|on occasion|now and then)(?:(?!.* (?:my|me|i|i'm)\b) [\w' -]{1,25})?)\W*$",
    re.I,
)
_GUESS = re.compile(
    r"\b(?:thought (?:maybe |perhaps )?(?:it|that|this|they|those|these) (?:was|were|might be|may be|could be"
    r"|would be)|assumed|figured|blamed it on|chalked (?:it|that) up to)\b",
    re.I,
)
_HELPS_SOME = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup)\b\W*)*(?:it|that|they|i) (?:do |does |did |will )?(?P<verb>[a-z]+)"
    r" (?P<limit>(?:just )?a (?:little bit|little|bit)|somewhat|sometimes|occasionally"
    r"|for a (?:little )?while)"
    r"(?=\W*(?:$|[.,]|but\b))",
    re.I,
)
_FOR_SOME = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|sure)\b\W*)+(?:but )?(?:just |only )?"
    r"(?P<limit>(?:occasionally|sometimes|rarely|once in a while|now and then))"
    r" (?=(?:for|when|if|because)\b)",
    re.I,
)


def not_without(reply: str) -> str:
    """The condition of a reply with two negations ("not without a pill"), from "without" on, or nothing."""
    found = _WITHOUT.match(reply)
    return found["what"].lower() if found else ""


def exception(reply: str) -> str | None:
    """What a no excepts or a yes is bound to ("other than at night", "only if I run"), if it is to any."""
    if unless := _WITHOUT.match(reply) or _ONLY_IF.match(reply):
        return unless.group("what").lower()
    found = _EXCEPTION.match(reply)
    if found is None:
        return None
    return f"{(found.group('besides') or 'other than').lower()} {_up_to_next_clause(found.group('what'))}"


def only_then(reply: str) -> bool:
    """Whether a reply names only what brings the finding on that was asked about ("only when I cough")."""
    return bool(_ONLY_IF.match(reply))


def _up_to_next_clause(what: str) -> str:
    """The exception without a clause run on to it: "a cough" of "a cough generally don't feel well"."""
    named = next((m for m in find_concepts(what) if m.noun), None)
    after = _RUN_ON.match(what[named.end :]) if named else None
    return what[: named.end] if named and after else what


def is_guessed(before: str) -> bool:
    """Whether what is named after these words is only what the patient took a symptom for."""
    return bool(_GUESS.search(before))


def is_for_now(reply: str) -> bool:
    """Whether a no is one of the present only ("not now", "not anymore")."""
    return bool(_NOT_NOW.match(reply))


def of_today(statement: str, reply: str) -> str:
    """What a reply says of "today" alone, with that word."""
    return f"{statement} today" if _TODAY.search(reply) and "today" not in statement else statement


def mostly(reply: str) -> str | None:
    """How often what was asked holds, where the reply says not always ("not every day, but mostly")."""
    found = _MOSTLY.match(reply)
    return found.group("often").lower() if found else None


def in_degree(wording: str, reply: str) -> str:
    """The finding with how much or how often a yes affirms it, in the patient's words ("a little pain")."""
    if often := _NOW_AND_THEN.match(reply):
        said = often["often"].lower()
        return f"occasional {wording}" if said == "occasionally" else f"{wording} {said}"
    if much := _A_LITTLE.match(reply):
        slight = "slight" if much["much"].lower() == "slightly" else "a little"
        return f"{slight} {wording}" if slight == "slight" or not wording.endswith("s") else wording
    return wording


def limited(statement: str, reply: str) -> str:
    """The statement that a yes makes, with how far it goes ("yeah, but only once a year")."""
    own = _HELPS_SOME.match(reply)
    if own and own["verb"].lower() not in {*base_words(statement), "do", "does", "did"}:
        own = None
    limit = _LIMIT.match(reply) or own or _FOR_SOME.match(reply)
    return f"{statement} {limit.group('limit').lower()}" if limit else statement


def base_words(text: str) -> list[str]:
    """The words of a text in small letters, the commonest irregular pasts as their verbs ("took": "take")."""
    irregular = {"thought": "think", "had": "have", "took": "take", "felt": "feel"}
    return [irregular.get(w, w) for w in re.findall(r"[a-z']+", text.lower())]
