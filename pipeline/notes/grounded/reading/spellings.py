"""Transcripts spelled as notes are: contractions, decimals, terms that recognisers mishear."""

import re

_REFLEX = r"(?:biceps|triceps|brachioradialis|patellar?|achilles)"
_PULSE = r"(?:dorsalis pedis|posterior tibial|popliteal|femoral|radial|ulnar|brachial|carotid|pedal)"
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _decimal(match: re.Match[str]) -> str:
    """A decimal that the transcript took apart ("a . five centimeter stone")."""
    return f"{match.group(1)} .{_DIGITS.index(match.group(2).lower())}"


_SPELLINGS = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (r"[\u2018\u2019]", "'"),
        (r"\[[^\]]*\]|<[^>]*>|\bguest_\w+:", " "),
        (r"\s(?:hi|hello|hey),? [a-z]+[.!]*$", ""),
        (r"\bregular of rate\b", "regular rate"),
        (r"\bboney\b", "bony"),
        (r"\bbeats a minute\b", "beats per minute"),
        (
            r"(?<!on )(?<!of )(?<!at )(?<!in )(?<!to )(?<!for )(?<!with )(?<!if )(?<!when )"
            r"\b(your (?:(?:lower|upper|left|right) )?(?:legs|arms|feet|hands|extremities|knees|hips"
            r"|shoulders|lungs|pulses)),? (?:you have|i (?:do )?(?:see|appreciate|hear|feel|notice)) "
            r"(?!that\b|the\b|it\b|your\b)",
            r"\1 have ",
        ),
        (
            r"\b(i|she|he|we|they) (felt|heard|feel|hear) like (?:this|an?) "
            r"(?=(?:pop|popping|snap|snapping|crack|click|strain|twinge|pull|pulling|tear|tearing)\b)",
            r"\1 \2 a ",
        ),
        (r"\b(tender|tenderness|pain|painful) (to|on|with) palpitation\b", r"\1 \2 palpation"),
        (r"\bmurmur hurt (?=(?:at|in|over|along)\b)", "murmur heard "),
        (r"\bcda tenderness\b|\bcva tinnitus\b", "CVA tenderness"),
        (r"\s+(n't|'s|'re|'ve|'m|'ll|'d)\b", r"\1"),
        (r"(?<=[a-z]) \.(?=\d)", r" ."),
        (r"\b(a|an|of) \. (one|two|three|four|five|six|seven|eight|nine)\b", _decimal),
        (r"\s+(?!\.\d)([,.?!;:%])", r"\1"),
        (rf"\b({_REFLEX})[.,]? (?={_REFLEX}\b)", r"\1, "),
        (rf"\b({_REFLEX})\. reflexes?\b[.,]?(?! (?:are|is|were|was))", r"\1 reflexes."),
        (rf"\bpulses? ({_PULSE}(?: (?:or|and) {_PULSE})*)\b(?! pulse)", r"\1 pulses"),
        (r"\bpulses femorally\b", "femoral pulses"),
        (
            r"\b(?:however|but|although),? (?:i (?:did |do )?(?:use|used|got|had) (?:the|a) doppler,? and )?"
            r"(?:they|it)(?:'re|'s| are| is| were| was) (present|audible|detectable|heard|found)"
            r" (?:via|by|with|on) (?:the |a )?doppler\b",
            r"but \1 by Doppler",
        ),
        (r"\bgon na\b|\bgonna\b", "going to"),
        (r"\bwan na\b|\bwanna\b", "want to"),
        (r"\bgot ta\b|\bgotta\b", "have to"),
        (r"\blem me\b|\blemme\b", "let me"),
        (r"\bgim me\b|\bgimme\b", "give me"),
        (r"\bkinda\b|\bkind of like\b", "kind of"),
        (r"\bsorta\b", "sort of"),
        (r"(?<!\w)'cause\b", "because"),
        (
            r"\b((?!it|that|he|she|there|what|who|let|where|how)\w+)'s (?=(?:high|low|good|a|an|the"
            r"|not|very|really|pretty|going|getting|stable|normal|elevated|fine|okay|doing|just|still"
            r"|been)\b)",
            r"\1 is ",
        ),
        (r"\by'all\b", "you"),
        (r"\b(?:c ?t|cat) scan(?=s?\b)", "CT scan"),
        (r"\bx rays?\b", "x-ray"),
        (r"\ba one c\b|\ba ?1 ?c\b", "A1c"),
        (r"\bdr\.?\s", "Dr "),
        (r"\bmr\.?\s(?!(?:arthro|angio|entero|veno|uro|elasto)gra|imaging\b)", "Mr "),
        (r"\bmrs\.?\s", "Mrs "),
        (r"\bms\.\s", "Ms "),
        (
            r"\b(yes|yeah|yep|no|nope),? (i (?:have|do|did|am|was|had)),(?=(?:\s|,|\bum\b|\buh\b)+(?:an?"
            r"|some|my|just|only|with"
            r"|one|two|three|four|five|six|\d+)\b)",
            r"\1, \2.",
        ),
        (r"\bca n't\b|\bcan not\b", "can't"),
        (r"\bon (your (?:[\w-]+ ){0,2}exam),? (?=\1\b)", ""),
        (r"\bA(?:,? and| ?&) ?E\b(?=\W|$)", "A&E"),
        (r"\.\.\.+|…", ","),
        (r"\b(pain|ache|aching|swelling|numbness|tingling) right (?=(?:in|on|around|at)\b)", r"\1 "),
        (r"\s--?\s", ", "),
    )
)


def spelled(text: str) -> str:
    """The text in usual spelling, without marks of the transcriber ("[inaudible]")."""
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text
