"""Explanation in general, which no note needs: what a class of drugs does, what most people have."""

import re

from pipeline.notes.lexicon import find_concepts, find_medications

_POINTING = r"(?:and |but |so |because |again,? )*(?:this|that|it|these|those|all of (?:th(?:is|at|ese|ose)))"
_OFTEN = (
    r"(?:also |just |hopefully |probably |usually |sometimes |often |really |unfortunately |obviously "
    r"|normally )*"
)
_EFFECT = (
    r"(?:helps?|causes?|reduces?|decreases?|means?|prevents?|protects?|leads?|take (?:off|away|down)"
    r"|happen(?:s|ing)?"
    r"|rub|allows?|ensures?|gives? (?:it|us))"
)
_ORDER = re.compile(
    r"\b(?:do not|don't|must|stop|call|recommend|avoid|should|need to|needs to|go to)\b"
    r"|\bso (?:take|use|keep|drink|eat|hold|wait)\b",
    re.I,
)
_CLASS = (
    r"(?:type|kind|form|class|supplement|medication|medicine|drug|inhaler|muscle relaxer|steroid|antibiotic"
    r"|anti-inflammatory|water pill|blood thinner|(?:viral|bacterial) infection|\w+ inhibitor"
    r"|pain reliever|injection)"
)
_TEACHING = re.compile(
    rf"^{_POINTING}(?:'s| is| are)? {_OFTEN}(?:(?:is|are|will|can|would|should|may|might|does|do"
    rf"|could)(?: not)? )?{_OFTEN}"
    rf"(?:going to |supposed to |able to |be able to |used to |designed to |be )*{_OFTEN}{_EFFECT}\b"
    rf"|^{_POINTING}(?:'s| is) {_OFTEN}an? (?:\w+ )?{_CLASS}\b"
    r"|^(?:our|the) bod(?:y|ies) (?:can|will|may|does|do)\b"
    r"|^\w+(?: \w)? is an? (?:\w+ )?(?:supplement|viral infection|bacterial infection|condition (?:where"
    r"|that|in))\b"
    r"|^(?:most|many|certain|lots of|a lot of) (?:of (?:the|these) )?(?:people|patients|ticks?|tics?"
    r"|times|kids|children"
    r"|cases|folks|women|men|medications)\b|^a lot of the time\b"
    r"|^(?:the )?(?:most )?common(?:est)? (?:side effects?|causes?)\b|^(?:some )?possible causes\b"
    r"|^for example\b"
    r"|^there (?:is|are|'s)(?: also)? (?:a big |lots of |other |different |several |many |various |no cure"
    r"|ligaments|tendons|two (?:types|kinds))"
    r"|^the reason (?:why |that |for )?(?:this|that|it|we|i)\b"
    r"|^(?:because )?if (?:it|this|that) (?:was|were) \w+, (?:we|it|they|i) would\b"
    r"|^(?:we|you) (?:will |can |do |would )*(?:sometimes |usually |often )*see (?:this|that|it) (?:in"
    r"|with|when)\b"
    r"|^(?:the )?[\w-]+ (?:just |simply )?means (?:the|that|an?|his|her|their)\b"
    r"|^we (?:also )?have (?:a lot of|lots of|other|many|some|several|different"
    r"|various) (?:\w+ )?(?:tools|products"
    r"|options|resources|ways|programs|things)\b"
    r"|^(?:we|they) (?:do not|don't) (?:really )?have a full understanding\b"
    r"|^an? (?:cane|brace|splint|boot|sling|cast) (?:will|can|would) help\b"
    r"|\b(?:keep|bear) in mind that\b|\btypically (?:occurs?|happens?|starts?|affects?)\b"
    r"|^(?:often|typically|usually|generally|sometimes|a lot of times),? (?:when|if) (?:we|i)"
    r" (?:\w+ )?(?:see|have|get|find)\b|^when we (?:first |initially )see\b"
    r"|^(?:it|this|that) is (?:also |just |really )*(?:the )?one of the (?:\w+ ){0,2}"
    r"(?:antibod(?:y|ies)|hormones?|proteins?|enzymes?|vitamins?|minerals?|organs?|glands?|muscles?|tendons?|ligaments?|nerves?"
    r"|bones?|cells?)\b"
    r"|\bit can cause people\b",
    re.I,
)
_HAS = re.compile(r"\b(?:you|he|she|they|patient)\b.*\b(?:has|have|had|is|are|need|needs|will)\b", re.I)


def _is_news(opening: str, rest: str) -> bool:
    """Whether "means" tells what the patient has, and not what a word means ("this means you have ...")."""
    if "mean" not in opening.lower():
        return False
    return bool(_HAS.search(rest)) or bool(find_concepts(rest) and not find_concepts(opening))


def is_teaching(text: str) -> bool:
    """Whether a clinician's written sentence explains in general instead of telling of this patient."""
    found = _TEACHING.search(text)
    if found is None or _ORDER.search(text[found.end() :]) or _is_news(found.group(), text[found.end() :]):
        return False
    return not find_medications(text[: found.start()])
