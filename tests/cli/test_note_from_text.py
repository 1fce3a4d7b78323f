import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.note_from_text import read_text, scored_form, write_notes
from pipeline.errors import Rejected
from pipeline.models import NoteOptions, Speaker
from pipeline.notes.engine import load_engine

SOAPLINE = Path(sys.executable).with_name("soapline")
DIALOGUE = """D: Any fever or chills?
P: No.
D: I am going to order an x-ray of your left knee and start you on meloxicam 15 milligrams daily.
P: Sounds good.
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(SOAPLINE), "note", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_line_without_a_label_goes_on_with_the_turn_above_it() -> None:
    segments = read_text("D: How is the ankle?\nP; It hurts when\nI walk.\nD: All right.").segments
    assert [s.text for s in segments] == ["How is the ankle?", "It hurts when I walk.", "All right."]
    assert segments[1].speaker is Speaker.PATIENT


def test_labels_at_the_start_of_lines_name_the_speakers() -> None:
    speakers = [segment.speaker for segment in read_text(DIALOGUE).segments]
    assert speakers == [Speaker.CLINICIAN, Speaker.PATIENT] * 2
    assert {s.speaker for s in read_text(DIALOGUE, speakers=False).segments} == {Speaker.UNKNOWN}


def test_every_sentence_of_the_plain_note_has_its_citations() -> None:
    note = load_engine("grounded").write(read_text(DIALOGUE), NoteOptions(specialty="physician"))
    form = scored_form("a", note)
    assert form["citations"]
    assert all(set(cited) <= {0, 1, 2, 3} and cited for cited in form["citations"])


def test_a_text_becomes_a_note_with_evidence_without_a_server(tmp_path: Path) -> None:
    source = tmp_path / "dialogue.txt"
    source.write_text(DIALOGUE)
    ran = run("--from", source, "--specialty", "physical_therapy", "--explain")
    assert ran.returncode == 0, ran.stderr
    assert "Denies fever or chills." in ran.stdout
    assert "Any fever or chills?" in ran.stdout
    assert "15 mg" in ran.stdout


def test_text_has_no_times_for_people_and_null_for_programs(tmp_path: Path) -> None:
    source = tmp_path / "dialogue.txt"
    source.write_text(DIALOGUE)
    assert "\n    clinician: Any fever or chills?" in run("--from", source, "--evidence").stdout
    segments = json.loads(run("--from", source, "--json").stdout)["segments"]
    assert [segment["id"] for segment in segments] == ["0", "1", "2", "3"]
    assert {(segment["start"], segment["end"]) for segment in segments} == {(None, None)}


def test_many_dialogues_become_lines_of_notes(tmp_path: Path) -> None:
    source, out = tmp_path / "dialogues.jsonl", tmp_path / "notes.jsonl"
    turns = [{"speaker": "doctor", "text": "Any cough?"}, {"speaker": "patient", "text": "No, no cough."}]
    source.write_text(json.dumps({"id": "a", "turns": turns}) + "\n")
    ran = run("--from", source, "--out", out, "--no-speakers")
    assert ran.returncode == 0, ran.stderr
    written = json.loads(out.read_text())
    assert written["id"] == "a"
    assert "Denies cough." in written["note"]


def test_an_unknown_specialty_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "dialogue.txt"
    source.write_text(DIALOGUE)
    ran = run("--from", source, "--specialty", "wizard")
    assert ran.returncode == 1
    assert "specialties" in ran.stderr


def test_a_line_that_is_no_dialogue_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "dialogues.jsonl"
    source.write_text("{}\n")
    ran = run("--from", source, "--out", tmp_path / "notes.jsonl")
    assert ran.returncode == 1
    assert "is not a dialogue" in ran.stderr


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(Rejected):
        write_notes(
            Path("missing.txt"),
            options=NoteOptions(specialty="physician"),
            explain=False,
            speakers=True,
            out_path=None,
            as_json=False,
        )


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "visit.txt"
    source.write_text(DIALOGUE + "Temperature 38 °C.", encoding="cp1252")
    done = run("--from", source)
    assert done.returncode != 0
    assert "not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_without_words_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "empty.txt"
    source.write_text("\n  \n", encoding="utf-8")
    ran = run("--from", source, "--specialty", "physician")
    assert ran.returncode != 0
    assert "no words" in ran.stderr


@pytest.mark.parametrize(
    ("lines", "reason"),
    [("", "no dialogues"), ('{"id": "a", "turns": []}\n', "no words")],
    ids=["an empty file", "a dialogue without turns"],
)
def test_dialogues_without_words_are_refused_and_no_notes_are_written(
    tmp_path: Path, lines: str, reason: str
) -> None:
    source, written = tmp_path / "dialogues.jsonl", tmp_path / "notes.jsonl"
    source.write_text(lines)
    ran = run("--from", source, "--out", written)
    assert ran.returncode == 1
    assert reason in ran.stderr
    assert not written.exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused = run("--from", tmp_path)
    assert refused.returncode != 0
    assert "folder" in refused.stderr


def test_notes_that_cannot_be_written_are_refused_before_any_is_made(tmp_path: Path) -> None:
    source = tmp_path / "dialogues.jsonl"
    source.write_text(json.dumps({"id": "a", "turns": [{"speaker": "doctor", "text": "Any fever?"}]}))
    refused = run("--from", source, "--out", tmp_path / "missing" / "notes.jsonl")
    assert refused.returncode != 0
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_single_text_is_not_written_to_a_file(tmp_path: Path) -> None:
    source = tmp_path / "dialogue.txt"
    source.write_text(DIALOGUE)
    refused = run("--from", source, "--out", tmp_path / "note.txt")
    assert refused.returncode != 0
    assert not (tmp_path / "note.txt").exists()
