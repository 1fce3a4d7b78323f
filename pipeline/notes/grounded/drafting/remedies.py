"""What a patient does or takes for a complaint, named without a verb.

"What have you taken for it?" "A little Tylenol" has taken a little Tylenol; "and lisinopril and the
metformin", where the talk is of medications, is on them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.facts import content_words
from pipeline.notes.grounded.drafting.fragments import HEDGE
from pipeline.notes.grounded.drafting.medicines import TAKEN_BACK, question_of_taking
from pipeline.notes.grounded.drafting.named_medicines import asks_patient, is_no, names_alone
from pipeline.notes.grounded.language.person import Pronouns, third_person
from pipeline.notes.grounded.reading.remedies import SOME
from pipeline.notes.grounded.reading.units import Unit
from pipeline.notes.grounded.wording.wholeness import has_verb
from pipeline.notes.lexicon import find_medications

_MEANS = (
    r"(?:ice(?: packs?)?|heat(?:ing pads?)?|(?:[\w-]+ )?exercises?|stretch(?:es|ing)|rest(?:ing)?|massages?"
    r"|icy hot|(?:a |an |my )?(?:brace|splint|sling|wrap|ace wrap|boot)|elevation|physical therapy|yoga)"
)
_ASKS = re.compile(
    r"\bwhat (?:else )?(?P<auxiliary>have|are|do|did) you (?:been )?(?:also |usually |currently |already )*"
    r"(?P<verb>taken|taking|take|tried|trying|try|done|doing|do|used|using|use)\b"
    r"(?! (?:work|for (?:work|a living|fun)))(?=[^?]{0,40}\b(?:for (?:it|that|this|the|your)"
    r"|to (?:help|treat|relieve|ease)|so far|about (?:it|that))\b|\W*$)",
    re.I,
)
_TOLD = {
    "have": ("has", "have", {"tak": "taken", "tr": "tried", "do": "used", "us": "used"}),
    "are": ("is", "are", {"tak": "taking", "tr": "trying", "do": "using", "us": "using"}),
    "do": ("", "", {"tak": "takes", "tr": "tries", "do": "uses", "us": "uses"}),
    "did": ("", "", {"tak": "took", "tr": "tried", "do": "used", "us": "used"}),
}
_NEXT = re.compile(
    r",? (?:but|and|which|that|because|so) (?:it|that|they|those|this|i|which)\b|,? which\b", re.I
)
_NONE = re.compile(r"\b(?:no|not|nothing|never|none|without)\b|n't\b", re.I)
_DEED = re.compile(r"\b(?:and|or|then) (?!stretching|resting)\w+ing\b|, \w+ing\b", re.I)
_BUT = re.compile(r"\bbut\b", re.I)
_NO_MORE = re.compile(r"\b(?:was|were|not|never|last|ago|past|hold|allerg\w+)\b", re.I)
_NAMES = re.compile(rf"{SOME}(?P<what>.+)$", re.I)
_FOR = re.compile(r"\bfor\b", re.I)
_FOR_PAIN = re.compile(r"\b(?:for|about) (?:the|your|this|that) pain\b", re.I)
_LONGEST = 14
_LEAST_NAMED = 3
"""Content words beside a verb that nobody said, so that the check of the sentence does not hang on it."""


def remedies(question: str, reply: Unit, who: Pronouns) -> str | None:
    """The statement of a reply without a verb to what was taken or done for a complaint, or None."""
    asked = _ASKS.search(question)
    told = HEDGE.sub("", reply.text).strip(" .,!?")
    after = _NEXT.search(told)
    named = told[: after.start()] if after else told
    if not asked or is_no(reply.text) or not _is_remedy(named) or len(told.split()) > _LONGEST:
        return None
    what, rest = (named, told[len(named) :]) if after else (told, "")
    pain = " for the pain" if _FOR_PAIN.search(question) and not _FOR.search(what) else ""
    whole = f"{what}{pain}{rest}"
    unsaid = asked["verb"].lower().startswith("do")
    if unsaid and len(content_words(whole)) < _LEAST_NAMED:
        return None
    return f"{who.subject} {_verb(asked, named, who)} {third_person(whole, who, first=True)}"


def _verb(asked: re.Match[str], named: str, who: Pronouns) -> str:
    """The question's verb for the patient: what is done is used, or taken where it is medications alone."""
    singular, plural, forms = _TOLD[asked["auxiliary"].lower()]
    verb = next(form for stem, form in forms.items() if asked["verb"].lower().startswith(stem))
    if verb.startswith("us") and not re.search(_MEANS, named, re.I):
        verb = {"used": "taken" if singular == "has" else "took", "using": "taking", "uses": "takes"}[verb]
    if who.plural and not singular:
        verb = {"takes": "take", "tries": "try", "uses": "use"}.get(verb, verb)
    return f"{plural if who.plural else singular} {verb}".strip()


def as_taken(unit: Unit, before: Sequence[Unit], after: Sequence[Unit]) -> Unit:
    """A patient's bare names of medications as what is taken, where the last question asked for that.

    A no since then, or a sentence ``after`` that takes it back, leaves the names as they are.
    """
    told = HEDGE.sub("", re.sub(r"^(?:(?:and|also|then|plus)\b,? )+", "", unit.text, flags=re.I))
    named = re.split(r",? so i (?:can't|cannot)\b", told, maxsplit=1)[0].strip(" .,")
    what = _NAMES.match(named)
    first = find_medications(what["what"]) if what else []
    if unit.speaker is not Speaker.PATIENT or not what or not first or first[0].start:
        return unit
    if not names_alone(named) or is_no(unit.raw) or not before or before[-1].question:
        return unit
    about = question_of_taking(before)
    if about is None or not asks_patient(about.raw) or _is_taken_back(unit, about, before, after):
        return unit
    return replace(unit, text=f"I'm on {re.sub(r'^the ', '', named)}")


def _is_taken_back(unit: Unit, about: Unit, before: Sequence[Unit], after: Sequence[Unit]) -> bool:
    """Whether the patient said no since the question, or takes the names back in the same turn."""
    since = [u for u in before if u.turn > about.turn and u.speaker is Speaker.PATIENT]
    following = [u for u in after if u.turn == unit.turn]
    said = [_BUT.sub("", u.raw) for u in following]
    over = any(TAKEN_BACK.search(text) or _NO_MORE.search(text) for text in said)
    return over or any(is_no(u.raw) for u in (*since, *following))


def _is_remedy(named: str) -> bool:
    """Whether the words name medications or means, and say nothing of them."""
    if not named or _NONE.search(named) or _DEED.search(named) or has_verb(named):
        return False
    if find_medications(named):
        return names_alone(re.sub(_MEANS, " ", named, flags=re.I))
    return bool(re.match(rf"{SOME}{_MEANS}\b", named, re.I))
