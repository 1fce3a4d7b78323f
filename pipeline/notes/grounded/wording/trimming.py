"""Rewritten sentences freed of what a cut left at their ends.

Run-on speech is cut where the model hears an end, and now and then a word or two too late or too
early: "Good hand grips alright and then", "The stone so we will see him". What hangs over at
either end goes; a sentence that then still ends on a word that needs another is cut.
"""

import re

from pipeline.notes.facts import quantities
from pipeline.notes.grounded.language.word_classes import word_class
from pipeline.notes.lexicon import find_concepts, find_medications

_LEAD = re.compile(
    r"^(?P<lead>(?:[\w'/.%-]+,? ){1,6}?)(?:and|but|so|now)(?: then| so| now| again)*,? (?:noticed that )?"
    r"(?=(?:i|we|he|she|they|it|there) (?:\w+ly |also |do |just )*(?:am|is|are|was|were|has|have|had|will"
    r"|would|can|should|recommend|want|need|do|does|did|got|went|took|came|started|fell|felt)\b)",
    re.I,
)
_REVIEWED = re.compile(
    r"^i (?:have |did |just )*review(?:ed)? (?:the|his|her|their) results,? and (?=there\b)"
    r"|^(?:i|we) will (?:look into|talk about|come back to|get to) (?:that|this|it)(?: and)? then,? (?=\w)",
    re.I,
)
_ANNOUNCED = re.compile(
    r"^(?:i|we) will (?:feel|press|listen|look|palpate|examine|check|push|touch|tap)\b"
    r"(?: (?!(?:and|for|if|or|to|that|but|no)\b)[\w'-]+| (?:to|on) (?:his|her|their|the) \w+){0,5}?"
    r" (?:alright|all right|okay)(?: so| now)*,? (?=(?P<found>\w.*))",
    re.I,
)
"""What is looked at next, in front of what was found."""
_OVERHANG = re.compile(
    r"(?:,? (?:and|but|so|or|now|then|again|alright|all right|okay|otherwise|however|though|yeah|no|like"
    r"|really|totally|meaning|because|which|obviously|basically|somewhere|sorry)"
    r"(?: (?:then|also|so|now|otherwise|again|that|alright|well|no|just|hopefully))*"
    r"|,? (?:and|but|so) (?:in the meantime|(?:then )?at (?:that|this|one) point|based on [^,]{0,30}"
    r"|as far as [^,]{0,40}"
    r"|with (?:the|those|that|his|her|their) \w+|when (?:i|we|he|she|they) \w+(?: on)? [^,]{0,25}|from there"
    r"|thank (?:him|her|them|you)|most of the time|everything else|if not|for the most part)"
    r"|,? (?:(?:just )?to (?:assess|see|check|evaluate|determine|prevent some|make sure)(?: (?:for|if|that))?"
    r"|but other than that|(?:just )?to be|so what does .*|in case|(?<!ever )since|(?<!ever )near|every time"
    r"|(?:and |but )+overall|because we will make sure|(?:and|but) (?:then |hopefully )?(?:by|on|in|at"
    r"|since|from)"
    r" (?:that|those) (?:\w+ ){0,2}(?:time|day|point|period|week|visit)|consistent|right before|somewhat of"
    r"|but (?:his|her|their|the) \w+|and (?:i|we) (?:also )?(?:see|recognize|know)(?: that)?"
    r"|and that (?:i|we) knew about(?: that)?(?: already)?|on general appearance"
    r"|so (?:and )?then (?:his|her|their) \w+"
    r"|(?:but|and) tells? me (?:a little )?(?:bit )?(?:more )?about|how about(?: (?:now|here))?"
    r"|open up \w+ \w+ and say|as (?:he|she|they) (?:was|were) \w+ing)"
    r"|,? (?:or (?:whatever|anything|something)(?: like that)?|somewhere (?:along in|around|in) there"
    r"|along in there|and things like that|of course)"
    r"|,? (?:so|but|and) (?:i|he|she|they) (?:cannot|can't|could not) (?:even )?(?:pronounce|spell) .{0,30}"
    r"|,? and what (?:i|we) (?:am|are) \w+ing(?: for)?(?: is)?|(?<=auscultation) listening to"
    r"|(?<=testing) for|(?<=tests) for|(?<=labs) for|(?<=imaging) for"
    r"|,? to make sure (?:that )?everything (?:else )?(?:is|looks) (?:okay|good|fine|all right)"
    r"(?: with (?:him|her|them|that|it))?"
    r"|,? (?:and )?stay on top of (?:that|it|this)"
    r"(?: make sure (?:that )?(?:he|she|they) (?:gets?|takes?) (?:that|it|those|them|the)(?: \w+){0,2})?"
    r"|,? which is (?:essentially|basically|simply) (?:an?|the|where|when|what) [^,]*"
    r"|,? which is right (?:above|below|behind|next to|under|at) (?:the|his|her|their) [\w ]{3,25}"
    r"|,? and we (?:just |also )?(?:talked|spoke)(?: a lot| a little| a bit)* about (?:a lot of |some |all )*"
    r"(?:other|those|these|that|it|everything|things)\b[^,]{0,20}"
    r"|,? (?:and )?everything else (?:looks|is|was|sounds) (?:good|fine|okay|normal|great)"
    r"|,? (?:and|now|and now) (?:on|for) (?:(?:his|her|their|the|a"
    r"|an) )?(?:[\w-]+ ){0,4}(?:exam(?:ination)?|problem"
    r"|issue)|,? (?:and|but) luckily|,? and if (?:it|that|this) does not (?:get better|help|work|improve)"
    r"|,? then again for|,? (?:thank goodness|thank god)(?: for that)?|,? (?:thanks|thank you) for asking"
    r"|,? (?:and )?here is (?:the|a|his|her) (?:report|form|note|copy)"
    r"|,? and the (?:last|next|first) (?:place|thing|area|spot) to (?:check|look at|examine) .{0,40}"
    r"|,? (?:and|but|so) (?:he|she|it|they|we|i) (?:already|also|just|then|still)"
    r"|,? so (?:on|for|with) (?:his|her|their|the) (?:[\w-]+ ){0,4}?"
    r"(?:results?|x-?rays?|labs?|tests?|scans?|ekg)"
    r"(?: (?:for|of|from) (?:his|her|their|the) (?:[a-z-]+ )?(?:x-?rays?|tests?|scans?|ekg))?"
    r"|,? and (?:as|while) (?:he|she|they) (?:was|were) \w+ing"
    r"(?: (?!(?:he|she|they|it|i|we|there)\b)\w+){0,6}"
    r"|(?<=murmurs) that|(?<=gallops) that|(?<=rales) that|(?<=edema) that"
    r"|, which is (?:just |basically )?(?:the|an?|that|his|her|their) (?:tip|part|area|top|bottom|bone|muscle"
    r"|tube|name|kind|type|side|inside|outside|back|front)\b[^,]*)$",
    re.I,
)
_PRESSED = re.compile(
    r"\b(?P<found>pain|painful|tender|tenderness),? (?:as|when|while) i (?:push|press|palpate|touch)"
    r"(?: (?:there|here|down|on it|on that))?$",
    re.I,
)
_KEEPS_END = re.compile(
    r"\b(?:feels?|felt|feeling|do|does|doing|is|are|was|were|all|that's|goes|look|looks|it|did|not"
    r"|hurts?|help|helps"
    r"|right|left) (?:right|alright|all right|okay|so|again|well|now|no|like|really)$"
    r"|\bsince then$",
    re.I,
)
_NEEDS_MORE = re.compile(
    r"(?:i|we|an?|the|my|your|his|its|our|their|every|is|are|was|were|am|be|been|has|have|had|will"
    r"|would|can|could"
    r"|should|may|might|must|of|at|from|into|as|than|between|during|without|really|very|pretty|quite|totally"
    r"|just|even|only|and|or|but|because|if|which|provides?|includes?|including|based|told|called|seems"
    r"|sounds"
    r"|means|determines?|ensures?|show(?:s|ed)|becomes?|became|below|above|involves?|takes?|gives?"
    r"|makes?|gets?|puts?|taking|cva"
    r"|greater|acro|besides?|upon|per|toward|towards)"
)
_ELLIPTICAL = re.compile(
    r"\b(?:as|than|how|what|where|who|that|so|too|not|yes|no|to|it) (?:\w+ ){0,3}?(?:is|are|was|were|has|have"
    r"|had|can|could|should|would|do|does|did|may|might)$"
    r"|\b(?:what|that|which|how much|the \w+|to) (?:\w+ ){0,2}(?:takes?|gives?|gets?|makes?)$"
    r"|\b(?:the|and) (?:above|below)$",
    re.I,
)
_NEEDS_OBJECT = re.compile(
    r"(?:(?:i|we|he|she|they|it) )?(?:(?:will|would|should|can|may|might|has|have|had|is|are|was|were|been"
    r"|also|just|does|do|not) )*"
    r"(?:order|keep|reach out|notified|tried|hoping|keeping|sitting|feeling|return|have|checked|want|need|use"
    r"|make|see|add"
    r"|noticed|noticing|reevaluate|recommend|like|prescribe|start|continue|refer|schedule|has)",
    re.I,
)
"""A subject and a verb that says nothing without what it is done to."""
_ONE_WORD = re.compile(
    r"(?:only|beginning|normal|stable|properly|mostly|otherwise|currently|today|here|there)", re.I
)
_SAYS = frozenset(("BE", "MODAL", "NEGATED", "PAST", "CONTRACTED", "SUBJECT", "VERBS", "WHICH", "NOT"))


def trimmed(text: str) -> str:
    """The sentence without the words left over from its neighbours, or as it was."""
    text = _ANNOUNCED.sub(_without_announcement, _LEAD.sub(_without_lead, text))
    text = _PRESSED.sub(r"\g<found> to palpation", _REVIEWED.sub("", text))
    while (over := _OVERHANG.search(text)) and not _KEEPS_END.search(text[: over.end()]):
        text = text[: over.start()].rstrip(" ,")
    return text


def _without_announcement(match: re.Match[str]) -> str:
    return "" if find_concepts(match.group("found")) else match.group()


def _without_lead(match: re.Match[str]) -> str:
    """Nothing for a lead that has no verb and names no fact but what "so" concludes from."""
    lead = match.group("lead")
    classes = [word_class(w.strip(",.").lower()) for w in lead.split()]
    says = _SAYS.intersection(classes) or classes[0] in {"VERB", "ING"}
    names = find_medications(lead) or quantities(lead)
    concluded = match.group()[len(lead) :].lstrip(" ,").lower().startswith("so")
    return match.group() if says or names or (find_concepts(lead) and not concluded) else ""


def is_cut(text: str) -> bool:
    """Whether the sentence ends on a word that needs another after it."""
    bare = text.rstrip(" .,")
    words = bare.lower().split()
    if _NEEDS_OBJECT.fullmatch(bare) or _ONE_WORD.fullmatch(bare):
        return True
    return bool(words) and bool(_NEEDS_MORE.fullmatch(words[-1])) and not _ELLIPTICAL.search(" ".join(words))
