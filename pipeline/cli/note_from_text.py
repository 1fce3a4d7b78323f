"""`soapline note --from`: notes from text, without a server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pipeline.cli.console import err, out, print_json
from pipeline.cli.printing import print_note
from pipeline.configuration import load_settings
from pipeline.errors import FieldProblem, Rejected
from pipeline.models import NoteOptions, SectionName, SoapNote, Speaker
from pipeline.notes.specialties import find_specialty, find_template
from pipeline.notes.text import SPEAKERS, read_text, transcript_of
from pipeline.wire import segment_bodies

if TYPE_CHECKING:
    from pipeline.notes.engine import NoteEngine

_HEADING = re.compile(r"^[A-Z][A-Z /&,\-]{2,}:?$")
_BORDER = re.compile(r"(?<=[.?!;])\s+(?=[A-Z0-9])")


def write_notes(
    source: Path, *, options: NoteOptions, explain: bool, speakers: bool, out_path: Path | None, as_json: bool
) -> None:
    """Write the note of a text file to the terminal, or of every dialogue of a JSONL file to ``out_path``."""
    find_template(find_specialty(options.specialty), options.template)
    if source.is_dir():
        raise Rejected("That is a folder.", details=[FieldProblem("from", "name a text or JSONL file in it")])
    if not source.is_file():
        raise Rejected("There is no such file.", details=[FieldProblem("from", "name a text or JSONL file")])
    if source.suffix == ".jsonl":
        _write_many(source, out_path, options, speakers=speakers)
        return
    if out_path is not None:
        problem = FieldProblem("out", "leave it out, or give the dialogues as a file that ends in .jsonl")
        raise Rejected("Only notes of JSONL dialogues are written to a file.", details=[problem])
    transcript = read_text(_text_of(source), speakers=speakers)
    if not any(re.search(r"\w", segment.text) for segment in transcript.segments):
        problem = FieldProblem("from", "write the conversation into it, one turn a line, then try again")
        raise Rejected("The file holds no words.", details=[problem])
    note = _engine().write(transcript, options)
    shown = {"noteId": "note from text", **note.model_dump(mode="json")}
    shown["segments"] = segment_bodies(transcript, timed=False)
    if as_json:
        print_json(shown)
    else:
        print_note(out, shown, evidence=explain)


def _text_of(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected(
            "The file is not UTF-8 text.", details=[FieldProblem("from", "save it as UTF-8, then try again")]
        ) from None


def _write_many(source: Path, out_path: Path | None, options: NoteOptions, *, speakers: bool) -> None:
    if out_path is None:
        raise Rejected("Name the file to write.", details=[FieldProblem("out", "give --out NOTES.jsonl")])
    dialogues = [_read_dialogue(line) for line in filter(str.strip, _text_of(source).split("\n"))]
    if not dialogues:
        problem = FieldProblem("from", "write one dialogue a line, {id, turns: [{speaker, text}]}")
        raise Rejected("The file holds no dialogues.", details=[problem])
    with _opened(out_path) as notes:
        engine = _engine()
        for key, turns in dialogues:
            note = engine.write(transcript_of(turns, speakers=speakers), options)
            print(json.dumps(scored_form(key, note), ensure_ascii=False), file=notes)
    err.print(f"Wrote {len(dialogues)} notes.")


def _opened(out_path: Path) -> TextIO:
    try:
        return out_path.open("w", encoding="utf-8")
    except OSError as error:
        problem = FieldProblem("out", "name a file in a folder that exists and that you may write to")
        raise Rejected("The file cannot be written.", details=[problem]) from error


def _read_dialogue(line: str) -> tuple[str, list[tuple[Speaker, str]]]:
    problem = FieldProblem("from", "each line is {id, turns: [{speaker, text}]}")
    try:
        row = json.loads(line)
        turns = [(SPEAKERS.get(t["speaker"], Speaker.UNKNOWN), t["text"]) for t in row["turns"]]
        key = row["id"]
    except (ValueError, KeyError, TypeError) as error:
        raise Rejected("A line of the file is not a dialogue.", details=[problem]) from error
    if not any(re.search(r"\w", text) for _, text in turns):
        problem = FieldProblem("from", "give each dialogue its turns, or take it out, then try again")
        raise Rejected("A dialogue of the file holds no words.", details=[problem])
    return key, turns


def scored_form(key: str, note: SoapNote) -> dict[str, Any]:
    """A note as plain text, and for each sentence of it the turn indices it rests on.

    Headings in capitals are no sentences; a section that opens without one gets its own name
    as a heading. A line is split after closing punctuation that a capital or digit follows.
    """
    sections = [(name, getattr(note, name.value)) for name in SectionName if note.evidence[name]]
    citations = [cited for name, text in sections for cited in _citations(text, note, name)]
    return {"id": key, "note": "\n\n".join(_headed(*s) for s in sections), "citations": citations}


def _headed(section: SectionName, text: str) -> str:
    return text if _HEADING.match(text.partition("\n")[0]) else f"{section.value.upper()}\n\n{text}"


def _citations(text: str, note: SoapNote, section: SectionName) -> Iterator[list[int]]:
    left = iter(note.evidence[section])
    for line in text.splitlines():
        if not line.strip() or _HEADING.match(line):
            continue
        spans: list[tuple[int, int, list[int]]] = []
        while not spans or spans[-1][1] < len(line):
            evidence = next(left)
            start = line.index(evidence.sentence, spans[-1][1] if spans else 0)
            spans.append((start, start + len(evidence.sentence), [int(i) for i in evidence.segments]))
        at = 0
        for piece in _BORDER.split(line):
            start = line.index(piece, at)
            at = start + len(piece)
            if re.search("[a-zA-Z]", piece):
                yield sorted({i for first, end, cited in spans if first < at and end > start for i in cited})


def _engine() -> "NoteEngine":
    from pipeline.stages.write import load_note_engine  # other commands need no numpy

    return load_note_engine(load_settings().notes)
