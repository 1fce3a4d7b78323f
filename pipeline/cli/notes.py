"""`soapline status`, `note` and `delete`: reading and removing notes on the server."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json
from pipeline.cli.note_from_text import write_notes
from pipeline.cli.printing import print_note
from pipeline.cli.server import open_client
from pipeline.models import NoteOptions

NoteId = Annotated[str, typer.Argument(help="The note's id, as printed by: soapline submit")]
Json = Annotated[bool, typer.Option("--json", help="Print the server's JSON.")]


def status(
    note_id: NoteId,
    wait: Annotated[int, typer.Option(min=0, max=60, help="Wait for the next change, seconds.")] = 0,
    as_json: Json = False,
) -> None:
    """Show where a note stands."""
    with open_client() as client:
        found = client.status(note_id, wait=wait)
    if as_json:
        print_json(found)
        return
    table = Table("Field", "Value")
    for name in (
        "noteId",
        "status",
        "stage",
        "progress",
        "created_at",
        "updated_at",
        "expires_at",
        "message",
    ):
        if found.get(name) is not None:
            add_row(table, name, str(found[name]))
    out.print(table)


def note(
    note_id: Annotated[
        str | None, typer.Argument(help="The note's id, as printed by: soapline submit")
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", "--explain", help="Show what each sentence rests on.")
    ] = False,
    as_json: Json = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Write the note of this transcript (text, or JSONL of dialogues) without a server."
        ),
    ] = None,
    specialty: Annotated[str, typer.Option(help="With --from: the specialty's id.")] = "generic",
    template: Annotated[str | None, typer.Option(help="With --from: the template's id.")] = None,
    speakers: Annotated[bool, typer.Option(help="With --from: use the speaker labels.")] = True,
    out_path: Annotated[
        Path | None, typer.Option("--out", help="With --from JSONL: the file to write.")
    ] = None,
) -> None:
    """Print a finished note, or write one from text with --from."""
    if source is not None:
        options = NoteOptions(specialty=specialty, template=template)
        write_notes(
            source, options=options, explain=evidence, speakers=speakers, out_path=out_path, as_json=as_json
        )
        return
    if note_id is None:
        raise typer.BadParameter("give a note's id, or a transcript with --from")
    with open_client() as client:
        found = client.note(note_id)
    if as_json:
        print_json(found)
    else:
        print_note(out, found, evidence=evidence)


def delete(note_id: NoteId) -> None:
    """Remove a note with its audio and transcript, at once."""
    with open_client() as client:
        client.delete(note_id)
    err.print("Deleted.")
