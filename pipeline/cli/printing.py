"""How a note looks on a terminal."""

from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from pipeline.models import SectionName


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
    said = {segment["id"]: segment for segment in note.get("segments", [])}
    for item in note["evidence"][section.value]:
        lines = [
            f"{_clock(said[one]['start'])} {said[one]['speaker']}: {said[one]['text']}"
            if one in said
            else one
            for one in item["segments"]
        ]
        title = Text(f"{item['sentence']} [{item['check']}]")
        console.print(Panel(Text("\n".join(lines), style="dim"), title=title, title_align="left"))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
