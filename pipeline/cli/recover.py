"""`soapline recover`: rebuild Redis from the archive after it was lost."""

from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Notes read", total=None)

        def on_note(sent: bool) -> None:
            counts["notes"] += 1
            counts["sent_on"] += sent
            progress.advance(bar)

        recover_from_archive(
            open_archive(settings), open_status_board(settings.redis), Dispatcher(settings), on_note
        )
    if as_json:
        print_json(counts)
    else:
        out.print(f"{counts['notes']} notes read, {counts['sent_on']} of them sent on.")
