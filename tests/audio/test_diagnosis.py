import pytest

from pipeline.audio.diagnosis import Diagnosis


def read(*lines: bytes) -> Diagnosis:
    diagnosis = Diagnosis()
    diagnosis.read(iter([line + b"\n" for line in lines]))
    return diagnosis


def test_a_declared_length_is_read() -> None:
    assert read(b"[info]   Duration: 10:00:01.50, start: 0.000000").declared_seconds == 36_001.5


def test_an_unknown_length_is_none() -> None:
    assert read(b"[info]   Duration: N/A, bitrate: 256 kb/s").declared_seconds is None


@pytest.mark.parametrize(
    "line",
    [
        b"[info]     title           : [error] Cannot allocate memory",
        b"[info]     title           : Duration: 99:00:00.00, start",
        b"[info]                     :   Duration: 99:00:00.00, start",
        b"[info]     Duration: 99:00:00.00,: x",
    ],
)
def test_metadata_cannot_pass_for_what_ffmpeg_says(line: bytes) -> None:
    assert read(line) == Diagnosis(started=True)


def test_errors_are_counted_with_and_without_a_context() -> None:
    assert (
        read(
            b"[error] Error opening input",
            b"[mp3float @ 0x55f329dfa140] [error] Header missing",
            b"[aist#0:0/mp3 @ 0x55] [dec:mp3float @ 0x55] [error] Error submitting packet to decoder",
            b"[fatal] pipe:0: Invalid data found",
            b"[wav @ 0x55] [warning] Ignoring maximum wav data size",
        ).errors
        == 4
    )


def test_a_picture_that_is_not_decoded_is_no_error() -> None:
    assert read(b"[mjpeg @ 0x55] [error] Codec (mjpeg) not on whitelist 'aac,mp3'").errors == 0


def test_a_file_without_audio_and_a_lack_of_memory_are_recognised() -> None:
    assert read(b"[fatal] Stream map '0:a:0' matches no streams.").no_audio_track
    assert read(b"[af#0:0 @ 0x55] [error] Error while filtering: Cannot allocate memory").out_of_memory


def test_a_program_that_says_nothing_of_its_own_has_not_started() -> None:
    assert not read(b"ffmpeg: error while loading shared libraries: libavcodec.so.59").started
    assert read(b"[info] Input #0, mp3, from 'pipe:0':").started
