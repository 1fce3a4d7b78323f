import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PEAK_MIB = """
import resource, sys
from pathlib import Path
from pipeline.asr import ModelOptions, SpeechModel
model = SpeechModel.load(ModelOptions(path=sys.argv[1], device="cpu"))
seen = []
transcript = model.transcribe(Path(sys.argv[2]), on_progress=seen.append)
assert seen == sorted(seen) and len(set(seen)) > 2, "progress"
print(transcript.duration, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.timeout(540)
def test_four_hours_take_little_more_memory_than_ten_minutes(
    tiny_folder: str, evaluation_data: Path, to_speech: Callable[..., Path]
) -> None:
    """A minute of talk in every ten; the long one would be 920 MB of samples."""
    talk = to_speech(evaluation_data / "encounters" / "RES0205.mp3", "-ss", "60", "-t", "60")
    unit = to_speech(talk, filters="apad=whole_dur=600")
    found = []
    for repeated in (0, 23):
        long = to_speech(unit, "-stream_loop", str(repeated))
        run = subprocess.run(
            [sys.executable, "-c", PEAK_MIB, tiny_folder, long], capture_output=True, text=True, check=True
        )
        print(run.stdout)
        found.append(tuple(map(float, run.stdout.split())))
    (short_seconds, short_peak), (long_seconds, long_peak) = found
    assert (short_seconds, long_seconds) == (600, 14_400)
    # The short one's minute of talk does not fill a batch; a full one takes up to 30 MB a window.
    assert long_peak < short_peak + 8 * 30
