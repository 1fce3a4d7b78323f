"""`soapline recover`: rebuild Redis from the archive after it was lost."""

import time
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipeline.cli.console import err, out, print_json
from pipeline.configuration import load_settings


def recover(
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Read every note in the archive; needed: it takes a while.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Rebuild every note's status from the archive and send unfinished notes on.

    Safe at any time: a stage whose output exists is not done again. While workers run,
    notes that lost their worker are found without this command.
    """
    from pipeline.archive import open_archive
    from pipeline.dispatch import Dispatcher
    from pipeline.recovery import recover_from_archive
    from pipeline.status import open_status_board

    if not from_archive:
        raise typer.BadParameter("say --from-archive: every note in the archive is read")
    settings = load_settings()
    counts = {"notes": 0, "sent_on": 0}
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    archive, began = open_archive(settings), time.monotonic()
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Notes found", total=None)
        note_ids = list(progress.track(archive.note_ids(), task_id=bar))
        progress.reset(bar, total=len(note_ids), description="Notes recovered")

        def on_note(sent: bool) -> None:
            counts["notes"] += 1
            counts["sent_on"] += sent
            progress.advance(bar)

        recover_from_archive(
            archive, open_status_board(settings.redis), Dispatcher(settings), note_ids, on_note
        )
    if as_json:
        print_json(counts)
    else:
        out.print(
            f"{counts['notes']} notes read in {time.monotonic() - began:.1f} s, "
            f"{counts['sent_on']} of them sent on."
        )
