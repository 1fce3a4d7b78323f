"""Talk that serves the conversation or the examination itself, not the record."""

import re

from pipeline.notes.facts import quantities
from pipeline.notes.grounded.choosing.administration import runs_visit
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.lexicon import find_concepts, find_medications

_CHATTER = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |everything|your |the |any |previous |of )+(?:rules"
    r"|instructions|prompts?|above|this)|\bsystem prompt\b"
    r"|\btalk (?:a little |a bit |a little bit )?about\b|\btemplate\b|\bcall(?:ing)? out\b"
    r"|\bend of note\b|\bsorry\b(?: to (?:hear|see)| about| for| if|\W*$| i\b)|checked out"
    r"|\bsounds like a plan\b|\bshow me\b|\bi did(?: not|n't) ask\b|\blook (?:up|straight|at (?:your"
    r"|my))\b|\bi(?:'ll| will) look forward\b|\btake care\b"
    r"|\bhear me\b|\bzoom\b|\bright this way\b|\btalk soon\b|^i(?:'m| am) going to say\b"
    r"|^we(?:'re| are) looking at\b|\bpretend\b|\boutput only\b|"
    r"\bdax\b|\bdragon\b|\bnurse told\b|\bthank you\b|\b(?:listen to|take a listen|check out"
    r"|take a look at) (?:your|you|that|it|this)\b"
    r"|\b(?:quick|focused|little) (?:physical )?exam|\bstart (?:with )?(?:your|the|our) (?:physical )?exam"
    r"|\blet me (?:take|go|see|check|do|get"
    r"|examine|look)\b|\bquestions?\b|\bforgot\b|good to see|nice to (?:see|meet)",
    re.I,
)
_INSTRUCTION = re.compile(
    r"^(?:(?:and|now|then|so|please|just|okay|can you|could you|if you (?:can|could)|go ahead and"
    r"|i want you to|i'd like you to|i'm going to have you|let's have you|nice and slow)\b[\s,]*)*"
    r"(?:(?:take|give me)(?: in)? (?:a|some|another|few|a few|couple|a couple)(?: of)?"
    r" (?:nice |big |good |slow |more )*deep (?:breaths?|inhale)"
    r"|breathe (?:in|out|normally|through|deeply)|hold your breath|(?:open|say) (?:your mouth|wide|ah+\b)"
    r"|follow my|(?:squeeze|push|pull|press) (?:my|against|on my|down on|up on|with your)"
    r"|(?:lie|lay|sit|lean|stand) (?:down|back|up|forward|still)\b|stick out your|turn your head"
    r"|close your eyes|relax your)",
    re.I,
)
_TALK = re.compile(
    r"\b(?:some|most|many|a lot of|lots of|other|few) (?:people|patients)\b"
    r"|\bpeople (?:who|that|live|can|with|have"
    r"|get|will)\b"
    r"|^it(?:'s| is) (?:also |certainly |very )?possible\b|^let me\b"
    r"|\bkick (?:against|out)\b|\bi want you to (?:push|pull|kick)\b"
    r"|^we(?:'ll| will| are going to|'re going to) (?:just )?(?:bend|prep|say probably|see how|see you"
    r"|look at|review|examine|start with"
    r"|do a (?:focused|quick|full)|send the order|get (?:that|this|it|all that)|figure|go from there"
    r"|move)\b|^let's (?:go|move) (?:on|back|over)\b"
    r"|^i(?:'ll| will| am going to|'m going to) (?:just )?(?:bend|move|press|push|see you|lift"
    r"|have you (?:sit|lie|lay|stand|push"
    r"|bend))\b|\bhow does that sound\b|\bwhen you check out\b|\bcheck out (?:at|with)\b|\bhappy birthday\b"
    r"|\bcongratulations\b|\bdoes (?:that|it) make sense\b|\bwe can see\b$|\bgo over the (?:results|plan)\b"
    r"|\bevery step of the way\b|\bi can(?:not|'t) imagine\b|\bi bet\b|\bgood for you\b|\bproud of you\b"
    r"|\bwe(?:'ll| will) ask\b|\bask you (?:about|some|a few)\b|\bget (?:the patient's|your|some) vitals\b"
    r"|\b(?:go|going to|will) (?:and )?(?:talk|chat|speak|discuss|check)\b.{0,20} (?:to|with) (?:my|the"
    r"|our) (?:\w+ )?(?:attending|doctor"
    r"|supervisor|preceptor|colleague|team|staff)\b|\b(?:attending|doctor|supervisor|physician"
    r"|\w+) (?:that |who )?(?:i am|i'm|we're) working with\b"
    r"|\bgo over (?:this|it|that|everything|all) .{0,12}with\b|\bshare (?:the|our) plan with\b"
    r"|\bwe(?:'ll| will) (?:\w+ )?come back and\b|\b(?:couple|few|some|all the) (?:of )?(?:more )?questions\b"
    r"|\b(?:gauge|get) (?:a|some) (?:sense|idea) of (?:how|what)\b|\bone of the next things\b"
    r"|^(?:\W*(?:okay|ok|well|oh|alright)\b)*\W*(?:that|this|it)(?: is|'s) (?:really |so |very "
    r"|just )?(?:great|awesome|wonderful|fantastic|amazing"
    r"|impressive|terrific) (?:that|to|for)\b|\bgathered all\b"
    r"|\bon a scale (?:of|from)\b|\bbeing the (?:worst|least|most)\b|\bgo get the doctor\b"
    r"|^this is in terms of\b|^i(?: am|'m) (?:dr|doctor)\b",
    re.I,
)

_WILL = (
    r"^(?:(?:and|so|but|now|then|okay|alright) )*(?:i(?:'m| am) going to|i(?:'ll| will)|we(?:'ll| will"
    r"|'re going to| are going"
    r" to)|let's|let us|(?:i|we)(?:'d| would) like to|i want(?:ed)? to|i(?:'m| am) just going to) "
    r"(?:just |also |go ahead and |quickly |now |try to |first |have to |want to |be able to )*"
)
"""The clinician announces what comes next in the visit."""
_ANNOUNCES = re.compile(
    rf"{_WILL}(?:examine\b|listen\b|tap\b|strain\b|palpate\b|feel\b|touch\b"
    r"|start (?:my|by \w+ing|our|the|your|his|her|with (?:your|the|his|her|my) (?:\w+ )?(?:exam\w*"
    r"|diabetes|blood|knee))\b"
    r"|do (?:my|an?|the|some|your|his|her|another) (?:\w+ ){0,3}(?:exam|examination|review)\b"
    r"|review (?:your|his|her|our|the|my|some"
    r"|those|these) (?:[\w-]+ ){0,4}(?:x-ray|echo\w*|results?|work|labs|images|imaging|systems"
    r"|notes?)\W*(?:with (?:you|him|her))?\W*$"
    r"|move on\b|ask\b|be (?:gentle|back|right|reminded|in and out)\b|look at (?:our|your|the|some|that"
    r"|his|her)\b"
    r"|take a (?:quick |closer )?(?:look|listen)\b|get (?:my|our|the|a) (?:nurse|tech|technician"
    r"|medical assistant|ma)\b"
    r"|have (?:my|our|the) (?:nurse|tech|medical assistant|ma)\b(?!.*\b(?:give|call|schedule|start))"
    r"|send the order\b|record\b"
    r"|check (?:it|that|this|everything|out)\b|tell the front desk\b|drink\b|come up with\b|take action\b"
    r"|apply (?:you|him|her)\b)",
    re.I,
)
_ASIDE = re.compile(
    r"\bmy nurse will be\b|\bgo right ahead\b|^(?:you should |just )?keep (?:bending|pushing|pulling"
    r"|looking|your eyes)\b|\bmore deep breath|\bhave a seat\b|\bas described\b|\bout of curiosity\b"
    r"|\bcrazy (?:year|time)\b"
    r"|^(?:please )?(?:bend|straighten|touch|point|tap|squeeze|wiggle|raise|lift) (?:your|the|both|my|it"
    r"|this|that|up|down)\b"
    r"(?!.*\b(?:no more|only|pounds|degrees|days|weeks|months|hours|every|daily|times)\b)"
    r"|^(?:and |so |okay )*(?:here )?this is (?:an? |the |your |our )?(?:x-ray|image|picture|mri|ct"
    r"|echo\w*|ekg|results?|family)\b"
    r"(?!.{0,60}\b(?:shows?|normal|which|stable|reveals?)\b)"
    r"|\bsounds (?:exciting|fun|interesting|like fun)\b|\binteresting (?:choice|like)\b"
    r"|^(?:well |good |but )*(?:that|this|it|the weather)(?:'s| is| was|'s been| has been) (?:really "
    r"|very |so |pretty |just )*"
    r"(?:a |an )?(?:interesting|awesome|exciting|fun|wonderful|cool|crazy|busy|perfect|great activity"
    r"|good \w+ months)\b"
    r"|^(?:he|she|this)(?:'s| is) (?:mr|mrs|ms|miss)\.? \w+\W*$|^(?:mr|mrs|ms|miss)\.? \w+\W*$|\bmrn\b"
    r"|^i(?:'m| am) seeing (?:mr|mrs|ms|miss)\.? [\w']+\W*$"
    r"|^i (?:really |just )*(?:love|hate(?! to (?:say|tell|have to))|enjoy|wish|like to drink)\b"
    r"|^i(?:'m| am) an? .{0,30}\bfan\b|^i(?:'m"
    r"| am) (?:sure|sorry|okay|fine)\b"
    r"|^i(?:'m| am) (?:so |really |very )*(?:glad|happy|pleased|proud)\b|\bmore than happy to\b"
    r"|\bi am sure that\b"
    r"|\b(?:my|our) (?:\w+ )?(?:father|mother|dad|mom|wife|husband|son|daughter|kids|children|brother"
    r"|sister|dog)\b"
    r"|\bwe (?:also )?(?:do not|don't) like\b|\byou can (?:tell|imagine)\b|\blot of information\b"
    r"|\babsolutely correct\b"
    r"|\bif (?:that|it)(?:'s| is) okay with you\b|\bremove the previous\b|\brisks associated with\b"
    r"|\bknow a few years ago\b|\bbe reminded\b|^next patient is\b|^the next (?:one|problem) is\b"
    r"|\bwould qualify you\b"
    r"|\bi just want to (?:apply|applaud|congratulate|commend|thank) you\b|\bis going to be (?:difficult"
    r"|hard|tough)\W*$"
    r"|^if they're\b|\byou're going to have to teach\b"
    r"|^(?:if )?they (?:have|had|passed|would|can(?:not|'t)?)\b(?!.*\bcall\b)",
    re.I,
)
"""Small talk, orders to the patient or the software, and the speaker's own life."""
_ASKS = re.compile(
    r"^(?:\w+ ){0,4}?(?:so|and|well|okay|now|with),? (?:how|when|what|where|why) (?:did|would|has|have|is"
    r"|was|are|do|does)\b"
    r"|^(?:how|why|where) (?!much of\b)(?:\w+ ){0,2}?(?:has|have|had|is|are|was|were|did|do|does|would"
    r"|been|doing|he|she|you)\b"
    r"|^(?:lastly|also|and|so),? what \w+",
    re.I,
)
"""A question that came without its mark."""

_GREETING = re.compile(
    r"\bhow(?:'s| is| are|'re| have| has)(?: \w+){0,2} (?:you|it going|everything"
    r"|things)(?: been)?(?: doing| feeling)?"
    r"(?: today| this morning| this afternoon)?\W*$",
    re.I,
)
_POLITE = re.compile(
    r"^(?:i(?:'m| am|'ve been) )?(?:doing )?(?:okay|ok|fine|well|good|great|alright|all right)\W*$", re.I
)
_POLITE_BUT = re.compile(
    r"^(?:i(?:'m| am|'ve been| have been) )?(?:doing |feeling )?(?:pretty )?(?:okay|ok|fine|well|good|great"
    r"|alright|all right),? (?:aside from|other than|except(?: for)?|apart from|besides)"
    r" (?:this|the|my|that|some) (?:[\w-]+ ){0,3}[\w-]+"
    r"(?: (?:that )?i(?:'ve| have)(?: got| been having| had)?)?\W*$",
    re.I,
)
"""A polite reply that excepts what the visit is for."""
_LIMB_PAIN = re.compile(
    r"(?:toe|foot|ankle|knee|leg|hip|finger|thumb|hand|wrist|elbow|arm|shoulder) (?:pain|ache)"
)
"""A complaint that the rest of the visit is about; anything else may be said only here."""
_GREETED = 6
"""Units of a visit that a greeting and its reply may be among."""
_BY_PATIENT = re.compile(
    r"\bi just realized\b|\bi wouldn't say any\b|^(?:but |and )?we would\b|^if i go a little\b"
    r"|^are you (?:mr|mrs|ms)\b|^you would(?:'ve| have)\b"
    r"|\bteach \w+ a lesson\b",
    re.I,
)


def is_chatter(draft: Draft) -> bool:
    """Whether the words serve the conversation or the examination itself, not the record."""
    if _CHATTER.search(draft.spoken) or runs_visit(draft.spoken):
        return True
    if draft.by_patient:
        return bool(_BY_PATIENT.search(draft.spoken)) or _answers_greeting(draft)
    if any(pattern.search(draft.spoken) for pattern in (_INSTRUCTION, _TALK, _ASIDE, _ASKS)):
        return not _names_dose(draft.text)
    return bool(_ANNOUNCES.search(draft.spoken)) and not _names_finding(draft.text)


def _answers_greeting(draft: Draft) -> bool:
    """Whether the patient only says politely how it goes."""
    greeted = _GREETING.search(draft.asked)
    if _POLITE_BUT.match(draft.spoken):
        told = any(not _LIMB_PAIN.fullmatch(m.concept.name) for m in find_concepts(draft.spoken))
        return not told and (bool(greeted) or draft.index < _GREETED)
    return bool(greeted and _POLITE.match(draft.spoken))


def _names_finding(text: str) -> bool:
    return any(m.concept.kind != "tests" for m in find_concepts(text))


def _names_dose(text: str) -> bool:
    """Whether a medication stands with its amount: an order, whatever is said around it."""
    return bool(find_medications(text)) and any(q.unit for q in quantities(text))
