import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.models import Segment, Speaker, Transcript


@pytest.fixture(scope="session")
def evaluation_data() -> Path:
    """The folder of evaluation recordings and dialogues, where this machine has it."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("SOAPLINE_EVAL_DATA", beside))
    if not folder.is_dir():
        pytest.skip("no evaluation data: set SOAPLINE_EVAL_DATA to its folder")
    return folder


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
