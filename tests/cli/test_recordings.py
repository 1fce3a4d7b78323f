from pathlib import Path

import pytest

from pipeline.cli.recordings import NoRecordings, recordings_named
from pipeline.cli.submit import submit_all
from pipeline.client import SoaplineClient


def test_a_folder_stands_for_the_recordings_directly_in_it_by_name(tmp_path: Path) -> None:
    for name in ("b.mp3", "a.WAV", "c.opus", "letter.txt", "._b.mp3"):
        (tmp_path / name).touch()
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "d.mp3").touch()
    (tmp_path / "e.mp3").mkdir()
    assert [path.name for path in recordings_named([tmp_path])] == ["a.WAV", "b.mp3", "c.opus"]


def test_files_are_taken_as_named_whatever_their_names_and_each_once(tmp_path: Path) -> None:
    for name in ("a.mp3", "b.mp3", "dictation"):
        (tmp_path / name).touch()
    named = [tmp_path / "dictation", tmp_path / "b.mp3", tmp_path]
    assert [path.name for path in recordings_named(named)] == ["dictation", "b.mp3", "a.mp3"]


def test_a_folder_without_recordings_says_how_many_and_what_to_put_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(NoRecordings) as refusal:
        recordings_named([tmp_path])
    assert ".mp3, .m4a" in refusal.value.public_message
    assert "0 recordings; 1 other file left out." in capsys.readouterr().err


def test_a_recording_that_is_gone_when_its_turn_comes_is_refused_alone(tmp_path: Path) -> None:
    with SoaplineClient("http://127.0.0.1:9", "sk_test") as client:
        (outcome,) = submit_all(client, [tmp_path / "gone.mp3"], {})
    assert outcome.refusal is not None
    assert "cannot be read" in outcome.refusal.public_message
