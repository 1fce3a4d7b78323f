"""`soapline audit`: the audit log, for a compliance officer."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json, show_problem
from pipeline.configuration import load_settings
from pipeline.models import AuditAction, AuditBatch, AuditEvent

if TYPE_CHECKING:
    from pipeline.audit import AuditLog

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day (UTC), included.")]


def audit(
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's.")] = None,
    who: Annotated[str | None, typer.Option(help="Only this key's id or operator.")] = None,
    note: Annotated[str | None, typer.Option(help="Only this note's, or this key's.")] = None,
    origin: Annotated[str | None, typer.Option(help="Only from this address.")] = None,
    action: Annotated[list[AuditAction] | None, typer.Option(help="Only these; repeat it.")] = None,
    since: Day = None,
    until: Day = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Instead, check that the whole log is as it was written.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON an entry.")] = False,
) -> None:
    """Show who read, created and deleted which note or key, when and from where.

    Example: soapline audit --tenant my-clinic --action read --since 2026-01-31
    """
    from pipeline.archive import open_archive
    from pipeline.audit import AuditLog, events_of
    from pipeline.redis_link import connect

    settings = load_settings()
    log = AuditLog(open_archive(settings), connect(settings.redis))
    if verify:
        _verify(log, as_json=as_json)
        return
    wanted = {"tenant": tenant, "who": who, "subject": note, "origin": origin}
    batches = _read(log, _day(since), _day(until))
    events = [
        event
        for event in events_of(batch for _, batch in batches)
        if all(value in (None, getattr(event, name)) for name, value in wanted.items())
        and (not action or event.action in action)
    ]
    if as_json:
        for event in events:
            print_json(event.model_dump(mode="json"))
    else:
        _show(events)
    unreadable = sum(batch is None for _, batch in batches)
    if unreadable:
        show_problem("AUDIT_LOG_BROKEN", f"{unreadable} parts cannot be read. See: soapline audit --verify")
        raise typer.Exit(1)


def _show(events: list[AuditEvent]) -> None:
    table = Table("When (UTC)", "Who", "Tenant", "Did", "To", "From", "Request")
    for event in events:
        when = f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        add_row(
            table,
            when,
            event.who,
            event.tenant,
            event.action,
            event.subject,
            event.origin,
            event.request_id,
        )
    out.print(table)
    err.print(f"{len(events)} entries.")


def _read(log: "AuditLog", since: date | None, until: date | None) -> list[tuple[str, AuditBatch | None]]:
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Reading the audit log", total=None)
        return log.batches(since, until, lambda done, all_: progress.update(bar, completed=done, total=all_))


def _verify(log: "AuditLog", *, as_json: bool) -> None:
    from pipeline.audit import broken_chains

    # Redis's witness first: a batch that is written meanwhile is then no gap.
    heads = log.heads()
    batches = _read(log, None, None)
    problems = broken_chains(batches, heads)
    entries = sum(len(batch.events) for _, batch in batches if batch)
    if as_json:
        print_json({"batches": len(batches), "entries": entries, "problems": problems})
    elif not problems:
        out.print(f"The audit log is whole: {entries} entries in {len(batches)} batches.")
    for problem in problems:
        show_problem("AUDIT_LOG_BROKEN", problem)
    if problems:
        raise typer.Exit(1)


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None
