"""How a note looks on a terminal."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.models import SectionName, Speaker

INDENT = 4


def print_note(console: Console, note: dict[str, Any], *, evidence: bool = False) -> None:
    """Print a note as the API gives it; with ``evidence``, each sentence with what it rests on."""
    console.rule("SOAP note (draft: a clinician must review it)")
    for section in SectionName:
        console.print(Text(section.value.upper(), style="bold"))
        if evidence and note["evidence"].get(section.value):
            _print_evidence(console, note, section)
        else:
            console.print(Text(note[section.value]))
        console.print()
    for warning in note.get("warnings", []):
        console.print(Text(f"Warning: {warning}", style="yellow"))
    generator = note.get("generator", {})
    console.print(
        Text(
            f"{note['noteId']}, written by {generator.get('engine')} {generator.get('version')}", style="dim"
        )
    )


def _print_evidence(console: Console, note: dict[str, Any], section: SectionName) -> None:
    """The section as it reads, headings and all, with what was said below each sentence."""
    said = {segment["id"]: segment for segment in note.get("segments", [])}
    left: str = note[section.value]
    for item in note["evidence"][section.value]:
        before, found, after = left.partition(item["sentence"])
        if found:
            # The line above has ended already.
            console.print(Text(before.removeprefix("\n").lstrip(" ")), end="")
            left = after
        console.print(Text(f"{item['sentence']} {_check(item)}"))
        for one in item["segments"]:
            line = _said(said[one]) if one in said else f"segment {one}"
            console.print(Padding.indent(Text(line, style="dim"), INDENT))
    if left.strip():
        console.print(Text(left.removeprefix("\n")))


def _check(item: dict[str, Any]) -> str:
    missing = ", ".join(item.get("missing", []))
    return f"[{item['check']}; not found: {missing}]" if missing else f"[{item['check']}]"


def _said(segment: dict[str, Any]) -> str:
    """A segment as a line: when, where it has a time, by whom, where that is known, and what."""
    who = "" if segment["speaker"] == Speaker.UNKNOWN else f"{segment['speaker']}: "
    when = "" if segment["start"] is None else f"{_clock(segment['start'])} "
    return f"{when}{who}{segment['text']}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
