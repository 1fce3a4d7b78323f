"""`soapline status`, `note` and `delete`: reading and removing notes on the server."""

from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli.console import err, out, print_json
from pipeline.cli.printing import print_note
from pipeline.cli.server import open_client

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
            table.add_row(name, str(found[name]))
    out.print(table)


def note(
    note_id: NoteId,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show what each sentence rests on.")] = False,
    as_json: Json = False,
) -> None:
    """Print a finished note."""
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
