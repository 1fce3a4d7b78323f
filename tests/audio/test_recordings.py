"""Real recordings, and recordings of many hours."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.audio.formats import HEAD_BYTES, judge_format
from tests.audio.recordings import ffmpeg, flac_properties, normalize

MIB = 1 << 20


def test_the_sample_recording_is_loud_and_whole(sample: Path, tmp_path: Path) -> None:
    speech = normalize(sample, tmp_path / "speech.flac")
    assert speech.warnings == []
    assert speech.speech_seconds > 0.3 * speech.duration


@pytest.mark.parametrize("name", ["dictation_1.m4a", "dictation_3.m4a"])
def test_the_quiet_dictations_are_raised(evaluation_data: Path, tmp_path: Path, name: str) -> None:
    speech = normalize(evaluation_data / "dictation" / name, tmp_path / "speech.flac")
    assert speech.gain_db > 5
    assert speech.level_dbfs == -20
    assert speech.warnings == []


def test_recordings_at_a_good_level_are_left_alone(evaluation_data: Path, tmp_path: Path) -> None:
    for name in ("encounters/RES0198.mp3", "voiced/aci_valid_D2N085.m4a", "dictation/jfk.flac"):
        speech = normalize(evaluation_data / name, tmp_path / "speech.flac")
        assert speech.gain_db == 0
        assert speech.warnings == []


@pytest.mark.slow
def test_every_encounter_is_read_without_a_warning(evaluation_data: Path, tmp_path: Path) -> None:
    for path in sorted((evaluation_data / "encounters").glob("*.mp3")):
        speech = normalize(path, tmp_path / "speech.flac")
        assert speech.warnings == []
        assert flac_properties(tmp_path / "speech.flac")[3] == round(speech.duration * 16_000)


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and its descendants, shared pages counted in each."""
    pages, processes = 0, [pid]
    while processes:
        process = Path("/proc", str(processes.pop()))
        try:
            pages += int((process / "statm").read_text().split()[1])
            for children in process.glob("task/*/children"):
                processes += [int(child) for child in children.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return pages * 4096


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("long.mp3", ["-c:a", "libmp3lame", "-b:a", "16k", "-write_xing", "0", "-id3v2_version", "0"]),
        ("long.ogg", ["-c:a", "libopus", "-b:a", "16k"]),
    ],
)
def test_25_mb_of_any_length_normalize_in_under_150_mb(
    sample: Path, tmp_path: Path, name: str, arguments: list[str]
) -> None:
    piece, source = tmp_path / f"piece-{name}", tmp_path / name
    ffmpeg("-i", sample, "-map_metadata", "-1", *arguments, "-ar", "16000", "-ac", "1", piece)
    source.write_bytes(piece.read_bytes() * (25 * MIB // piece.stat().st_size))
    assert judge_format(source.read_bytes()[:HEAD_BYTES]) == source.suffix[1:]
    code = (
        "import sys; from pathlib import Path; from tests.audio.recordings import normalize\n"
        "print(normalize(Path(sys.argv[1]), Path(sys.argv[2])).duration)"
    )
    command = [sys.executable, "-c", code, str(source), str(tmp_path / "speech.flac")]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        while worker.poll() is None:
            peak = max(peak, resident_bytes(worker.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(0.1)
        assert worker.stdout is not None
        assert float(worker.stdout.read()) > 3 * 3600
    assert 20 * MIB < peak < 150 * MIB
