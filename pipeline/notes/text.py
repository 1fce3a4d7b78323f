"""Reading what was said from text instead of from speech."""

import re

from pipeline.models import Segment, Speaker, Transcript

SPEAKERS = {
    "d": Speaker.CLINICIAN,
    "doctor": Speaker.CLINICIAN,
    "clinician": Speaker.CLINICIAN,
    "dr": Speaker.CLINICIAN,
    "p": Speaker.PATIENT,
    "patient": Speaker.PATIENT,
}
_TURN_IN_LINE = re.compile(r"(?<=[.?!])[ \t]+(?=(?:Doctor|Clinician|Dr|Patient):)")
_LABEL = re.compile(r"^\s*\[?(?P<who>d|doctor|clinician|dr|p|patient)\]?\s*[:;]\s*", re.I)


def read_text(text: str, *, speakers: bool = True) -> Transcript:
    """A transcript of one segment a line; "D:", "doctor:", "P:" and "patient:" name the speaker.

    A line without a label below one that has it goes on with that turn.
    """
    turns: list[tuple[Speaker, str]] = []
    for line in filter(str.strip, _TURN_IN_LINE.sub("\n", text).splitlines()):
        label = _LABEL.match(line)
        if label:
            turns.append((SPEAKERS[label.group("who").lower()], line[label.end() :]))
        elif turns and turns[-1][0] is not Speaker.UNKNOWN:
            turns[-1] = turns[-1][0], f"{turns[-1][1].rstrip()} {line.strip()}"
        else:
            turns.append((Speaker.UNKNOWN, line))
    return transcript_of(turns, speakers=speakers)


def transcript_of(turns: list[tuple[Speaker, str]], *, speakers: bool) -> Transcript:
    """A transcript of one segment a turn; without ``speakers``, nobody is said to speak."""
    segments = [
        Segment(id=str(i), start=i, end=i + 1, text=text, speaker=who if speakers else Speaker.UNKNOWN)
        for i, (who, text) in enumerate(turns)
    ]
    return Transcript(language="en", duration=len(segments), model="text", segments=segments)
