from collections.abc import Sequence

from pipeline.models import Segment, Speaker, Transcript


def transcript_of(texts: Sequence[str], speakers: Sequence[Speaker] | None = None) -> Transcript:
    """A transcript with one segment a text; segment ids are s0, s1, ..."""
    segments = [
        Segment(
            id=f"s{i}",
            start=float(i),
            end=float(i + 1),
            text=text,
            speaker=speakers[i] if speakers else Speaker.UNKNOWN,
        )
        for i, text in enumerate(texts)
    ]
    return Transcript(language="en", duration=float(len(texts)), model="text", segments=segments)
