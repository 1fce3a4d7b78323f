"""A transcript as plain text, SRT or WebVTT."""

from collections.abc import Callable

from pipeline.models import Segment, Speaker, Transcript


def as_text(transcript: Transcript) -> str:
    """A line a segment, with its speaker where that is known."""
    return "\n".join(_line(segment) for segment in transcript.segments) + "\n"


def as_srt(transcript: Transcript) -> str:
    """SubRip: numbered cues, comma before the milliseconds."""
    cues = [
        f"{number}\n{_clock(one.start, ',')} --> {_clock(one.end, ',')}\n{_line(one)}\n"
        for number, one in enumerate(transcript.segments, 1)
    ]
    return "\n".join(cues)


def as_vtt(transcript: Transcript) -> str:
    """WebVTT, speakers as voice spans."""
    cues = [
        f"{_clock(one.start, '.')} --> {_clock(one.end, '.')}\n<v {one.speaker.value}>{_escaped(one.text)}\n"
        for one in transcript.segments
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


FORMATS: dict[str, Callable[[Transcript], str]] = {
    "text": as_text,
    "json": lambda transcript: transcript.model_dump_json(indent=1) + "\n",
    "srt": as_srt,
    "vtt": as_vtt,
}


def _line(segment: Segment) -> str:
    known = segment.speaker is not Speaker.UNKNOWN
    return f"{segment.speaker.value.capitalize()}: {segment.text}" if known else segment.text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _clock(seconds: float, mark: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{milliseconds:03d}"
